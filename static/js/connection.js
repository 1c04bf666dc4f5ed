// Says in words when the server cannot be reached. Three states: live (socket), pull (HTTP answers), down.

const PATIENCE = 2000;
const BANDS = "[data-connection], [data-offline]";

export class Connection {
  constructor() {
    this.state = "pull";
    this.socket = false;
    this.timer = null;
  }

  get isDown() {
    return this.state === "down";
  }

  socketUp() {
    this.socket = true;
    this.become("live");
  }

  socketDown() {
    if (!this.socket) return;
    this.socket = false;
    this.timer = setTimeout(() => this.become("down"), PATIENCE);
  }

  // Somebody tried over HTTP.
  reached(ok) {
    if (this.socket) return;
    if (ok) this.become("pull");
    else if (this.timer === null) this.become("down");
  }

  become(state) {
    clearTimeout(this.timer);
    this.timer = null;
    const changed = state !== this.state;
    this.state = state;
    document.documentElement.dataset.live = state;
    this.show();
    if (changed) document.dispatchEvent(new CustomEvent("connection", { detail: { state } }));
  }

  // Again after every push: a new rendering brings the band back as the server drew it.
  show() {
    document.querySelectorAll(BANDS).forEach((band) => {
      const text = band.dataset.wordsOffline;
      if (text && this.isDown && band.textContent !== text) band.textContent = text;
      band.hidden = !this.isDown;
    });
  }
}
