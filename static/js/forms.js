// <form method="post" data-send>: sent without leaving the page. Every attempt series carries one key, so that pressing
// twice, or sending again after a lost answer, happens once.

import { clearDrafts } from "./drafts.js";
import { isTyped, release } from "./guards.js";
import { randomKey } from "./models/ids.js";
import { asFields, post } from "./models/post.js";
import { show, whyNot } from "./status.js";
import { words } from "./words.js";

const UPLOAD_TIMEOUT = 120000;
const keys = new Map();
const underWay = new WeakSet();
let pressed = null;

// queue(entry) takes what could not be sent; isQueued(kind) says whether something older still waits.
export function startForms({ queue, isQueued }) {
  // Older Safari does not name the button in the submit event.
  document.addEventListener("click", (event) => {
    pressed = event.target instanceof Element ? event.target.closest("button, input[type=submit]") : null;
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-send]")) return;
    event.preventDefault();
    const button = event.submitter || (pressed && pressed.form === form ? pressed : null);
    send(form, button, { queue, isQueued });
  });
}

async function send(form, button, { queue, isQueued }) {
  if (underWay.has(form)) return;
  const upload = form.enctype === "multipart/form-data";
  const fields = upload ? new FormData(form) : asFields(form);
  if (button && button.name) fields.set(button.name, button.value);
  const action = (button && button.getAttribute("formaction")) || form.getAttribute("action") || window.location.href;
  const sending = new CustomEvent("form:sending", { bubbles: true, cancelable: true, detail: { fields, button } });
  if (!form.dispatchEvent(sending)) return;
  const signature = sign(action, fields);
  const key = keyFor(form, fields, signature);
  const kind = form.dataset.queue;
  if (kind && isQueued(kind)) return keepForLater(form, { key, action, fields, kind, signature }, queue);

  underWay.add(form);
  const busy = [...form.querySelectorAll("button:not([type=button]), input[type=submit]")];
  busy.forEach((one) => one.setAttribute("aria-disabled", "true"));
  const answer = await post(action, fields, upload ? { timeout: UPLOAD_TIMEOUT } : {});
  busy.forEach((one) => one.removeAttribute("aria-disabled"));
  underWay.delete(form);

  if (answer.state !== "unreachable") keys.delete(signature);
  if (answer.state === "accepted") accepted(form, answer);
  else if (answer.state === "refused") refused(form, answer);
  else if (kind) keepForLater(form, { key, action, fields, kind, signature, answer }, queue);
  else show(form, whyNot(answer), { problem: true });
  document.dispatchEvent(new CustomEvent("form:settled", { detail: { answer } }));
  return undefined;
}

function accepted(form, answer) {
  finish(form);
  show(form, answer.said, { undo: answer.undo });
  form.dispatchEvent(new CustomEvent("form:sent", { bubbles: true, detail: answer }));
  if (!answer.location) return;
  const target = new URL(answer.location, window.location.href);
  if (target.origin === window.location.origin) window.location.assign(target.href);
}

function refused(form, answer) {
  show(form, answer.message || words("refused"), { problem: true });
  form.dispatchEvent(new CustomEvent("form:refused", { bubbles: true, detail: answer }));
}

function keepForLater(form, { key, action, fields, kind, signature, answer = {} }, queue) {
  keys.delete(signature);
  const text = fields.get(form.dataset.queueText || "text") || "";
  queue({ key, action, kind, text, fields: [...fields].filter(([name]) => name !== "key") });
  finish(form);
  show(form, words(answer.status ? "savedInTrouble" : "savedHere"));
}

// Nothing in the form is unsent any more.
function finish(form) {
  clearDrafts(form);
  release(form);
  if (!form.hasAttribute("data-clear")) return;
  [...form.elements].filter(isTyped).forEach((field) => {
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// The same content keeps its key until the server has answered. A ballot's own id is its key.
function keyFor(form, fields, signature) {
  if (fields.has("ballot_id")) {
    fields.delete("key");
    return "";
  }
  if (!keys.has(signature)) keys.set(signature, randomKey());
  const key = keys.get(signature);
  fields.set("key", key);
  const hidden = form.querySelector("input[type=hidden][name=key]");
  if (hidden) hidden.value = key;
  return key;
}

function sign(action, fields) {
  const content = [...fields].filter(([name]) => name !== "key");
  const told = content.map(([name, value]) => [name, value instanceof File ? [value.name, value.size, value.lastModified] : value]);
  return JSON.stringify([action, told]);
}
