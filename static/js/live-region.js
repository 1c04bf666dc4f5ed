// <live-region name every="30">: a part of the page the server renders again. With every it also asks by itself.

import { between } from "./models/backoff.js";

class LiveRegion extends HTMLElement {
  connectedCallback() {
    const seconds = Number(this.getAttribute("every"));
    if (seconds > 0) this.plan(seconds * 1000);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  plan(span) {
    this.timer = setTimeout(() => {
      if (document.visibilityState === "visible") this.ask();
      this.plan(span);
    }, between(span * 0.8, span * 1.2));
  }

  ask() {
    const detail = { names: [this.getAttribute("name")] };
    this.dispatchEvent(new CustomEvent("region:stale", { bubbles: true, detail }));
  }
}

customElements.define("live-region", LiveRegion);
