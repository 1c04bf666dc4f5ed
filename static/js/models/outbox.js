// What was written while the connection was gone: kept on the device, sent in order with the key it was first tried
// with, until it is accepted or refused. Only one tab of a device sends at a time.

import { Backoff } from "./backoff.js";
import { randomKey } from "./ids.js";

const LETTERS = "outbox";
const LOCK = "outbox-lock";
const LOCK_FOR = 15000;

export class Outbox {
  // send(action, fields) answers like post(); changed() is told after every change.
  constructor({ store, send, changed = () => {}, now = () => Date.now(), backoff }) {
    this.store = store;
    this.send = send;
    this.changed = changed;
    this.now = now;
    this.backoff = backoff || new Backoff({ least: 1000, most: 20000 });
    this.owner = randomKey();
    this.sending = false;
    this.timer = null;
  }

  entries(kind = null) {
    return this.store.get(LETTERS, []).filter((entry) => kind === null || entry.kind === kind);
  }

  waiting(kind = null) {
    return this.entries(kind).filter((entry) => entry.state === "waiting");
  }

  // fields: pairs of name and value, without the key.
  add({ key, action, fields, kind, text }) {
    const entry = { key, action, fields, kind, text, at: this.now(), state: "waiting", message: "" };
    this.replace((entries) => [...entries.filter((other) => other.key !== key), entry]);
    return entry;
  }

  drop(key) {
    this.replace((entries) => entries.filter((entry) => entry.key !== key));
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.sending || !this.waiting().length) return;
    this.sending = true;
    try {
      if (await this.takeLock()) await this.sendAll();
      else this.later(LOCK_FOR / 3);
    } finally {
      this.sending = false;
      this.releaseLock();
    }
  }

  async sendAll() {
    for (let next = this.waiting()[0]; next; next = this.waiting()[0]) {
      this.holdLock();
      const answer = await this.send(next.action, new URLSearchParams([...next.fields, ["key", next.key]]));
      if (answer.state === "unreachable") return this.later(this.backoff.next());
      this.backoff.reset();
      if (answer.state === "accepted") this.drop(next.key);
      else this.refuse(next.key, answer.message);
    }
    return undefined;
  }

  refuse(key, message) {
    const refused = (entry) => (entry.key === key ? { ...entry, state: "refused", message } : entry);
    this.replace((entries) => entries.map(refused));
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  replace(change) {
    const entries = change(this.entries());
    if (entries.length) this.store.set(LETTERS, entries);
    else this.store.remove(LETTERS);
    this.changed();
  }

  // Two tabs may write the lock in the same instant: wait a moment and look whose name is in it.
  async takeLock() {
    const lock = this.store.get(LOCK);
    if (lock && lock.owner !== this.owner && lock.until > Date.now()) return false;
    this.holdLock();
    await new Promise((done) => setTimeout(done, 30 + Math.random() * 40));
    return (this.store.get(LOCK) || {}).owner === this.owner;
  }

  holdLock() {
    this.store.set(LOCK, { owner: this.owner, until: Date.now() + LOCK_FOR });
  }

  releaseLock() {
    if ((this.store.get(LOCK) || {}).owner === this.owner) this.store.remove(LOCK);
  }
}
