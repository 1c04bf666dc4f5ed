// The strip over the ruler: there while the mouse moves or something is said, gone with the pointer after a moment.

const REST = 3000;
const SAID_FOR = 7000;

class Strip {
  constructor(element) {
    this.element = element;
    this.said = element.querySelector("[data-strip-said]");
    this.help = element.querySelector("[data-strip-help]");
    this.helpButton = element.querySelector("[data-help]");
    this.helpButton.addEventListener("click", () => this.toggleHelp());
    element.querySelector("[data-fullscreen]").addEventListener("click", toggleFullscreen);
    ["mousemove", "mousedown", "touchstart"].forEach((name) => {
      document.addEventListener(name, () => this.show(), { passive: true });
    });
    this.rest();
  }

  get isHelping() {
    return !this.help.hidden;
  }

  show() {
    this.element.classList.add("is-shown");
    document.body.classList.remove("is-idle");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), REST);
  }

  rest() {
    document.body.classList.add("is-idle");
    if (this.said.hidden && !this.isHelping) this.element.classList.remove("is-shown");
  }

  say(text) {
    clearTimeout(this.saying);
    this.said.textContent = text;
    this.said.hidden = false;
    this.show();
    this.saying = setTimeout(() => {
      this.said.hidden = true;
      this.rest();
    }, SAID_FOR);
  }

  toggleHelp() {
    this.help.hidden = !this.help.hidden;
    this.helpButton.setAttribute("aria-expanded", String(this.isHelping));
    this.show();
  }
}

export function startStrip(element) {
  return new Strip(element);
}

export function toggleFullscreen() {
  const root = document.documentElement;
  const open = document.fullscreenElement || document.webkitFullscreenElement;
  const act = open ? document.exitFullscreen || document.webkitExitFullscreen : root.requestFullscreen || root.webkitRequestFullscreen;
  if (!act) return;
  const done = act.call(open ? document : root);
  if (done && done.catch) done.catch(() => {});
}
