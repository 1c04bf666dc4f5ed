// <result-reveal key>: a field revealed just now comes row by row from the last to the first, its dots from the left,
// then rank and number. What was there when the page came, and reduced motion, is complete at once.

const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const DOT = 90;
const LONGEST = 2000;
const BETWEEN = 450;
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
    const fresh = opened && !known.has(this.key) && !still.matches;
    known.add(this.key);
    this.row = fresh ? this.rows.length - 1 : -1;
    this.dot = 0;
    this.draw();
    if (fresh) this.timer = setTimeout(() => this.step(), BETWEEN);
  }

  step() {
    const dots = this.row < 0 ? [] : [...this.rows[this.row].querySelectorAll(".dot")];
    if (this.dot < dots.length) this.dot += 1;
    else {
      this.row -= 1;
      this.dot = 0;
    }
    this.draw();
    if (this.row < 0) return;
    const pause = this.dot === 0 ? BETWEEN : Math.min(DOT, LONGEST / Math.max(1, dots.length));
    this.timer = setTimeout(() => this.step(), pause);
  }

  // Rows above the present one are still to come; in the present one the dots from `dot` on, rank and number.
  draw() {
    this.rows.forEach((row, place) => {
      row.classList.toggle("is-coming", place < this.row);
      row.classList.toggle("is-settling", place === this.row);
      row.querySelectorAll(".dot").forEach((dot, number) => {
        dot.classList.toggle("is-coming", place === this.row && number >= this.dot);
      });
    });
  }

  get rows() {
    return [...this.querySelectorAll("[data-row]")];
  }
}

customElements.define("result-reveal", ResultReveal);
// Elements of the page itself have been defined above, complete; only what is laid later is new.
opened = true;
