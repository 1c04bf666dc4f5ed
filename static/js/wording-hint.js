// <wording-hint for="text" data-wish data-duty data-possibility data-future>: a gentle sentence about the first word
// that does not paint a picture of the present. It never blocks.

import { page } from "./page.js";
import { fill } from "./words.js";

const PAUSE = 600;

class WordingHint extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.look = (event) => {
      if (event.target.id !== this.getAttribute("for")) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.refresh(), PAUSE);
    };
    document.addEventListener("input", this.look);
    this.refresh();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("input", this.look);
  }

  // The rules of wording come only when there is something to read.
  async refresh() {
    const field = document.getElementById(this.getAttribute("for"));
    if (!field || !field.value.trim()) return this.say("");
    const { findings } = await import("./models/wording.js");
    return this.say(this.sentenceFor(field.value, findings));
  }

  sentenceFor(text, findings) {
    const found = findings(text, page.lang).find(({ kind }) => this.dataset[kind]);
    return found ? fill(this.dataset[found.kind], { word: found.word }) : "";
  }

  say(sentence) {
    if (this.textContent.trim() === sentence) return;
    this.textContent = "";
    if (!sentence) return;
    const hint = this.appendChild(document.createElement("p"));
    hint.className = "hint";
    hint.textContent = sentence;
  }
}

customElements.define("wording-hint", WordingHint);
