// <ballot-points data-vote data-seat data-budget data-cap data-look-up>: turns the number fields of a ballot into
// − and +, keeps the draft and the ballot's own id on this device, and shows what lies in the box.
// It paints everything from what it remembers, so a push cannot take a point away.

import { Allocation, BallotSheet, shortFingerprint } from "./models/ballot.js";
import { give } from "./focus.js";
import { between } from "./models/backoff.js";
import { post } from "./models/post.js";
import { Store } from "./models/store.js";
import { paintBallot, tellPoints } from "./ballot-paint.js";
import { store } from "./page.js";
import { show } from "./status.js";
import { inWords, words } from "./words.js";

const SURE_FOR = 8000;

class BallotPoints extends HTMLElement {
  static get observedAttributes() {
    return ["data-vote", "data-seat"];
  }

  connectedCallback() {
    this.listeners = [
      ["click", (event) => this.press(event)],
      ["form:sending", (event) => this.sending(event)],
      ["form:sent", (event) => this.sent(event)],
      ["form:refused", (event) => this.refused(event)],
    ];
    this.listeners.forEach(([name, listener]) => this.outer.addEventListener(name, listener));
    this.takeSheet();
  }

  // A push lays the element down before its attributes, or turns it into the paper of the next vote.
  attributeChangedCallback() {
    if (this.listensAt) this.takeSheet();
  }

  disconnectedCallback() {
    clearTimeout(this.looking);
    clearTimeout(this.doubt);
    this.listeners.forEach(([name, listener]) => this.outer.removeEventListener(name, listener));
    this.listensAt = null;
  }

  takeSheet() {
    const { vote, seat, forgetful } = this.dataset;
    if (!vote) return;
    clearTimeout(this.looking);
    // A shared tablet forgets the ballot with the page.
    this.sheet = new BallotSheet(forgetful === undefined ? store : new Store("", null), vote, seat);
    this.refresh();
    const { tried, cast } = this.sheet.read;
    if (tried || cast) this.looking = setTimeout(() => this.lookUp(), between(0, 1500));
  }

  get form() {
    return this.querySelector("form") || this.closest("form");
  }

  get outer() {
    this.listensAt = this.listensAt || this.closest("form") || this;
    return this.listensAt;
  }

  get inputs() {
    return [...this.querySelectorAll("input[data-points]")];
  }

  refresh() {
    if (!this.sheet) return;
    const { points = {} } = this.sheet.read;
    const { budget, cap } = this.dataset;
    this.allocation = new Allocation({ budget: Number(budget), cap: Number(cap) });
    this.inputs.forEach((input) => this.allocation.set(toolOf(input), points[toolOf(input)] || 0));
    this.paint();
  }

  paint() {
    paintBallot(this, this.allocation, this.sheet);
  }

  press(event) {
    const button = event.target.closest("button[data-step], button[data-change]");
    if (!button || !this.contains(button)) return;
    if (button.hasAttribute("data-change")) this.sheet.write({ changing: true });
    else this.step(button);
    this.paint();
  }

  step(button) {
    const input = button.closest("li").querySelector("input[data-points]");
    const hindrance = this.allocation.step(toolOf(input), Number(button.dataset.step));
    if (hindrance) return show(this.form, this.explain(hindrance), { problem: true });
    show(this.form, "");
    this.sheet.write({ points: this.allocation.points, changing: true });
    tellPoints(this, this.allocation, toolOf(input));
    return undefined;
  }

  explain(hindrance) {
    const { budget, cap } = this.allocation;
    if (hindrance === "none") return words("nothingToTake");
    if (hindrance === "cap") return cap === 1 ? words("capOne") : words("capReached", { n: inWords(cap) });
    return budget === 1 ? words("pointSpent") : words("pointsSpent", { n: inWords(budget) });
  }

  sending(event) {
    const { fields, button } = event.detail;
    const abstains = Boolean(button && button.name === "abstain");
    if (abstains && this.allocation.spent && !this.sure) {
      event.preventDefault();
      this.sure = true;
      this.doubt = setTimeout(() => (this.sure = false), SURE_FOR);
      show(this.form, words("abstainSure"), { problem: true });
      return;
    }
    this.sure = false;
    fields.set("ballot_id", this.sheet.id);
    if (abstains) this.inputs.forEach((input) => fields.set(input.name, "0"));
    this.sheet.write({ tried: true, abstaining: abstains });
  }

  sent({ detail: { said, result } }) {
    const { abstaining } = this.sheet.read;
    const points = abstaining ? {} : this.allocation.points;
    this.sheet.write({ cast: true, changing: false, abstained: abstaining, points, fingerprint: result.fingerprint || "" });
    const isHere = this.outer.contains(document.activeElement);
    this.refresh();
    // The paper is folded away, and the button on it: whoever had the focus there is on the receipt now.
    if (isHere) give(this.outer.querySelector("[data-receipt]"));
    if (said) return;
    const { fingerprint } = result;
    if (abstaining) show(this.form, words("ballotAbstained"));
    else show(this.form, fingerprint ? words("ballotNumber", { fingerprint: shortFingerprint(fingerprint) }) : words("ballotCast"));
  }

  // The card this phone once read is not good here (any more): ask for one again.
  refused({ detail: { code } }) {
    if (!["card_needed", "card_spoiled"].includes(code)) return;
    this.sheet.store.remove("card");
    this.querySelectorAll("[data-needs-card]").forEach((ask) => (ask.hidden = false));
  }

  // What is in the box counts, unless the person has gone on changing it here.
  async lookUp() {
    const { sheet } = this;
    if (!this.dataset.lookUp) return;
    const answer = await post(this.dataset.lookUp, new URLSearchParams({ ballot_id: sheet.id }));
    if (answer.state !== "accepted") return;
    const { found = true, points = {}, abstained = false, fingerprint = "" } = answer.result;
    const { changing } = sheet.read;
    if (!found) sheet.write({ cast: false, tried: false });
    else sheet.write({ cast: true, fingerprint, abstained, ...(changing ? {} : { points }) });
    this.refresh();
  }
}

function toolOf(input) {
  return input.name.slice(input.name.indexOf(".") + 1);
}

customElements.define("ballot-points", BallotPoints);
