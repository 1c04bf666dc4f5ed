// A ballot on the phone: how the points lie, and the paper it is written on (its own id, draft and receipt).

import { randomKey } from "./ids.js";

export class Allocation {
  // points: {tool id: number}
  constructor({ budget, cap, points = {} }) {
    Object.assign(this, { budget, cap, points: { ...points } });
  }

  of(tool) {
    return this.points[tool] || 0;
  }

  get spent() {
    return Object.values(this.points).reduce((sum, number) => sum + number, 0);
  }

  get left() {
    return this.budget - this.spent;
  }

  // Why the step cannot be made: "budget", "cap", "none", or "" when it can.
  hindrance(tool, step) {
    const next = this.of(tool) + step;
    if (next < 0) return "none";
    if (next > this.cap) return "cap";
    return step > this.left ? "budget" : "";
  }

  step(tool, step) {
    const hindrance = this.hindrance(tool, step);
    if (!hindrance) this.points[tool] = this.of(tool) + step;
    return hindrance;
  }

  // What was typed in elsewhere may be too much: take it over as far as the rules let it.
  set(tool, number) {
    const most = Math.min(this.cap, this.left + this.of(tool));
    this.points[tool] = Math.max(0, Math.min(most, Math.floor(Number(number)) || 0));
  }
}

// One sheet per vote and seat. tried: it may be in the box; cast: it is.
export class BallotSheet {
  constructor(store, vote, seat = "") {
    this.store = store;
    this.name = `ballot:${vote}${seat ? `:${seat}` : ""}`;
  }

  get read() {
    return this.store.get(this.name) || {};
  }

  get id() {
    const { id } = this.read;
    if (id) return id;
    return this.write({ id: randomKey() }).id;
  }

  write(change) {
    const sheet = { ...this.read, ...change };
    this.store.set(this.name, sheet);
    return sheet;
  }
}

// Eight characters in two fours, for the eye.
export function shortFingerprint(fingerprint) {
  return `${fingerprint.slice(0, 4)}-${fingerprint.slice(4, 8)}`;
}
