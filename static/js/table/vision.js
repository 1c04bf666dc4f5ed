// The Zukunftsbild saves itself two seconds after the last letter, on top of the version it was begun from. While
// somebody is in it no push touches it; what another host saved meanwhile stands beside it until one is chosen.

import { release } from "../guards.js";
import { live } from "../desk.js";
import { randomKey } from "../models/ids.js";
import { asFields, post } from "../models/post.js";
import { show } from "../status.js";
import { addRow, fit, rest } from "./sentences.js";

const PAUSE = 2000;
let timer = null;
let changes = 0;
let savedChanges = 0;
let saving = null;

const theForm = () => document.querySelector("form[data-vision]");
const isUnsaved = () => changes !== savedChanges;

export function startVision() {
  document.addEventListener("input", (event) => inForm(event.target) && written(event.target));
  document.addEventListener("focusin", (event) => inForm(event.target) && theForm().setAttribute("data-dirty", ""));
  document.addEventListener("focusout", (event) => inForm(event.target) && !inForm(event.relatedTarget) && left(), true);
  document.addEventListener("form:sending", (event) => saveFirst(event));
  document.addEventListener("form:sent", (event) => sent(event.target, event.detail));
  document.addEventListener("region:applied", () => fit(theForm()));
  document.addEventListener("card:rested", (event) => takeCard(event.detail));
  window.addEventListener("pagehide", () => isUnsaved() && save());
  window.addEventListener("beforeunload", (event) => isUnsaved() && event.preventDefault());
  fit(theForm());
}

function inForm(target) {
  const form = theForm();
  return Boolean(form) && target instanceof Node && form.contains(target);
}

function written(field) {
  changes += 1;
  tell("unsaved");
  fit(theForm());
  if (field.matches("textarea") && field.value.trim() && field === lastText()) addRow(theForm());
  later(PAUSE);
}

function lastText() {
  const texts = theForm().querySelectorAll("textarea");
  return texts[texts.length - 1];
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

// Answers the version's number once all that was written is saved, or null.
async function save() {
  clearTimeout(timer);
  if (saving) return saving.then(() => (isUnsaved() ? save() : number()));
  const form = theForm();
  if (!form) return null;
  saving = sendDraft(form);
  const answer = await saving;
  saving = null;
  return answer;
}

async function sendDraft(form) {
  const sending = changes;
  tell("saving");
  const fields = asFields(form);
  fields.set("key", randomKey());
  const answer = await post(form.action, fields);
  if (answer.state === "accepted") return accepted(form, answer.result, sending);
  tell(answer.state === "unreachable" ? "held" : "unsaved");
  if (answer.state === "refused") show(null, answer.message, { problem: true });
  else later(PAUSE * 2);
  return null;
}

function accepted(form, result, upTo) {
  savedChanges = upTo;
  keep(form, result);
  if (!isUnsaved()) {
    tell("");
    if (!form.contains(document.activeElement)) letGo(form);
  }
  return result.version;
}

// What the next save builds on. Kept beside, the text keeps its old base and replaces itself.
function keep(form, { version, beside }) {
  form.elements.replaces.value = beside ? version : "";
  if (!beside) form.elements.base.value = version;
}

function number() {
  const { base, replaces } = theForm().elements;
  return Number(replaces.value || base.value);
}

function left() {
  if (!isUnsaved()) letGo(theForm());
}

function letGo(form) {
  release(form);
  live.regions.settle();
}

// Agreeing and choosing speak about a saved text: what is still unsaved goes first, then the press is repeated.
async function saveFirst(event) {
  const form = event.target;
  if (form === theForm()) {
    changes += 1;
    form.dataset.sending = changes;
    return;
  }
  if (!form.matches(".agreement, .choosing, .take-card")) return;
  if (form.matches(".take-card")) {
    event.preventDefault();
    const { elements } = form;
    const detail = { label: elements.card_label.value, text: elements.card_text.value, place: elements.sentence.value };
    takeCard(detail);
    const dialog = form.closest("dialog");
    if (dialog) dialog.close();
    return;
  }
  if (!isUnsaved() || !theForm()) return;
  event.preventDefault();
  const before = number();
  const saved = await save();
  if (saved === null) return;
  if (Number(form.elements.number.value) === before) form.elements.number.value = saved;
  form.querySelector("button").click();
}

function sent(target, answer) {
  const form = theForm();
  if (!form) return;
  if (target === form) accepted(form, answer.result, Number(form.dataset.sending));
  if (target.matches(".choosing")) {
    form.elements.replaces.value = "";
    savedChanges = changes;
    letGo(form);
    live.regions.fetch(["table"]);
  }
}

// A card becomes a sentence, or one more reason for the sentence in the given place.
function takeCard({ label, text, place }) {
  const form = theForm();
  if (!form) return;
  const row = rest(form, label, text, place);
  form.setAttribute("data-dirty", "");
  written(row.querySelector("textarea"));
  row.scrollIntoView({ block: "nearest" });
}

function tell(state) {
  const line = document.querySelector("[data-draft-state]");
  if (!line) return;
  if (!("saved" in line.dataset) && line.dataset.said !== state) line.dataset.saved = line.textContent;
  line.textContent = state ? line.dataset[state] : line.dataset.saved;
}
