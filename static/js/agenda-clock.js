// <agenda-clock data-due data-left data-minutes data-form="clock|left|words">: counts down by itself, at the turn of each
// second. Emits clock:five and clock:end when a boundary passes before its eyes, and speaks at five moments: half the time
// (where more than ten minutes were given), five, two and one minute, and the end.

import { formatCountdown, justPassed } from "./models/clock.js";
import { clock } from "./page.js";
import { say } from "./said.js";
import { fill, german, words } from "./words.js";

const MINUTE = 60000;
const MOMENTS = [
  { at: 5 * MINUTE, words: "fiveMinutes", event: "clock:five" },
  { at: 2 * MINUTE, words: "twoMinutes" },
  { at: MINUTE, words: "oneMinute" },
  { at: 0, words: "timeOver", event: "clock:end" },
];
// Several clocks may show the same end: each moment of it is told once.
const told = new Set();

class AgendaClock extends HTMLElement {
  static get observedAttributes() {
    return ["data-due", "data-left", "data-form"];
  }

  connectedCallback() {
    this.before = null;
    this.wake = () => document.visibilityState === "visible" && this.refresh();
    document.addEventListener("visibilitychange", this.wake);
    this.refresh();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.wake);
  }

  attributeChangedCallback(name) {
    if (name === "data-due") this.before = null;
    if (this.isConnected) this.refresh();
  }

  refresh() {
    clearTimeout(this.timer);
    const due = Number(this.dataset.due);
    const paused = Boolean(this.dataset.left);
    if (!paused && !due) return;
    const left = paused ? Number(this.dataset.left) : due - clock.now();
    this.draw(left);
    if (paused) return;
    this.tell(left, due);
    // The figure changes when the rest of the second is used up.
    const rest = ((left % 1000) + 1000) % 1000;
    this.timer = setTimeout(() => this.refresh(), (rest || 1000) + 5);
  }

  draw(left) {
    const text = this.inForm(left);
    if (this.textContent !== text) this.textContent = text;
    this.toggleAttribute("data-over", left < 0);
    this.toggleAttribute("data-soon", left >= 0 && left <= 5 * MINUTE);
  }

  inForm(left) {
    const { form = "clock", wordsLeft = german.left, wordsOver = german.over } = this.dataset;
    if (form === "clock") return formatCountdown(left);
    if (left < 0) return fill(wordsOver, { t: formatCountdown(left).slice(1) });
    if (form === "left") return fill(wordsLeft, { t: formatCountdown(left) });
    if (left < MINUTE) return words("secondsLeft");
    const minutes = Math.ceil(left / MINUTE);
    return minutes === 1 ? words("minuteLeft") : words("minutesLeft", { n: minutes });
  }

  tell(left, due) {
    this.moments().filter(({ at }) => justPassed(at, this.before, left)).forEach((moment) => {
      const name = `${due} ${moment.at}`;
      if (told.has(name)) return;
      told.add(name);
      say(words(moment.words, { n: Math.round(moment.at / MINUTE) }));
      if (moment.event) this.dispatchEvent(new CustomEvent(moment.event, { bubbles: true, detail: { due } }));
    });
    this.before = left;
  }

  moments() {
    const half = (Number(this.dataset.minutes) / 2) * MINUTE;
    return half > 5 * MINUTE ? [{ at: half, words: "halfTime" }, ...MOMENTS] : MOMENTS;
  }
}

customElements.define("agenda-clock", AgendaClock);
