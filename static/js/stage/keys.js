// Keys and presenter clickers. A worn clicker bounces: the same key twice within 400 ms counts once.

import { toggleFullscreen } from "./strip.js";

const BOUNCE = 400;
const DRIVING = {
  " ": "next", PageDown: "next", ArrowRight: "next",
  PageUp: "back", ArrowLeft: "back",
  b: "blank", B: "blank", ".": "blank",
  p: "pause", P: "pause",
  "+": "more", "-": "less", "\u2212": "less",
};
const FIELDS = "input, textarea, select, [contenteditable]";

export function startKeys({ drive, strip }) {
  const pressed = new Map();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest(FIELDS)) return;
    const act = meaning(event, drive, strip);
    if (!act) return;
    event.preventDefault();
    const last = pressed.get(event.key);
    pressed.set(event.key, event.timeStamp);
    if (event.repeat || (last !== undefined && event.timeStamp - last < BOUNCE)) return;
    act();
  });
}

function meaning(event, drive, strip) {
  const { key } = event;
  if (key === "f" || key === "F") return toggleFullscreen;
  if (key === "?") return () => strip.toggleHelp();
  if (key === "Escape") return strip.isHelping ? () => strip.toggleHelp() : null;
  if (key === "ArrowDown" || key === "ArrowUp") return turnShelf(key === "ArrowDown" ? 1 : -1);
  // The space bar belongs to a button that has focus.
  if (!drive || (key === " " && event.target.closest("button, a, summary"))) return null;
  return key in DRIVING ? () => drive.press(DRIVING[key]) : null;
}

function turnShelf(by) {
  const shelf = document.querySelector("tool-shelf");
  return shelf ? () => shelf.turn(by) : null;
}
