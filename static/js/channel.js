// The socket over which the server tells what has changed. It comes back by itself, each phone at a moment of its own.

import { Backoff, between } from "./models/backoff.js";

const PINGS = 4;
const PING_TIMEOUT = 3000;
const MEASURE_EVERY = 5 * 60 * 1000;

// Only what this page shows is sent to it.
const shown = () => [...document.querySelectorAll("live-region[name]")].map((region) => region.getAttribute("name"));

export class Channel {
  constructor({ page, clock, up, down, region, pull, gone }) {
    this.clock = clock;
    this.backoff = new Backoff({ least: 500, most: 10000 });
    this.page = page;
    this.trying = false;
    this.handlers = { up, down, region, pull, gone };
    this.socket = null;
  }

  get isUp() {
    return Boolean(this.socket && this.socket.connected);
  }

  async connect() {
    clearTimeout(this.timer);
    if (this.isUp || this.trying) return;
    this.trying = true;
    try {
      await this.makeSocket();
      this.socket.connect();
    } catch {
      this.trying = false;
      this.again(this.backoff.next());
    }
  }

  // The largest file of all is not needed to use the page, so it comes after everything else.
  async makeSocket() {
    if (this.socket) return;
    const { io } = await import("../vendor/socket.io.esm.min.js");
    const { page } = this;
    this.socket = io("/", {
      path: "/socket.io",
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      auth: (give) => give({ code: page.code, face: page.face, lang: page.lang, table: page.table, regions: shown() }),
      reconnection: false,
      timeout: 5000,
      autoConnect: false,
    });
    this.socket.on("connect", () => this.connected());
    this.socket.on("disconnect", (reason) => this.lost(reason));
    this.socket.on("connect_error", (error) => this.failed(error));
    ["region", "pull", "gone"].forEach((name) => this.socket.on(name, this.handlers[name]));
    // Too many tabs of one phone: this one asks by itself from now on, until somebody looks at it again.
    this.socket.on("parked", () => this.socket.disconnect());
  }

  // Something says the way is free again: do not wait for the end of a long pause.
  connectSoon() {
    if (this.isUp || this.trying) return;
    this.backoff.reset();
    this.again(between(0, 500));
  }

  connected() {
    this.trying = false;
    this.backoff.reset();
    this.tellVisible();
    this.handlers.up();
    this.measure();
  }

  lost(reason) {
    this.trying = false;
    clearTimeout(this.measuring);
    this.handlers.down();
    if (reason !== "io client disconnect") this.again(this.backoff.next());
  }

  failed(error) {
    this.trying = false;
    if (error && error.message === "gone") return this.handlers.gone();
    // Where WebSockets are swallowed instead of refused, only starting with polling gets through.
    this.socket.io.opts.transports.reverse();
    this.socket.disconnect();
    return this.again(this.backoff.next());
  }

  // A dead socket may take a minute to notice.
  drop() {
    if (this.isUp) this.socket.io.engine.close();
  }

  again(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), wait);
  }

  tellVisible() {
    if (this.isUp) this.socket.emit("visible", { visible: document.visibilityState === "visible" });
  }

  // Asks the time a few times over. A socket that does not answer at all is dead, though it does not know.
  async measure() {
    clearTimeout(this.measuring);
    if (!this.isUp) return;
    const { id } = this.socket;
    let answered = await this.ping();
    for (let ping = 1; answered && ping < PINGS; ping += 1) answered = await this.ping();
    if (this.socket.id !== id) return;
    this.measuring = setTimeout(() => this.measure(), MEASURE_EVERY);
    if (!answered) this.drop();
  }

  ping() {
    const sent = Date.now();
    return new Promise((done) => {
      this.socket.timeout(PING_TIMEOUT).emit("clock", { now: sent }, (error, answer) => {
        if (!error && answer) this.clock.learn(Number(answer.now), sent, Date.now());
        done(!error);
      });
    });
  }
}
