// Keys and presenter clickers. A worn clicker bounces: the same key twice within 400 ms counts once.

import { isFree, startSwitch } from "../shortcuts.js";
import { toggleFullscreen } from "./strip.js";

const BOUNCE = 400;
const DRIVING = {
  " ": "next", PageDown: "next", ArrowRight: "next",
  PageUp: "back", ArrowLeft: "back",
  b: "blank", B: "blank", ".": "blank",
  p: "pause", P: "pause",
  "+": "more", "-": "less", "\u2212": "less",
  Enter: "reveal",
};
const COMPLETING = [" ", "PageDown", "ArrowRight", "Enter"];

export function startKeys({ drive, strip }) {
  const pressed = new Map();
  startSwitch();
  document.addEventListener("keydown", (event) => {
    if (!isFree(event)) return;
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
  // While a result is still coming, the first press completes it and moves nothing on.
  const coming = document.querySelector("result-reveal");
  if (coming && coming.isRunning && COMPLETING.includes(key)) return () => coming.finish();
  if (!drive) return null;
  return key in DRIVING ? () => drive.press(DRIVING[key]) : null;
}

function turnShelf(by) {
  const shelf = document.querySelector("tool-shelf");
  return shelf ? () => shelf.turn(by) : null;
}
