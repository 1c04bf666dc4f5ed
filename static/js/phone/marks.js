// A push is the same for a whole table. What this person agrees with is marked by the list in [data-supported].

import { say } from "../said.js";

export function startMarks() {
  document.addEventListener("region:applied", markAll);
  document.addEventListener("form:sent", (event) => {
    const form = event.target;
    if (form.matches("form[data-support]")) remember(form, Boolean(event.detail.result.supported));
  });
  markAll();
}

function list() {
  const place = document.querySelector("[data-supported]");
  return place ? place.dataset.supported.split(" ").filter(Boolean) : [];
}

function markAll() {
  if (!document.querySelector("[data-supported]")) return;
  const supported = new Set(list());
  document.querySelectorAll("form[data-support]").forEach((form) => mark(form, supported.has(form.dataset.support)));
}

// At once, before the list comes back from the server.
function remember(form, agreed) {
  const place = document.querySelector("[data-supported]");
  const others = list().filter((id) => id !== form.dataset.support);
  if (place) place.dataset.supported = (agreed ? [...others, form.dataset.support] : others).join(" ");
  mark(form, agreed);
  say(agreed ? form.dataset.wordsOn : form.dataset.wordsOff);
}

function mark(form, agreed) {
  const button = form.querySelector("button");
  const address = form.getAttribute("action").replace(/\/withdrawal$/, "");
  form.setAttribute("action", agreed ? `${address}/withdrawal` : address);
  button.classList.toggle("is-on", agreed);
  button.setAttribute("aria-pressed", String(agreed));
  const words = agreed ? form.dataset.wordsOn : form.dataset.wordsOff;
  const label = button.querySelector("span");
  if (label.textContent !== words) label.textContent = words;
}
