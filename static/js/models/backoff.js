// How long to wait before trying again: twice as long each time, and somewhere at random in that span, so that
// a hall full of phones does not come back in one instant.

export class Backoff {
  constructor({ least, most, random = Math.random }) {
    Object.assign(this, { least, most, random, failures: 0 });
  }

  next() {
    this.failures += 1;
    const span = Math.min(this.most, this.least * 2 ** this.failures) - this.least;
    return Math.round(this.least + this.random() * span);
  }

  reset() {
    this.failures = 0;
  }
}

export function between(least, most, random = Math.random) {
  return Math.round(least + random() * (most - least));
}
