// <tool-shelf>: opens the next drawer every twelve seconds, three labels at a time; with reduced motion only by hand.

const EVERY = 12000;
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

class ToolShelf extends HTMLElement {
  connectedCallback() {
    this.place = 0;
    this.rounds = 0;
    this.addEventListener("click", (event) => this.openByHand(event.target.closest("[data-drawer]")));
    this.rest();
    this.refresh();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  rest() {
    clearInterval(this.timer);
    this.timer = setInterval(() => {
      if (!still.matches && document.visibilityState === "visible") this.step(1);
    }, EVERY);
  }

  // By hand the clock starts anew, so that what was chosen stays for a while.
  turn(by) {
    this.step(by);
    this.rest();
  }

  openByHand(drawer) {
    const place = this.drawers.indexOf(drawer);
    if (place < 0) return;
    if (place === this.place) this.rounds += 1;
    this.place = place;
    this.rest();
    this.refresh();
  }

  step(by) {
    const count = this.drawers.length;
    if (!count) return;
    const next = this.place + by;
    if (next >= count) this.rounds += 1;
    this.place = (next + count) % count;
    this.refresh();
  }

  // Again after every push, which shows the first drawer. Each round through the shelf shows the next three labels.
  refresh() {
    this.drawers.forEach((drawer, place) => {
      drawer.classList.toggle("drawer-open", place === this.place);
      const pegs = [...drawer.querySelectorAll("[data-pegs]")];
      pegs.forEach((list, three) => {
        list.hidden = three !== this.rounds % pegs.length;
      });
    });
  }

  get drawers() {
    return [...this.querySelectorAll("[data-drawer]")];
  }
}

customElements.define("tool-shelf", ToolShelf);
