// The form of the Zwischenbilanz: questions come and go with the answers, and the draft keeps itself.

import { randomKey } from "./models/ids.js";
import { asked } from "./models/asked.js";
import { asFields, post } from "./models/post.js";
import { whyNot } from "./status.js";
import { fill, words } from "./words.js";

const PAUSE = 1500;
const form = document.querySelector("form[data-survey]");
const ANSWER = "q.";
let timer = 0;
let isSending = false;
let isChanged = false;

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
if (form) start();

function start() {
  form.addEventListener("input", () => {
    adapt();
    isChanged = true;
    later();
  });
  form.addEventListener("submit", () => {
    isChanged = false;
    clearTimeout(timer);
  });
  window.addEventListener("online", later);
  window.addEventListener("pagehide", () => isChanged && navigator.sendBeacon(form.action, fieldsOf()));
  adapt();
}

function adapt() {
  const boxes = [...form.querySelectorAll("[data-question]")];
  const questions = boxes.map(({ dataset }) => ({
    key: dataset.question,
    when: dataset.when,
    answers: dataset.answers.split(" "),
    next: dataset.then,
  }));
  const given = answersOf(fieldsOf());
  const wanted = asked(questions, given);
  boxes.forEach((box) => {
    box.hidden = !wanted.includes(box.dataset.question);
  });
  const choices = boxes.filter((box) => !box.hidden && box.querySelector("input[type=radio]"));
  const line = form.querySelector("[data-progress]");
  const n = choices.filter((box) => given[box.dataset.question]).length;
  line.textContent = fill(line.dataset.words, { n, of: choices.length });
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

async function save() {
  if (isSending) return later();
  isSending = true;
  isChanged = false;
  const fields = fieldsOf();
  const answer = await post(form.action, fields);
  isSending = false;
  if (answer.state === "accepted") return accepted(fields, answer.result);
  isChanged = true;
  say(answer.message || whyNot(answer));
  return answer.state === "unreachable" && navigator.onLine ? later() : undefined;
}

// What others have written meanwhile appears where nobody has typed since.
function accepted(fields, { answers, both }) {
  form.elements.base.value = JSON.stringify(answers);
  const sent = answersOf(fields);
  const now = answersOf(fieldsOf());
  Object.keys(answers).forEach((key) => {
    if (answers[key] !== (sent[key] || "").trim() && (now[key] || "") === (sent[key] || "")) put(key, answers[key]);
  });
  both.forEach((key) => form.querySelector(`[data-question="${key}"]`).classList.add("is-marked"));
  adapt();
  const time = new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
  say(words("savedAt", { time }));
}

function put(key, answer) {
  const fields = [...form.elements].filter((field) => field.name === ANSWER + key);
  fields.forEach((field) => {
    if (field.type === "radio") field.checked = field.value === answer;
    else field.value = answer;
  });
}

function fieldsOf() {
  const fields = asFields(form);
  fields.set("key", randomKey());
  return fields;
}

function answersOf(fields) {
  const found = {};
  for (const [name, value] of fields) if (name.startsWith(ANSWER)) found[name.slice(ANSWER.length)] = value;
  return found;
}

function say(text) {
  form.querySelector("[data-status]").textContent = text;
}
