// <fit-box>: text steps down in size until it fits; what still does not fit leaves from the end,
// unless the box says whole.

const STEPS = ["is-tight-1", "is-tight-2"];

class FitBox extends HTMLElement {
  connectedCallback() {
    this.again = () => this.refresh();
    window.addEventListener("resize", this.again);
    if (document.fonts) document.fonts.ready.then(this.again);
    this.refresh();
  }

  disconnectedCallback() {
    window.removeEventListener("resize", this.again);
  }

  refresh() {
    this.classList.remove(...STEPS);
    const last = [...this.querySelectorAll("li")];
    last.forEach((item) => {
      item.hidden = false;
    });
    STEPS.forEach((step) => this.overflows && this.classList.add(step));
    if (this.hasAttribute("whole")) return;
    while (this.overflows && last.length > 1) last.pop().hidden = true;
  }

  // As the page has laid it: what is on its way to its place does not count.
  get overflows() {
    const ends = [...this.children].map((child) => child.offsetTop - this.offsetTop + child.offsetHeight);
    return Math.max(0, ...ends) + parseFloat(getComputedStyle(this).paddingBottom) > this.clientHeight + 2;
  }
}

customElements.define("fit-box", FitBox);
