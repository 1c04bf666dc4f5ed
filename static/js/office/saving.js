// A form[data-edit] saves itself when a field is left. Only what differs from the page goes out, so that two people who
// change different fields of one thing do not undo each other. One thing is sent after the other: an item and its views
// share a revision, and the second must know what the first has made of it.

import { differs, keepChanged } from "./changed.js";

const queue = [];
const unsent = new Set(); // not taken yet: their button to save is shown
let onTheWay = null;

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-edit]");
  if (form) submit({ form });
});

document.addEventListener("form:sending", (event) => {
  const form = event.target;
  const { fields, button } = event.detail;
  if (!form.querySelector("[name=revision]") && !form.hasAttribute("data-edit")) return undefined;
  if (onTheWay) {
    lineUp({ form, button });
    return event.preventDefault();
  }
  const edits = form.hasAttribute("data-edit") && !(button && button.hasAttribute("formaction"));
  if (edits && !keepChanged(form, fields)) return event.preventDefault();
  onTheWay = form;
  if (edits) unsent.add(form);
  return markUnsent();
});

document.addEventListener("form:sent", (event) => {
  unsent.delete(event.target);
  arrived(event);
  markUnsent();
});
document.addEventListener("form:refused", arrived);
document.addEventListener("form:settled", ({ detail: { answer } }) => {
  if (answer.state === "unreachable") onTheWay = null;
});

// Sends what has waited; answers whether anything is on the way now.
export function sendNext() {
  while (!onTheWay && queue.length) submit(queue.shift());
  return Boolean(onTheWay);
}

// Does something that carries a revision when nothing else is on the way.
export async function alone(work) {
  await rest();
  onTheWay = document.body;
  const answer = await work();
  onTheWay = null;
  return answer;
}

// Saves what is open in a part of the page; answers whether all of it was taken.
export async function clearOf(part) {
  const open = [...part.querySelectorAll("form[data-edit]")].filter((form) => [...form.elements].some(differs));
  open.forEach((form) => submit({ form }));
  await rest();
  return !part.querySelector("form[data-edit] [data-dirty]");
}

export function markUnsent() {
  document.querySelectorAll("form[data-edit]").forEach((form) => form.toggleAttribute("data-unsent", unsent.has(form)));
}

async function rest() {
  const until = Date.now() + 8000;
  while ((onTheWay || queue.length) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
}

function arrived(event) {
  if (onTheWay === event.target) onTheWay = null;
}

function submit({ form, button = null }) {
  if (onTheWay) lineUp({ form, button });
  else if (!form.isConnected) return;
  else if (form.requestSubmit) form.requestSubmit(button || undefined);
  else (button || form.querySelector("button")).click();
}

function lineUp(one) {
  if (!queue.some(({ form, button }) => form === one.form && button === one.button)) queue.push(one);
}
