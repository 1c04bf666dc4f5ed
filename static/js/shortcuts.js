// Keys that press something. What they are stands in #keys, which "?" opens and closes. Those that are letters or signs
// can be switched off there, on this device; the keys of a presenter clicker are neither.

import { store } from "./page.js";

const OFF = "keys-off";
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const ANSWERS = "a, button, summary, input";

// Whether a key may press what it stands for: nobody is typing, nothing lies over the page, and it is not switched off.
export function isFree(event) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return false;
  const at = event.target instanceof Element ? event.target : document.body;
  // The space bar and the enter key belong to what has the focus.
  if (at.closest(TYPING) || ([" ", "Enter"].includes(key) && at.closest(ANSWERS))) return false;
  return key.length > 1 || !store.get(OFF, false);
}

// The switch of a page; said again after a push, which lays it anew.
export function startSwitch() {
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-keys-switch]")) return;
    if (target.checked) store.remove(OFF);
    else store.set(OFF, true);
    paint();
  });
  document.addEventListener("region:applied", paint);
  store.onChangeElsewhere(OFF, paint);
  paint();
}

export function startHelp() {
  startSwitch();
  document.addEventListener("keydown", (event) => {
    const help = document.getElementById("keys");
    if (!help) return;
    const closes = event.key === "Escape" && help.open;
    if (!closes && !(event.key === "?" && isFree(event))) return;
    event.preventDefault();
    help.open = !help.open;
    if (help.open || help.contains(event.target)) help.querySelector("summary").focus();
  });
}

function paint() {
  const off = store.get(OFF, false);
  document.documentElement.toggleAttribute("data-keys-off", off);
  document.querySelectorAll("[data-keys-switch]").forEach((box) => {
    box.checked = !off;
  });
}
