// <stage-ahead address at sheets>: a small picture of the wall as Weiter will leave it, drawn with the wall's own style
// sheets in a shadow of its own. It is silent and nothing in it can be pressed: the button's words say the same.

import "../stage/fit-box.js";

class StageAhead extends HTMLElement {
  static get observedAttributes() {
    return ["at"];
  }

  connectedCallback() {
    this.load();
  }

  // Another step: another scene is next.
  attributeChangedCallback(_name, before) {
    if (before !== null && this.isConnected) this.load();
  }

  async load() {
    const at = this.getAttribute("at");
    try {
      const answer = await fetch(this.getAttribute("address"), { headers: { Accept: "application/json" }, cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const { regions } = await answer.json();
      if (at === this.getAttribute("at")) this.draw(Object.fromEntries(regions.map(({ name, html }) => [name, html])));
    } catch {
      this.wall.replaceChildren(); // no picture rather than one that does not hold
    }
  }

  draw(html) {
    const edge = document.createElement("footer");
    edge.className = "bench-edge";
    const ply = document.createElement("div");
    ply.className = "ply";
    edge.append(...parsed(html["stage.ruler"]), ply);
    this.wall.replaceChildren(...parsed(html.stage), edge);
  }

  get wall() {
    if (!this.shadowRoot) {
      const wall = document.createElement("div");
      wall.className = "ahead-wall";
      wall.dataset.audience = "stage";
      this.attachShadow({ mode: "open" }).append(...this.getAttribute("sheets").split(" ").map(sheetAt), wall);
    }
    return this.shadowRoot.querySelector(".ahead-wall");
  }
}

function sheetAt(address) {
  return Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
}

// The scene as the wall gets it, but with clocks that stand.
function parsed(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  body.querySelectorAll("agenda-clock").forEach((clock) => clock.replaceWith(clock.textContent));
  return [...body.childNodes];
}

customElements.define("stage-ahead", StageAhead);
