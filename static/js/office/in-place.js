// <form data-in-place="thing">: saves itself when a control is left, sends only what was changed, and shows what an undo
// or somebody else has put there. What is being typed is never thrown away.

import { show } from "../status.js";
import { words } from "../words.js";
import { before, changed, controls, markUnsent, note, put, settle, valueOf } from "./controls.js";
import { freshen } from "./fresh.js";

const sent = new WeakMap();

document.body.setAttribute("data-scripted", "");

// Somebody who goes back to the old value while the new one is on its way means the old one: what was sent is what the
// control is compared with then, not what stood there before.
function stands(form, { revision, current, values = {} }) {
  if (form.elements.revision && (revision || current)) form.elements.revision.value = revision || current;
  const underway = sent.get(form) || {};
  for (const field of controls(form).filter((one) => one.name in values)) {
    const value = values[field.name];
    const known = field.name in underway ? underway[field.name] : before(field);
    const unsent = ![known, value].includes(valueOf(field));
    note(field, unsent && value !== before(field) ? value : "");
    settle(field, value);
    if (!unsent) put(field, value);
  }
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest && target.closest("form[data-in-place]");
  if (form) submit(form);
});

document.addEventListener("form:sending", (event) => {
  const form = event.target;
  if (!form.dataset.inPlace) return;
  const { fields } = event.detail;
  const unsent = changed(form);
  controls(form).forEach((field) => fields.delete(field.name));
  unsent.forEach((field) => fields.set(field.name, valueOf(field)));
  sent.set(form, Object.fromEntries(unsent.map((field) => [field.name, valueOf(field)])));
  if (unsent.length) return;
  event.preventDefault();
  show(form, words("saved"));
});

// After a save and after an undo alike; every form of the same thing stands on the same revision.
document.addEventListener("form:settled", ({ detail: { answer } }) => {
  const { state, code, result = {}, details = {}, location } = answer;
  if (state === "accepted" && result.of) {
    document.querySelectorAll(`form[data-in-place="${result.of}"]`).forEach((form) => {
      stands(form, result);
      sent.delete(form);
      if (changed(form).length) submit(form);
    });
    follow(result);
    if (document.querySelector("main[data-fresh=always]")) freshen();
  } else if (code === "moved_on" && details.values) {
    const thing = details.of || (details.what === "workshop" ? "workshop" : `field-${details.id}`);
    document.querySelectorAll(`form[data-in-place="${thing}"]`).forEach((form) => {
      sent.delete(form);
      stands(form, details);
    });
    markUnsent();
  } else if (state !== "accepted") {
    markUnsent();
  } else if (!location && document.querySelector("main[data-fresh]")) freshen();
});

document.addEventListener("form:sent", ({ target }) => {
  target.removeAttribute("data-unsent");
  if (target.enctype === "multipart/form-data" && target.hasAttribute("data-clear")) target.reset();
});

// Forms beside it that only name the revision, such as the one that removes the thing.
function follow({ of, revision }) {
  document.querySelectorAll(`[data-follows="${of}"]`).forEach((field) => (field.value = revision));
}

function submit(form) {
  if (form.requestSubmit) form.requestSubmit();
  else form.querySelector("button").click();
}
