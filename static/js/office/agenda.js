// The agenda's editor: every change is saved at once, and the server's rendering is laid over the page.

import "../desk.js";
import { lay } from "../morph.js";
import { clearOf, markUnsent, sendNext } from "./saving.js";
import { startDragging } from "./row-dragging.js";
import "./row-keys.js";

const editor = document.getElementById("agenda-editor");
let asked = 0;

startDragging();

document.addEventListener("form:sent", (event) => {
  const { location, result } = event.detail;
  if (result.item) stampRevision(result.item, result.revision);
  if (!location || !editor.contains(event.target)) return;
  event.detail.location = ""; // no new page: the new item is shown on this one
  window.history.pushState(null, "", location);
  event.detail.goes = `choose-${result.item}`;
});

document.addEventListener("form:settled", ({ detail: { answer } }) => {
  if (!sendNext() && answer.state !== "unreachable") refresh(answer.goes);
});

document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-choose]") : null;
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  if (!(await clearOf(editor))) return; // something typed was not taken: it stays in sight
  window.history.pushState(null, "", link.getAttribute("href"));
  await refresh("chosen-title");
  document.getElementById("chosen").scrollIntoView({ block: "nearest" });
});

window.addEventListener("popstate", () => refresh());

async function refresh(focus = "") {
  asked += 1;
  const mine = asked;
  const response = await fetch(window.location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response || !response.ok || mine !== asked) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("agenda-editor");
  if (!fresh || mine !== asked) return;
  const had = document.activeElement;
  lay(editor, fresh.innerHTML);
  markUnsent();
  putFocus(focus || (had && editor.contains(had) ? had.id : ""), !focus);
}

// Moving a row takes the focus from its button; the button may have gone, then its row's title has it.
function putFocus(id, onlyIfLost) {
  const lost = document.activeElement === document.body || document.activeElement === null;
  if (!id || (onlyIfLost && !lost)) return;
  const same = document.getElementById(id);
  const [, row] = id.match(/^(?:up|down)-(.+)$/) || [];
  const others = [row && `up-${row}`, row && `down-${row}`, "chosen-title"].map((name) => name && document.getElementById(name));
  const target = [same, ...others].find((one) => one && !one.disabled);
  if (target) target.focus();
}

function stampRevision(item, revision) {
  editor.querySelectorAll(`input[data-of="${item}"]`).forEach((field) => {
    field.value = revision;
  });
}
