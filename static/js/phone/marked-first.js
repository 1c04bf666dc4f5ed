// Remembered tools come first on the own ballot. Once it is open its order stays as this phone first showed it, whatever
// is remembered later: nobody presses + on a line that has just moved.

import { store } from "../page.js";
import { say } from "../said.js";

const told = new Set();
let held = null;

export function startMarkedFirst() {
  // A line that moves loses the focus; who leaves it by themselves goes elsewhere or touches something else.
  ["focusin", "pointerdown"].forEach((name) => document.addEventListener(name, hold));
  document.addEventListener("region:applied", arrangeAll);
  arrangeAll();
}

function hold({ target }) {
  held = target instanceof Element && target.closest("ul.ballot button, ul.ballot a");
}

function arrangeAll() {
  document.querySelectorAll("ul.ballot").forEach(arrange);
  if (held && held.isConnected && document.activeElement === document.body) held.focus({ preventScroll: true });
}

function arrange(list) {
  const first = wanted(list);
  const lines = [...list.children];
  const marked = lines.filter((line) => first.includes(toolOf(line)));
  const note = list.parentElement.querySelector("[data-marked-note]");
  if (note) note.hidden = !marked.length;
  if (!marked.some((line, place) => lines[place] !== line)) return;
  list.prepend(...marked);
  if (note && !told.has(list.dataset.list)) say(note.textContent);
  told.add(list.dataset.list);
}

function wanted(list) {
  const remembered = store.get("remembered", []);
  const ballot = list.closest("ballot-points");
  if (!ballot) return remembered;
  const name = `first:${ballot.dataset.vote}`;
  if (store.get(name) === null) store.set(name, remembered);
  return store.get(name);
}

function toolOf(line) {
  const mark = line.querySelector("[data-remembered]");
  return mark ? mark.dataset.remembered : "";
}
