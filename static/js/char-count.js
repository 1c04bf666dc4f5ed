// <char-count for="text" max="280">: "55 von 280", counted in characters as the server does.

import { words } from "./words.js";

class CharCount extends HTMLElement {
  connectedCallback() {
    this.count = (event) => {
      if (!event || event.target.id === this.getAttribute("for")) this.refresh();
    };
    document.addEventListener("input", this.count);
    this.refresh();
  }

  disconnectedCallback() {
    document.removeEventListener("input", this.count);
  }

  refresh() {
    const field = document.getElementById(this.getAttribute("for"));
    if (!field) return;
    const max = Number(this.getAttribute("max"));
    const count = [...field.value].length;
    const text = words("countOf", { count, max });
    if (this.textContent !== text) this.textContent = text;
    this.classList.toggle("is-too-long", count > max);
  }
}

customElements.define("char-count", CharCount);
