// <main data-fresh>: where a press changes what the page is made of, the page is fetched again and laid over itself. What
// is being typed stays, the line with the undo stays, and so does the focus.

import { lay } from "../morph.js";

export async function freshen() {
  const response = await fetch(window.location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const here = document.getElementById("main");
  const there = page.getElementById("main");
  if (!here || !there) return;
  const focused = document.activeElement ? document.activeElement.id : "";
  lay(here, there.innerHTML);
  const again = focused && document.getElementById(focused);
  if (again && again !== document.activeElement) again.focus();
}
