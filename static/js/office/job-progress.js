// <job-progress data-address data-state>: asks every second how far a background job is, and shows its end.

const PAUSE = 1000;

class JobProgress extends HTMLElement {
  connectedCallback() {
    if (this.dataset.state === "running") this.timer = window.setInterval(() => this.ask(), PAUSE);
  }

  disconnectedCallback() {
    window.clearInterval(this.timer);
  }

  async ask() {
    const answer = await fetch(this.dataset.address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer || !answer.ok) return;
    const { job } = await answer.json();
    if (job.state !== "running") {
      window.clearInterval(this.timer);
      window.location.reload();
      return;
    }
    const bar = this.querySelector("progress");
    bar.max = job.total;
    bar.value = job.done;
    this.querySelector("[data-said]").textContent = `${job.done} / ${job.total}: ${job.now}`;
  }
}

customElements.define("job-progress", JobProgress);
