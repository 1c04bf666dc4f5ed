// The one line that says what has just happened, in the form or at the foot of the page, with a way to undo it.

import { randomKey } from "./models/ids.js";
import { post } from "./models/post.js";
import { words } from "./words.js";

const SHOWN_FOR = 8000;
const timers = new WeakMap();

// problem: stays until the next message. undo: {action, fields}.
export function show(form, text, { problem = false, undo = null } = {}) {
  const place = placeFor(form);
  clearTimeout(timers.get(place));
  if (!text && !undo) return hide(place);
  const line = lineOf(place) || place.appendChild(document.createElement("span"));
  place.querySelectorAll("form, button").forEach((old) => old.remove());
  place.hidden = false;
  place.classList.toggle("is-problem", problem);
  place.setAttribute("data-keep", "");
  line.textContent = "";
  // Emptied first, or a screen reader does not notice that the same words were said again.
  setTimeout(() => {
    line.textContent = text;
  }, 60);
  if (undo) place.append(undoButton(form, undo));
  if (!problem) timers.set(place, setTimeout(() => fade(place), SHOWN_FOR));
  return undefined;
}

// Why something could not be sent: nobody answered, or the server did and has trouble of its own.
export function whyNot(answer) {
  return words(answer.status ? "serverTrouble" : "noConnection");
}

function placeFor(form) {
  const place = (form && form.querySelector("[data-status]")) || document.getElementById("status");
  if (place) return place;
  const made = document.createElement("div");
  made.id = "status";
  made.className = "status";
  made.setAttribute("role", "status");
  return document.body.appendChild(made);
}

function lineOf(place) {
  return place.querySelector("p, span");
}

function fade(place) {
  if (place.contains(document.activeElement)) timers.set(place, setTimeout(() => fade(place), SHOWN_FOR));
  else hide(place);
}

function hide(place) {
  const line = lineOf(place);
  if (line) line.textContent = "";
  place.querySelectorAll("form, button").forEach((old) => old.remove());
  place.hidden = true;
  place.removeAttribute("data-keep");
}

function undoButton(form, { action, fields = {} }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = words("undo");
  const key = randomKey();
  const again = (answer) => (answer.state === "unreachable" ? { action, fields } : null);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const answer = await post(action, new URLSearchParams({ ...fields, key }));
    button.removeAttribute("aria-disabled");
    if (answer.state === "accepted") show(form, answer.said);
    else show(form, answer.message || whyNot(answer), { problem: true, undo: again(answer) });
    document.dispatchEvent(new CustomEvent("form:settled", { detail: { answer } }));
  });
  return button;
}
