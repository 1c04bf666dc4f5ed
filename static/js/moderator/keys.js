// Keys of the cockpit: space and page down press Weiter, page up Zurück, B darkens the stage, + and - give minutes, P
// stops the clock, U takes back. Never while somebody types or a button has the focus.

import { isFree, startHelp } from "../shortcuts.js";

const PRESSES = {
  " ": "[data-go]", PageDown: "[data-go]", PageUp: "[data-back]", b: "[data-blank]", ".": "[data-blank]",
  "+": '[data-nudge="1"]', "-": '[data-nudge="-1"]', p: "[data-pause]", u: "[data-undo]",
};
const BOUNCE = 400;
let last = 0;

startHelp();

document.addEventListener("keydown", (event) => {
  const selector = PRESSES[event.key] || PRESSES[event.key.toLowerCase()];
  const button = selector && isFree(event) ? document.querySelector(selector) : null;
  if (!button) return;
  event.preventDefault();
  if (event.repeat || Date.now() - last < BOUNCE) return; // a clicker bounces
  last = Date.now();
  button.click();
});
