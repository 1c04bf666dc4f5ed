// How a ballot looks for the points that lie on it: dots, buttons, what is left, and the receipt once it is cast.

import { shortFingerprint } from "./models/ballot.js";
import { words } from "./words.js";

export function paintBallot(ballot, allocation, sheet) {
  ballot.inputs.forEach((input) => paintTool(input, allocation));
  ballot.querySelectorAll("[data-left]").forEach((place) => write(place, leftInWords(allocation.left)));
  ballot.querySelectorAll("[data-left-dots]").forEach((place) => fillDots(place, allocation.left));
  const id = ballot.form && ballot.form.querySelector("input[name=ballot_id]");
  if (id) id.value = sheet.id;
  if (sheet.store.get("card")) ballot.querySelectorAll("[data-needs-card]").forEach((ask) => (ask.hidden = true));
  paintReceipt(ballot, sheet.read);
}

function paintTool(input, allocation) {
  const line = input.closest("li");
  const tool = input.name.slice(input.name.indexOf(".") + 1);
  const points = allocation.of(tool);
  input.hidden = true;
  if (input.value !== String(points)) input.value = String(points);
  // A hidden number field keeps its label in the markup for those without script.
  line.querySelectorAll(`label[for="${CSS.escape(input.id || "-")}"]`).forEach((label) => (label.hidden = true));
  line.classList.toggle("has-points", points > 0);
  line.querySelectorAll("[data-dots]").forEach((place) => {
    place.hidden = false;
    fillDots(place, points);
  });
  line.querySelectorAll("button[data-step]").forEach((button) => {
    button.hidden = false;
    button.setAttribute("aria-disabled", String(Boolean(allocation.hindrance(tool, Number(button.dataset.step)))));
  });
  const sentence = pointsInWords(allocation, tool);
  line.querySelectorAll("[data-points-text]").forEach((place) => write(place, sentence));
}

function fillDots(place, filled) {
  place.querySelectorAll("circle").forEach((circle, index) => {
    const isFilled = index < filled;
    const radius = Number(circle.getAttribute("cy"));
    circle.setAttribute("class", isFilled ? "dot" : "dot-empty");
    // An empty dot is drawn by its outline, which needs the room.
    circle.setAttribute("r", isFilled ? radius : radius - 1);
  });
}

function paintReceipt(ballot, { cast = false, changing = false, abstained = false, fingerprint = "" }) {
  const shut = cast && !changing;
  if (ballot.form) ballot.form.toggleAttribute("data-cast", shut);
  ballot.toggleAttribute("data-cast", shut);
  ballot.querySelectorAll("[data-receipt]").forEach((receipt) => (receipt.hidden = !shut));
  ballot.querySelectorAll("[data-editor]").forEach((editor) => (editor.hidden = shut));
  ballot.querySelectorAll("[data-receipt-text]").forEach((place) => {
    write(place, words(abstained ? "ballotAbstained" : "ballotCast"));
  });
  ballot.querySelectorAll("[data-fingerprint]").forEach((place) => {
    write(place, fingerprint ? shortFingerprint(fingerprint) : "");
  });
}

// One voice for all lines: what a press has done here, and what is left. Painting a page says nothing.
export function tellPoints(ballot, allocation, tool) {
  const sentence = `${pointsInWords(allocation, tool)}. ${leftInWords(allocation.left)}.`;
  ballot.querySelectorAll("[data-points-said]").forEach((voice) => write(voice, sentence));
}

function pointsInWords(allocation, tool) {
  const { cap } = allocation;
  const points = allocation.of(tool);
  return cap === 1 ? words("pointOf", { n: points }) : words("pointsOf", { n: points, cap });
}

function leftInWords(left) {
  return left === 1 ? words("pointLeft") : words("pointsLeft", { n: left });
}

function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
