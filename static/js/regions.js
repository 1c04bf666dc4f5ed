// The parts of the page the server keeps up to date: pushed over the socket, pulled over HTTP.

import { between } from "./models/backoff.js";
import { listen } from "./said.js";

const PULL_TIMEOUT = 8000;
const SAME_MOMENT = 300;

export class Regions {
  // reached(how) hears how the server answered (ok, trouble, none), gone() that this page has no place any more.
  constructor({ address, clock, reached = () => {}, gone = () => {} }) {
    Object.assign(this, { address, clock, reached, gone });
    this.held = new Map();
    this.leftBehind = new Map();
    this.asked = new Set();
    this.epoch = 0;
    this.flight = null;
    this.timer = null;
    this.pointerDown = false;
  }

  // Revisions are comparable within one connection only.
  newConnection() {
    this.epoch += 1;
    this.held.clear();
    this.flight = null;
  }

  receive({ name, revision, html }) {
    const region = document.querySelector(`live-region[name="${CSS.escape(name)}"]`);
    if (!region || (this.held.has(name) && Number(revision) < Number(this.held.get(name)))) return false;
    this.held.set(name, revision);
    region.setAttribute("revision", revision);
    if (region.laid !== html || this.leftBehind.has(name)) this.apply(region, name, html);
    return true;
  }

  // How to lay one picture over another is not needed to use the page as it came, so it comes after everything else.
  async apply(region, name, html) {
    region.laid = html;
    const morph = await import("./morph.js").catch(() => null);
    if (!morph) region.laid = null;
    if (region.laid !== html) return; // a newer picture has come meanwhile, or the way is gone: the next pull brings it
    if (morph.lay(region, html)) this.leftBehind.set(name, html);
    else this.leftBehind.delete(name);
    listen(region);
    region.dispatchEvent(new CustomEvent("region:applied", { bubbles: true, detail: { name } }));
  }

  // What a busy field held up is shown once it is free; never while a finger is on its way to a button.
  settle() {
    clearTimeout(this.settling);
    if (!this.leftBehind.size) return;
    this.settling = setTimeout(() => {
      if (this.pointerDown) return this.settle();
      this.leftBehind.forEach((html, name) => {
        const region = document.querySelector(`live-region[name="${CSS.escape(name)}"]`);
        if (region) this.apply(region, name, html);
        else this.leftBehind.delete(name);
      });
      return undefined;
    }, 250);
  }

  // Asked for by the server: together, at a moment of our own within the span.
  pullWithin(names, within) {
    names.forEach((name) => this.asked.add(name));
    if (this.timer !== null) return;
    this.timer = setTimeout(() => {
      const together = [...this.asked];
      this.asked.clear();
      this.timer = null;
      this.fetch(together);
    }, between(0, within || 0));
  }

  pullAll() {
    const { flight } = this;
    if (flight && performance.now() - flight.since < SAME_MOMENT) return flight.done;
    const since = performance.now();
    this.flight = { since, done: this.fetch() };
    return this.flight.done;
  }

  async fetch(names = []) {
    if (!this.address || !document.querySelector("live-region")) return false;
    const { epoch } = this;
    const mark = this.address.includes("?") ? "&" : "?";
    const query = names.length ? `${mark}names=${names.map(encodeURIComponent).join(",")}` : "";
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PULL_TIMEOUT);
    let answered = "none";
    try {
      const sent = Date.now();
      const response = await fetch(this.address + query, {
        headers: { Accept: "application/json" },
        cache: "no-store",
        signal: stop.signal,
      });
      answered = "trouble";
      if ([401, 403, 404, 410].includes(response.status)) this.gone();
      if (!response.ok) throw new Error(String(response.status));
      const { now, regions } = await response.json();
      this.clock.learn(Number(now), sent, Date.now());
      this.reached("ok");
      if (epoch !== this.epoch) return false;
      regions.forEach((region) => this.receive(region));
      return true;
    } catch {
      this.reached(answered);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
