// Keys of the table's desk lead to what is written into: N to the first new card, K to a card for a guest, T to a new
// title, Z to the Zukunftsbild. They press nothing.

import { isFree, startHelp } from "../shortcuts.js";

const PLACES = {
  n: ["#waiting-cards .card-more", "#cards-new .card-more"], k: ["#guest-card"], t: ["#new-title"],
  z: ["#sentences li:last-child textarea"],
};

export function startKeys() {
  startHelp();
  document.addEventListener("keydown", (event) => {
    const found = (PLACES[event.key.toLowerCase()] || []).map((selector) => document.querySelector(selector)).find(Boolean);
    if (!found || !isFree(event)) return;
    event.preventDefault(); // the letter itself is not written into the field
    const fold = found.closest("details");
    if (fold) fold.open = true;
    found.focus();
  });
}
