// Links with data-sheet open their page as a dialog over the desk. Without <dialog> they stay ordinary links.

import { show } from "../status.js";
import { words } from "../words.js";

const PAGE_TIMEOUT = 8000;
let opener = null;

export function startSheets() {
  const dialog = document.getElementById("sheet-dialog");
  if (!dialog || typeof dialog.showModal !== "function") return;
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-sheet]") : null;
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open(dialog, link);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.textContent = "";
    const again = opener && (opener.isConnected ? opener : document.getElementById(opener.id));
    if (again) again.focus();
  });
  dialog.addEventListener("form:sent", () => dialog.close());
}

async function open(dialog, link) {
  const sheet = await fetchSheet(link.href);
  if (!sheet) return show(null, words("noConnection"), { problem: true });
  opener = link;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button-plain button-small sheet-close";
  close.textContent = dialog.dataset.close;
  close.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(document.adoptNode(sheet), close);
  dialog.classList.toggle("is-wide", link.hasAttribute("data-wide"));
  if (!dialog.open) dialog.showModal();
  const wanted = new URL(link.href).hash.slice(1);
  const field = wanted && dialog.querySelector(`#${CSS.escape(wanted)}`);
  if (field) field.focus();
  return undefined;
}

async function fetchSheet(address) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PAGE_TIMEOUT);
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store", signal: stop.signal });
    if (!response.ok) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html").getElementById("sheet");
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
