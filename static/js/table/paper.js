// A paper ballot's own id: drawn once per ballot, kept while it is sent again, renewed when it lies in the box or when
// the number on the sheet is another one: an answer that was lost may not make the next sheet replace the last.

import { randomKey } from "../models/ids.js";

const ids = new WeakMap();

export function startPaper() {
  document.addEventListener("form:sending", (event) => {
    const form = event.target;
    if (!form.matches("form[data-paper]")) return;
    const of = form.querySelector("[name=number], [name=card]").value;
    if (!ids.has(form) || ids.get(form).of !== of) ids.set(form, { of, id: randomKey() });
    event.detail.fields.set("ballot_id", ids.get(form).id);
  });
  document.addEventListener("form:sent", (event) => {
    const form = event.target;
    if (!form.matches("form[data-paper]")) return;
    ids.delete(form);
    form.querySelectorAll("[type=checkbox]").forEach((box) => {
      box.checked = false;
    });
    form.querySelector("[name=number], [name=card]").focus();
  });
}
