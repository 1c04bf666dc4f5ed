// Reading a voting card in: its code stands behind the # and so never in a log; it is posted once and dropped at once.
// The phone's own random key is kept until the card is read, so that a reload in between does not lock the phone out.

import "./ballot-points.js";
import { startForms } from "./forms.js";
import { randomKey } from "./models/ids.js";
import { asFields, post } from "./models/post.js";
import { store } from "./page.js";
import { startLetters } from "./phone/letters.js";
import { whyNot } from "./status.js";

const KEY = "card-key";
const HELD = "card";
const form = document.querySelector("form[data-card]");

startForms({ queue() {}, isQueued: () => false });
startLetters();
if (document.querySelector("[data-card-held]")) store.set(HELD, true);
else if (form) store.remove(HELD);

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    read();
  });
  window.addEventListener("hashchange", takeScanned);
  takeScanned();
}

// A second card on the same phone waits for a press: it would take the first one's place.
function takeScanned() {
  const code = decodeURIComponent(window.location.hash.slice(1));
  if (!code) return;
  window.history.replaceState(null, "", window.location.pathname);
  form.elements.card.value = code;
  const another = form.closest("details");
  if (another) another.open = true;
  else read();
}

async function read() {
  const wait = form.querySelector("[data-landing-wait]");
  wait.hidden = false;
  const fields = asFields(form);
  if (!store.get(KEY)) store.set(KEY, randomKey());
  fields.set("key", store.get(KEY));
  const answer = await post(form.action, fields);
  wait.hidden = true;
  if (answer.state !== "accepted") return tell(answer.message || whyNot(answer));
  if (answer.result.new) forgetBallots();
  store.remove(KEY);
  store.set(HELD, true);
  return window.location.replace(answer.location);
}

// What was cast with another card cannot be changed with this one; what was only tried out stays.
function forgetBallots() {
  store.names("ballot:").forEach((name) => {
    const { tried, cast } = store.get(name) || {};
    if (tried || cast) store.remove(name);
  });
}

function tell(message) {
  const problem = form.querySelector("[data-landing-problem]");
  problem.textContent = message;
  problem.hidden = false;
}
