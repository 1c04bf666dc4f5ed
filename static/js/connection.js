// Says in words how the way to the server is. live (socket), pull (HTTP answers), trouble (it answers with an error of
// its own) and down (nothing answers). Who is cut off hears it within a second, and hears when it is over.

const PATIENCE = 900;
const BACK_FOR = 4000;
const CUT_OFF = ["down", "trouble"];
const BANDS = "[data-connection], [data-offline]";

export class Connection {
  constructor() {
    this.state = "pull";
    this.socket = false;
    this.timer = null;
    this.isBack = false;
  }

  get isCutOff() {
    return CUT_OFF.includes(this.state);
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

  // Somebody tried over HTTP: "ok", "trouble", or "none" where no answer came.
  reached(how) {
    if (this.socket) return;
    if (how === "ok") this.become("pull");
    else if (how === "trouble") this.become("trouble");
    else if (this.timer === null) this.become("down");
  }

  become(state) {
    clearTimeout(this.timer);
    this.timer = null;
    const before = this.state;
    const wasCutOff = this.isCutOff;
    this.state = state;
    document.documentElement.dataset.live = state;
    if (this.isCutOff) this.isBack = false;
    else if (wasCutOff) this.tellBack();
    this.show();
    if (state !== before) document.dispatchEvent(new CustomEvent("connection", { detail: { state } }));
  }

  tellBack() {
    this.isBack = true;
    clearTimeout(this.backTimer);
    this.backTimer = setTimeout(() => {
      this.isBack = false;
      this.show();
    }, BACK_FOR);
  }

  // Again after every push: a new rendering brings the band back as the server drew it.
  show() {
    const said = this.isCutOff ? this.state : this.isBack ? "back" : "";
    document.querySelectorAll(BANDS).forEach((band) => {
      band.querySelectorAll("[data-when]").forEach((words) => (words.hidden = words.dataset.when !== said));
      band.dataset.said = said;
      band.hidden = !(this.isCutOff || (said && band.querySelector(`[data-when="${said}"]`)));
    });
    document.querySelectorAll("[data-way]").forEach((words) => (words.hidden = (words.dataset.way === "cut") !== this.isCutOff));
  }
}
