// [data-draft="statement:3"]: what is being written survives reload, sleep and a change of scene.

import { store } from "./page.js";

const PAUSE = 300;
const waiting = new Map();

export function startDrafts() {
  document.addEventListener("input", (event) => {
    const field = event.target instanceof Element ? event.target.closest("[data-draft]") : null;
    if (!field) return;
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => save(field), PAUSE));
  });
  window.addEventListener("pagehide", saveAll);
  document.addEventListener("visibilitychange", saveAll);
  restoreDrafts(document);
}

// Only into empty fields: what the server or the person put there counts more.
export function restoreDrafts(root) {
  root.querySelectorAll("[data-draft]").forEach((field) => {
    const text = store.get(nameOf(field));
    if (!text || field.value || field === document.activeElement) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export function clearDrafts(form) {
  form.querySelectorAll("[data-draft]").forEach((field) => {
    clearTimeout(waiting.get(field));
    waiting.delete(field);
    store.remove(nameOf(field));
  });
}

function saveAll() {
  [...waiting.keys()].forEach(save);
}

function save(field) {
  clearTimeout(waiting.get(field));
  waiting.delete(field);
  if (field.value.trim()) store.set(nameOf(field), field.value);
  else store.remove(nameOf(field));
}

function nameOf(field) {
  return `draft:${field.dataset.draft}`;
}
