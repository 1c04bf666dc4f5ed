// Alt with an arrow moves the row that holds the focus, as its arrow buttons do.

const WAYS = { ArrowUp: "up", ArrowDown: "down" };
const TYPING = "input, textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  const way = event.altKey && !event.ctrlKey && !event.metaKey && WAYS[event.key];
  const at = event.target instanceof Element ? event.target : null;
  const row = way && at && !at.matches(TYPING) ? at.closest("[data-row]") : null;
  if (!row) return;
  event.preventDefault();
  const button = row.querySelector(`form[data-place] [data-way="${way}"]`);
  if (button && !button.disabled && !event.repeat) button.click();
});
