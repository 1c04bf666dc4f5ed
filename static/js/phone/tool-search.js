// The shelf is searched while somebody types. Without script the form asks for the same page.

import { say } from "../said.js";

const PAUSE = 300;
let asked = 0;
let timer = null;

export function startSearching() {
  const form = document.querySelector("form[data-search]");
  if (!form) return;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => find(form), PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    find(form);
  });
}

async function find(form) {
  asked += 1;
  const mine = asked;
  const query = new URLSearchParams(new FormData(form));
  const address = query.get("q").trim() ? `${form.action}?${query}` : form.action;
  const response = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (mine !== asked) return; // somebody typed on
  if (!response || !response.ok) return form.submit();
  const found = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("found");
  if (mine !== asked || !found) return;
  document.getElementById("found").replaceWith(found);
  window.history.replaceState(null, "", address); // the way back from a tool leads here
  document.dispatchEvent(new CustomEvent("region:applied", { detail: { name: "found" } }));
  const count = found.querySelector("[data-found]");
  if (count) say(count.textContent);
}
