// Rows of a [data-order] list are dragged by their grip, with a mouse or a finger. The arrows in each row do the same.

import { randomKey } from "../models/ids.js";
import { post } from "../models/post.js";
import { show, whyNot } from "../status.js";
import { alone } from "./saving.js";

const EDGE = 72;
const SCROLL = 14;
let drag = null;

export function startDragging() {
  document.addEventListener("pointerdown", down);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", putBack);
  document.addEventListener("keydown", (event) => event.key === "Escape" && putBack());
}

function down(event) {
  const grip = event.target instanceof Element ? event.target.closest("[data-handle]") : null;
  const row = grip && grip.closest("[data-row]");
  if (!row || event.button || drag) return;
  event.preventDefault(); // no text is selected
  drag = { row, list: row.parentElement, pointer: event.pointerId, y: event.clientY, next: row.nextElementSibling };
  row.classList.add("is-dragged");
  requestAnimationFrame(scrollAtEdge);
}

function move(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  event.preventDefault();
  drag.y = event.clientY;
  lieWhere(event.clientY);
}

// Behind the last row above the pointer, but never before what stands.
function lieWhere(y) {
  const others = [...drag.list.querySelectorAll(":scope > [data-row]")].filter((row) => row !== drag.row);
  const stands = others.map((row) => row.hasAttribute("data-open")).lastIndexOf(false);
  const below = others.findIndex((row, place) => place > stands && y < middle(row));
  const target = below < 0 ? null : others[below];
  if (drag.row.nextElementSibling !== target) drag.list.insertBefore(drag.row, target);
}

function middle(row) {
  const box = row.getBoundingClientRect();
  return box.top + box.height / 2;
}

function scrollAtEdge() {
  if (!drag) return;
  const by = drag.y < EDGE ? -SCROLL : drag.y > window.innerHeight - EDGE ? SCROLL : 0;
  if (by) {
    window.scrollBy(0, by);
    lieWhere(drag.y);
  }
  requestAnimationFrame(scrollAtEdge);
}

async function drop(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  const { row, next } = drag;
  row.classList.remove("is-dragged");
  drag = null;
  if (row.nextElementSibling === next) return;
  const form = row.querySelector("form[data-place]");
  const before = row.nextElementSibling ? row.nextElementSibling.dataset.row : "";
  const answer = await alone(() => {
    const fields = { revision: form.elements.revision.value, before, key: randomKey() };
    return post(form.getAttribute("action"), new URLSearchParams(fields));
  });
  if (answer.state === "accepted") show(null, answer.said, { undo: answer.undo });
  else show(null, answer.message || whyNot(answer), { problem: true });
  if (answer.state !== "accepted") row.parentElement.insertBefore(row, next);
  document.dispatchEvent(new CustomEvent("form:settled", { detail: { answer } }));
}

function putBack() {
  if (!drag) return;
  drag.row.classList.remove("is-dragged");
  drag.list.insertBefore(drag.row, drag.next);
  drag = null;
}
