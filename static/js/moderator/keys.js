// Keys of the cockpit: space and page down press Weiter, page up Zurück, B darkens the stage, + and - give minutes, P
// stops the clock, U takes back. Never while somebody types or a button has the focus.

const PRESSES = {
  " ": "[data-go]", PageDown: "[data-go]", PageUp: "[data-back]", b: "[data-blank]", ".": "[data-blank]",
  "+": '[data-nudge="1"]', "-": '[data-nudge="-1"]', p: "[data-pause]", u: "[data-undo]",
};
const BOUNCE = 400;
const TYPING = "input, textarea, select, summary, [contenteditable]";
let last = 0;

document.addEventListener("keydown", (event) => {
  const selector = PRESSES[event.key] || PRESSES[event.key.toLowerCase()];
  if (!selector || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target instanceof Element ? event.target : document.body;
  if (at.closest(TYPING) || (event.key === " " && at.closest("button, a"))) return;
  const button = document.querySelector(selector);
  if (!button) return;
  event.preventDefault();
  if (event.repeat || Date.now() - last < BOUNCE) return; // a clicker bounces
  last = Date.now();
  button.click();
});
