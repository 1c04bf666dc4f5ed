// Cards are dragged with a mouse, or by a long press with a finger: under a title, back to the new ones, or onto a
// sentence. Everything dragging does can be done through the card's number too.

import { live } from "../desk.js";
import { randomKey } from "../models/ids.js";
import { post } from "../models/post.js";
import { page } from "../page.js";
import { show, whyNot } from "../status.js";

const FAR = 6;
const LONG = 350;
const EDGE = 48;
const INTERACTIVE = "a, button, input, textarea, select, summary, label";
let drag = null;

export function startDragging() {
  document.addEventListener("pointerdown", down);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", up);
  document.addEventListener("pointercancel", stop);
  document.addEventListener("keydown", (event) => event.key === "Escape" && stop());
  // A finger that drags must not scroll; the browser asks this before every move.
  document.addEventListener("touchmove", (event) => drag && drag.ghost && event.preventDefault(), { passive: false });
}

function down(event) {
  const card = event.target instanceof Element ? event.target.closest(".card.is-movable") : null;
  if (!card || event.button || drag || event.target.closest(INTERACTIVE)) return;
  const { pointerId: pointer, clientX: x, clientY: y, pointerType } = event;
  drag = { pointer, card, x, y, touch: pointerType !== "mouse", ghost: null, target: null };
  if (drag.touch) drag.timer = setTimeout(() => drag && lift(), LONG);
}

function move(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > FAR;
  if (!drag.ghost && far && drag.touch) stop();
  if (!drag || (!drag.ghost && !far)) return;
  if (!drag.ghost) lift();
  event.preventDefault();
  place(event.clientX, event.clientY);
  aim(event.clientX, event.clientY);
}

function lift() {
  const box = drag.card.getBoundingClientRect();
  const ghost = drag.card.cloneNode(true);
  ghost.removeAttribute("id");
  ghost.classList.add("is-ghost");
  ghost.style.width = `${box.width}px`;
  drag.inside = { x: drag.x - box.left, y: drag.y - box.top };
  drag.ghost = document.body.appendChild(ghost);
  drag.card.classList.add("is-dragged");
  document.getSelection().removeAllRanges();
  place(drag.x, drag.y);
}

function place(x, y) {
  drag.ghost.style.transform = `translate(${x - drag.inside.x}px, ${y - drag.inside.y}px)`;
}

function aim(x, y) {
  const under = document.elementFromPoint(x, y);
  const target = under ? under.closest("[data-sentence], [data-drop]") : null;
  scrollNear(under, y);
  if (target === drag.target) return;
  if (drag.target) drag.target.classList.remove("is-over");
  if (target) target.classList.add("is-over");
  drag.target = target;
}

function scrollNear(under, y) {
  const column = under && under.closest(".wallboard, .incoming-list, .draft");
  if (!column) return;
  const box = column.getBoundingClientRect();
  if (y < box.top + EDGE) column.scrollTop -= 12;
  else if (y > box.bottom - EDGE) column.scrollTop += 12;
}

function up(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  const { card, target, ghost } = drag;
  const { card: id, label } = card.dataset;
  const text = card.querySelector(".card-text").textContent;
  stop();
  if (!ghost || !target) return;
  if (target.matches("[data-sentence]")) {
    const place = [...target.parentElement.children].indexOf(target);
    target.dispatchEvent(new CustomEvent("card:rested", { bubbles: true, detail: { label, text, place } }));
  } else if (!target.contains(card)) {
    layInto(document.getElementById(`card-${id}`) || card, target);
  }
}

function stop() {
  if (!drag) return;
  clearTimeout(drag.timer);
  if (drag.ghost) drag.ghost.remove();
  if (drag.target) drag.target.classList.remove("is-over");
  drag.card.classList.remove("is-dragged");
  drag = null;
}

// At once on this screen; the server's picture follows, and puts it back if it was refused.
async function layInto(card, target) {
  const list = target.querySelector("[data-cards]");
  if (list) list.append(card);
  const fields = new URLSearchParams({ cluster_id: target.dataset.drop, key: randomKey() });
  const answer = await post(`/w/${page.code}/statements/${card.dataset.card}/cluster`, fields);
  if (answer.state === "accepted") show(null, answer.said, { undo: answer.undo });
  else show(null, answer.message || whyNot(answer), { problem: true });
  if (answer.state !== "accepted" || !live.channel.isUp) live.regions.fetch(["table"]);
}
