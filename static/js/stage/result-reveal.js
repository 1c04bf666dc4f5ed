// <result-reveal key>: a field revealed just now comes row by row from the last to the first: its name, its dots from
// the left, then rank and number. The first place waits a little longer; then the ranking settles, and line and
// sentence say what is in. What was there when the page came, and reduced motion, is complete at once.

import { arrive, isStill } from "./motion.js";

const DOT = 90;
const LONGEST = 2000;
const BETWEEN = 450;
const BEFORE_FIRST = 1300;
const SETTLE = 70;
const known = new Set();
let opened = false;

class ResultReveal extends HTMLElement {
  connectedCallback() {
    this.begin();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  // After a push: another field begins its reveal, the same one goes on where it was.
  refresh() {
    if (this.getAttribute("key") !== this.key) this.begin();
    else this.draw();
  }

  begin() {
    clearTimeout(this.timer);
    this.key = this.getAttribute("key");
    const fresh = opened && !known.has(this.key) && !isStill();
    known.add(this.key);
    this.row = fresh ? this.rows.length : -1;
    this.dot = 0;
    this.draw();
    if (fresh) this.timer = setTimeout(() => this.step(), BETWEEN);
  }

  get isRunning() {
    return this.row >= 0;
  }

  // At once to the end, for who cannot wait.
  finish() {
    clearTimeout(this.timer);
    this.row = -1;
    this.draw();
  }

  step() {
    const dots = this.row < this.rows.length ? [...this.rows[this.row].querySelectorAll(".dot")] : [];
    if (this.dot < dots.length) this.dot += 1;
    else this.turn();
    this.draw();
    if (!this.isRunning) return this.settle();
    let pause = Math.min(DOT, LONGEST / Math.max(1, dots.length));
    if (this.dot === 0) pause = this.row === 0 ? BEFORE_FIRST : BETWEEN;
    this.timer = setTimeout(() => this.step(), pause);
    return undefined;
  }

  // The row is complete: its rank and number come, and then the name above it.
  turn() {
    const [done, next] = [this.rows[this.row], this.rows[this.row - 1]];
    this.row -= 1;
    this.dot = 0;
    if (done) latesOf(done).forEach((late) => arrive(late, { opacity: 0, transform: "scale(1.35)" }));
    if (next) [...next.children].forEach((cell) => arrive(cell, { opacity: 0, transform: "translateY(0.75rem)" }));
  }

  settle() {
    this.rows.forEach((row, place) => {
      [...row.children].forEach((cell) => arrive(cell, { transform: "translateY(-0.5rem)" }, { delay: place * SETTLE }));
    });
    this.scene.querySelectorAll(".tie").forEach((sentence) => {
      arrive(sentence, { opacity: 0, transform: "translateY(0.75rem)" }, { delay: this.rows.length * SETTLE });
    });
  }

  // Rows above the present one are still to come; in the present one the dots from `dot` on, rank and number.
  draw() {
    this.scene.classList.toggle("is-revealing", this.isRunning);
    this.rows.forEach((row, place) => {
      row.classList.toggle("is-coming", place < this.row);
      row.classList.toggle("is-settling", place === this.row);
      row.querySelectorAll(".dot").forEach((dot, number) => {
        dot.classList.toggle("is-coming", place === this.row && number >= this.dot);
      });
    });
  }

  get scene() {
    return this.closest(".results-grid");
  }

  get rows() {
    return [...this.querySelectorAll("[data-row]")];
  }
}

const latesOf = (row) => [...row.querySelectorAll("[data-late]")];

customElements.define("result-reveal", ResultReveal);
// Elements of the page itself have been defined above, complete; only what is laid later is new.
opened = true;
