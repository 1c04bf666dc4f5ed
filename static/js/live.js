// Starts what every face needs: regions kept up to date, the socket, the hall's time, forms, drafts and the outbox.

import "./agenda-clock.js";
import "./live-region.js";
import { Channel } from "./channel.js";
import { Connection } from "./connection.js";
import { restoreDrafts, startDrafts } from "./drafts.js";
import { startForms } from "./forms.js";
import { watchInput } from "./guards.js";
import { between } from "./models/backoff.js";
import { Outbox } from "./models/outbox.js";
import { post, reachOf } from "./models/post.js";
import { clock, page, store } from "./page.js";
import { Regions } from "./regions.js";
import { startRuler } from "./ruler.js";
import { listen } from "./said.js";

export { clock, page, store };

const RELOADED = "zw:reloaded";
const HIDDEN_TOO_LONG = 5000;
let started = null;

// Answers {clock, regions, channel, connection, outbox}; a second call answers the same.
export function start() {
  if (started) return started;
  const connection = new Connection();
  const reached = (how) => connection.reached(how);
  const regions = new Regions({ address: page.regions, clock, reached, gone: reloadOnce });
  const outbox = new Outbox({
    store,
    send: async (action, fields) => settled(await post(action, fields)),
    now: () => clock.now(),
    changed: () => document.dispatchEvent(new CustomEvent("outbox")),
  });
  const channel = new Channel({
    page,
    clock,
    up() {
      regions.newConnection();
      connection.socketUp();
      regions.pullAll();
      outbox.flush();
    },
    down() {
      regions.newConnection();
      connection.socketDown();
    },
    region: (message) => regions.receive(message),
    pull: ({ names = [], within = 0 }) => regions.pullWithin(names, within),
    gone: reloadOnce,
  });
  started = { clock, regions, channel, connection, outbox };
  listenToForms(started);
  listenToThePage(started);
  startRuler();
  listen(document, true);
  if (page.isLive) {
    channel.connect();
    keepPolling(started);
  }
  outbox.flush();
  return started;
}

function listenToForms({ regions, channel, connection, outbox }) {
  watchInput(() => regions.settle());
  document.addEventListener("outbox:wanted", (event) => event.detail.give(outbox));
  store.onChangeElsewhere("outbox", () => document.dispatchEvent(new CustomEvent("outbox")));
  startForms({
    queue(entry) {
      outbox.add(entry);
      outbox.flush();
    },
    isQueued: (kind) => outbox.waiting(kind).length > 0,
  });
  startDrafts();
  document.addEventListener("form:settled", ({ detail: { answer } }) => {
    if (page.isLive) connection.reached(reachOf(answer));
    regions.settle();
    if ((page.isLive && !channel.isUp) || answer.code === "moved_on") regions.pullAll();
    else if (answer.pull && answer.pull.length) regions.pullWithin(answer.pull, 0);
  });
  document.addEventListener("form:sent", (event) => {
    if (event.target.hasAttribute("data-forget")) store.forget();
  });
  document.dispatchEvent(new CustomEvent("outbox"));
}

function listenToThePage({ regions, channel, connection, outbox }) {
  let hiddenAt = null;
  document.addEventListener("region:stale", (event) => regions.pullWithin(event.detail.names, 0));
  document.addEventListener("region:applied", (event) => {
    connection.show();
    restoreDrafts(event.target);
  });
  ["pointerdown", "pointerup", "pointercancel"].forEach((name) => {
    document.addEventListener(name, () => {
      regions.pointerDown = name === "pointerdown";
    });
  });
  document.addEventListener("visibilitychange", () => {
    channel.tellVisible();
    if (document.visibilityState === "hidden") {
      hiddenAt = Date.now();
      return;
    }
    if (hiddenAt !== null && Date.now() - hiddenAt > HIDDEN_TOO_LONG) regions.pullAll();
    channel.measure();
    if (page.isLive) channel.connectSoon();
    outbox.flush();
  });
  // The device itself says that its way is gone: the socket only has not noticed yet.
  window.addEventListener("offline", () => channel.drop());
  window.addEventListener("online", () => {
    regions.pullAll();
    if (page.isLive) channel.connectSoon();
    outbox.flush();
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    regions.pullAll();
    if (page.isLive) channel.connectSoon();
  });
  window.addEventListener("pagehide", () => outbox.releaseLock());
}

// While the socket is down the page asks by itself, so that a day works where neither transport gets through.
function keepPolling({ regions, channel }) {
  let downSince = Date.now();
  const look = async () => {
    if (channel.isUp) downSince = null;
    else downSince = downSince || Date.now();
    const waited = downSince !== null && Date.now() - downSince > 3000;
    if (waited && document.visibilityState === "visible") {
      await regions.pullAll();
      setTimeout(look, between(5000, 8000));
    } else {
      setTimeout(look, 1000);
    }
  };
  setTimeout(look, 1000);
}

function settled(answer) {
  document.dispatchEvent(new CustomEvent("form:settled", { detail: { answer } }));
  return answer;
}

// This page has no place any more (revoked, moved, new version): load it again, but never in a circle.
function reloadOnce() {
  let last = Date.now();
  try {
    last = Number(sessionStorage.getItem(RELOADED));
    sessionStorage.setItem(RELOADED, String(Date.now()));
  } catch {
    // Without memory a circle could not be seen, so the page stays.
  }
  if (Date.now() - last > 60000) window.location.reload();
}
