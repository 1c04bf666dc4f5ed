// A nudge when the next scene comes: this phone buzzes or sounds, if somebody has switched that on here. Both are off at
// first. A browser lets nothing sound before the page has been touched.

import { store } from "../page.js";
import { strike } from "../stage/gong.js";

const NAME = "nudges";
const TONE = 523.25;
let scene = sceneNow();
let sound = null;

document.addEventListener("pointerdown", wake);
document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button[data-nudge]") : null;
  if (button) turn(button.dataset.nudge);
});
document.addEventListener("region:applied", look);
show();

function wanted() {
  return store.get(NAME, []);
}

function turn(nudge) {
  const others = wanted().filter((one) => one !== nudge);
  const isOn = others.length === wanted().length;
  store.set(NAME, isOn ? [...others, nudge] : others);
  show();
  wake();
  if (isOn) give([nudge]);
}

function look() {
  show();
  const now = sceneNow();
  if (now !== scene) give(wanted());
  scene = now;
}

function give(nudges) {
  if (nudges.includes("buzz")) navigator.vibrate(200);
  if (nudges.includes("sound") && sound) strike(sound, TONE, sound.currentTime + 0.05, 0.5);
}

function wake() {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!Context || !wanted().includes("sound")) return;
  sound = sound || new Context();
  sound.resume();
}

function sceneNow() {
  const place = document.querySelector("[data-scene]");
  return place ? place.dataset.scene : "";
}

function show() {
  document.querySelectorAll("[data-nudges]").forEach((place) => (place.hidden = false));
  document.querySelectorAll("button[data-nudge]").forEach((button) => {
    button.hidden = button.dataset.nudge === "buzz" && !navigator.vibrate;
    button.setAttribute("aria-pressed", String(wanted().includes(button.dataset.nudge)));
  });
}
