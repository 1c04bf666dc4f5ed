// Care on stage: count a double click once, give each paper ballot its own id.

import { randomKey } from "../models/ids.js";

const DOUBLE = 700;
let stepped = 0;

document.addEventListener("form:sending", (event) => {
  const form = event.target;
  const { fields } = event.detail;
  if (event.defaultPrevented) return;
  if (form.hasAttribute("data-step") && !givesMinutes(form)) {
    if (Date.now() - stepped < DOUBLE) {
      event.preventDefault();
      return;
    }
    stepped = Date.now();
  }
  if (form.hasAttribute("data-paper")) {
    form.paperId = form.paperId || randomKey();
    fields.set("ballot_id", form.paperId);
  }
});

document.addEventListener("form:sent", (event) => {
  event.target.paperId = null; // the next sheet of paper is another ballot
  const { result } = event.detail;
  if (event.target.hasAttribute("data-step") && result && result.step) followStep(result.step);
  if (event.target.hasAttribute("data-reload") && !event.detail.location) window.location.reload();
});

// Minutes may be pressed in a row, before the new screen has come. Weiter may not: it keeps the step it was read at.
function followStep(step) {
  [...document.querySelectorAll("form[data-step]")].filter(givesMinutes).forEach((form) => {
    form.querySelector("input[name=step]").value = step;
  });
}

function givesMinutes(form) {
  return form.querySelector("[data-nudge]") !== null;
}

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
});
