// <tool-choice>: all or none, for one field or the whole koffer, and how many are chosen.

import { fill } from "../words.js";

class ToolChoice extends HTMLElement {
  connectedCallback() {
    this.press = (event) => this.pressed(event);
    this.count = () => this.tell();
    this.addEventListener("click", this.press);
    this.addEventListener("change", this.count);
    this.querySelectorAll("[data-all], [data-none]").forEach((button) => (button.hidden = false));
    this.tell();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.press);
    this.removeEventListener("change", this.count);
  }

  pressed(event) {
    const button = event.target.closest("[data-all], [data-none]");
    if (!button) return;
    const among = button.closest("fieldset") || this;
    boxes(among).forEach((box) => (box.checked = button.hasAttribute("data-all")));
    this.tell();
  }

  tell() {
    const every = boxes(this);
    const chosen = every.filter((box) => box.checked).length;
    const place = this.querySelector("[data-chosen]");
    if (place) place.textContent = fill(place.dataset.chosen, { n: chosen, all: every.length });
    const go = this.querySelector(".button-go");
    if (go) go.disabled = chosen === 0;
  }
}

function boxes(place) {
  return [...place.querySelectorAll("input[name=tool]")];
}

customElements.define("tool-choice", ToolChoice);
