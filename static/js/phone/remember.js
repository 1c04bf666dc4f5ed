// "Merken": a list of tools that lives on this phone and nowhere else.

import { store } from "../page.js";

const NAME = "remembered";
const TITLES = "remembered-titles";

export function startRemembering() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[data-remember]") : null;
    if (!button) return;
    const { remember, title } = button.dataset;
    const others = remembered().filter((id) => id !== remember);
    store.set(NAME, others.length === remembered().length ? [...others, remember] : others);
    store.set(TITLES, { ...store.get(TITLES, {}), [remember]: title });
    show();
  });
  document.addEventListener("region:applied", show);
  show();
}

function remembered() {
  return store.get(NAME, []);
}

function show() {
  document.querySelectorAll("[data-kept]").forEach(fill);
  const list = new Set(remembered());
  document.querySelectorAll("[data-remembered]").forEach((mark) => (mark.hidden = !list.has(mark.dataset.remembered)));
  document.querySelectorAll("button[data-remember]").forEach((button) => {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(list.has(button.dataset.remember)));
  });
  document.querySelectorAll("[data-remember-note]").forEach((note) => (note.hidden = false));
}

function fill(place) {
  const titles = store.get(TITLES, {});
  const ids = remembered().filter((id) => titles[id]);
  place.hidden = ids.length === 0;
  place.querySelector("ul").replaceChildren(...ids.map((id) => {
    const line = document.createElement("li");
    const link = line.appendChild(document.createElement("a"));
    link.className = "breaks back";
    link.href = place.dataset.kept + id;
    link.textContent = titles[id];
    return line;
  }));
}
