// <rehearsal-progress data-address>: asks every two seconds how far the Generalprobe is, while the page is looked at.

const PAUSE = 2000;

class RehearsalProgress extends HTMLElement {
  connectedCallback() {
    this.timer = window.setInterval(() => this.ask(), PAUSE);
  }

  disconnectedCallback() {
    window.clearInterval(this.timer);
  }

  async ask() {
    if (document.hidden) return;
    const answer = await fetch(this.dataset.address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer || !answer.ok) return;
    const { rehearsal } = await answer.json();
    if (rehearsal) this.show(rehearsal);
  }

  show({ joined, phones, said }) {
    const bar = this.querySelector("progress");
    bar.max = phones;
    bar.value = joined;
    this.querySelector("[data-said]").textContent = said || `${joined} / ${phones}`;
  }
}

customElements.define("rehearsal-progress", RehearsalProgress);
