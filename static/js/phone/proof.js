// The mark of this phone's own ballot beside the result: taken from what the phone keeps, asked of nobody. On the public
// list (data-marks) it is looked for, and made anew from what the phone remembers of its ballot.

import { BallotSheet, shortFingerprint } from "../models/ballot.js";
import { sha256 } from "../models/sha256.js";
import { store } from "../page.js";

export function startProof() {
  document.addEventListener("region:applied", show);
  show();
}

function show() {
  document.querySelectorAll("[data-proof]").forEach((place) => {
    const sheet = new BallotSheet(store, place.dataset.proof).read;
    const { cast = false, fingerprint = "" } = sheet;
    const figure = place.querySelector("[data-fingerprint]");
    place.hidden = !(cast && fingerprint);
    if (place.hidden) return;
    if (figure) figure.textContent = shortFingerprint(fingerprint);
    if (place.hasAttribute("data-marks")) lookFor(place, sheet);
  });
}

function lookFor(place, sheet) {
  const mine = document.querySelector(`[data-mark="${CSS.escape(sheet.fingerprint)}"]`);
  const fields = ["", ...place.dataset.fields.split(" ")];
  // A change that was never sent says nothing about the ballot in the box.
  const fits = sheet.changing || fields.some((field) => markOf(sheet, field) === sheet.fingerprint);
  if (mine) mine.classList.add("is-mine");
  place.querySelector("[data-proof-found]").hidden = !mine || !fits;
  place.querySelector("[data-proof-missing]").hidden = Boolean(mine);
  place.querySelector("[data-proof-other]").hidden = fits || !mine;
}

// As the box makes it: the ballot's own id, a bar, and what it says in one fixed form.
function markOf({ id, points = {} }, field) {
  const given = Object.keys(points).filter((tool) => points[tool] > 0).sort();
  const said = { channel: "phone", field, points: Object.fromEntries(given.map((tool) => [tool, points[tool]])) };
  return sha256(`${id}|${JSON.stringify(said)}`);
}
