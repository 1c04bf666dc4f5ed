// "Merken": a list of tools that lives on this phone and nowhere else.

import { store } from "../page.js";

const NAME = "remembered";

export function startRemembering() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[data-remember]") : null;
    if (!button) return;
    const { remember } = button.dataset;
    const others = remembered().filter((id) => id !== remember);
    store.set(NAME, others.length === remembered().length ? [...others, remember] : others);
    show();
  });
  document.addEventListener("region:applied", show);
  show();
}

function remembered() {
  return store.get(NAME, []);
}

function show() {
  const list = new Set(remembered());
  document.querySelectorAll("[data-remembered]").forEach((mark) => (mark.hidden = !list.has(mark.dataset.remembered)));
  document.querySelectorAll("button[data-remember]").forEach((button) => {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(list.has(button.dataset.remember)));
  });
  document.querySelectorAll("[data-remember-note]").forEach((note) => (note.hidden = false));
}
