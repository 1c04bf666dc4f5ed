// Drives the day from the stage: every press carries the agenda's step as it is shown at that moment.

import { randomKey } from "../models/ids.js";
import { post } from "../models/post.js";
import { whyNot } from "../status.js";
import { words } from "../words.js";

export class Drive {
  constructor(strip) {
    this.strip = strip;
    this.forms = [...document.querySelectorAll("form[data-drive]")];
    this.agenda = this.address(/agenda\/steps$/);
    this.showing = this.address(/showing$/);
    this.busy = false;
    document.addEventListener("submit", (event) => this.submitted(event));
  }

  // next, back, pause, more, less, reveal, blank
  press(what) {
    const { scene } = this;
    if (what === "next") return this.step(scene.activity === "waiting" ? "start" : "next");
    if (what === "back") return this.step("back");
    if (what === "pause") return this.step("paused" in scene ? "resume" : "pause");
    if (what === "more") return this.step("extend", { minutes: 1 });
    if (what === "less") return this.step("extend", { minutes: -1 });
    if (what === "reveal") return scene.reveal ? this.send(scene.reveal, { field_id: scene.revealField }) : undefined;
    return this.send(this.showing, { blank: "blank" in scene ? 0 : 1 });
  }

  get scene() {
    return document.querySelector(".scene[data-step]").dataset;
  }

  step(action, more = {}) {
    return this.send(this.agenda, { action, step: this.scene.step, ...more });
  }

  // One press at a time: the answer of the last one decides what the next one means.
  async send(address, fields) {
    if (this.busy) return;
    this.busy = true;
    const answer = await post(address, new URLSearchParams({ ...fields, key: randomKey() }));
    this.busy = false;
    if (answer.state === "refused") this.strip.say(answer.message || words("refused"));
    else if (answer.state === "unreachable") this.strip.say(whyNot(answer));
    document.dispatchEvent(new CustomEvent("form:settled", { detail: { answer } }));
  }

  submitted(event) {
    const form = event.target;
    if (!form.matches("form[data-drive]")) return;
    event.preventDefault();
    const named = { start: "next", resume: "pause", "extend:1": "more", "extend:-1": "less" };
    this.press(named[form.dataset.drive] || form.dataset.drive);
  }

  address(pattern) {
    const form = this.forms.find((one) => pattern.test(one.getAttribute("action")));
    return form ? form.getAttribute("action") : "";
  }
}
