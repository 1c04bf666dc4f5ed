// The shared tablet: card, ballot and receipt live in the page alone, and a page that is left or untouched for a minute
// starts over. The ballot is fetched into the page, so the browser's history holds nothing to go back to.

import "./ballot-points.js";
import { startForms } from "./forms.js";
import { shortFingerprint } from "./models/ballot.js";
import { startLetters } from "./phone/letters.js";
import { whyNot } from "./status.js";
import { words } from "./words.js";

const UNTOUCHED = 60000;
const WARNED = 45000;
const DONE_FOR = 15000;
const LOOK_AGAIN = 20000;
const start = window.location.pathname;
let timers = [];

startForms({ queue() {}, isQueued: () => false });
startLetters();
takeScanned();
rest();
if (document.querySelector("[data-look-again]")) setTimeout(startOver, LOOK_AGAIN);
window.addEventListener("hashchange", takeScanned);

["pointerdown", "keydown", "input"].forEach((name) => document.addEventListener(name, rest, { passive: true }));
window.addEventListener("pageshow", (event) => {
  if (event.persisted) startOver();
});
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("[data-start-over]")) return;
  event.preventDefault();
  startOver();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-lay-out]")) return;
  event.preventDefault();
  layOut(event.target);
});
document.addEventListener("form:sent", (event) => {
  if (event.target.closest("[data-tablet=ballot]")) done(event.detail.result.fingerprint || "");
});

// The card's QR, scanned on the tablet itself, leads here with the code behind the #.
function takeScanned() {
  const field = document.querySelector("form[data-lay-out] [name=card]");
  const code = decodeURIComponent(window.location.hash.slice(1));
  if (!field) return;
  if (code) {
    window.history.replaceState(null, "", start);
    field.value = code;
  } else field.value = "";
}

async function layOut(form) {
  try {
    const headers = { Accept: "text/html" };
    const response = await fetch(form.action, { method: "POST", headers, body: new URLSearchParams(new FormData(form)), credentials: "same-origin" });
    if (response.status >= 500) return tell(form, whyNot(response));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const ballot = page.querySelector("[data-tablet=ballot]");
    if (!ballot) return tell(form, (page.querySelector("[role=alert]") || {}).textContent || words("refused"));
    document.querySelector("[data-tablet]").replaceWith(document.importNode(ballot, true));
    window.scrollTo(0, 0);
    const heading = document.querySelector("[data-tablet] h1");
    heading.setAttribute("tabindex", "-1");
    return heading.focus();
  } catch {
    return tell(form, whyNot({}));
  }
}

function done(fingerprint) {
  const page = document.querySelector("[data-tablet]");
  page.querySelectorAll("ballot-points, .quiet-links").forEach((part) => part.remove());
  const receipt = page.querySelector("[data-done]");
  receipt.querySelector("[data-done-proof]").textContent = shortFingerprint(fingerprint);
  receipt.hidden = false;
  receipt.querySelector("h1").focus();
  timers.forEach(clearTimeout);
  timers = [setTimeout(startOver, DONE_FOR)];
}

function rest() {
  if (document.querySelector("[data-done]:not([hidden])")) return;
  timers.forEach(clearTimeout);
  const warning = document.querySelector("[data-still-there]");
  if (warning) warning.hidden = true;
  timers = [setTimeout(warn, WARNED), setTimeout(startOver, UNTOUCHED)];
}

function warn() {
  const warning = document.querySelector("[data-still-there]");
  if (warning) warning.hidden = false;
}

function startOver() {
  document.querySelectorAll("form").forEach((form) => form.reset());
  window.location.replace(start);
}

function tell(form, message) {
  const problem = form.querySelector("[data-problem]");
  problem.textContent = message.trim();
  problem.hidden = false;
}
