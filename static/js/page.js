// What the page says about itself, and the two things every part of it shares: the hall's time and the memory.

import { ServerClock } from "./models/clock.js";
import { Store } from "./models/store.js";

const { code = "", face = "", table = "", lang = "de", now = "", regions = "", offsetMin = "" } = document.body.dataset;

export const page = {
  code,
  face,
  table,
  lang,
  regions,
  // Only these faces are pushed to; an office page or the door stands still.
  isLive: ["stage", "phone", "table", "moderator", "observer"].includes(face),
  minutesEast: offsetMin === "" ? null : Number(offsetMin),
};
export const store = new Store(`zw:${code}:`);
export const clock = new ServerClock();

clock.startFrom(Number(now), ageOfPage());

// Milliseconds since the first byte of this page came.
function ageOfPage() {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation && navigation.responseStart ? performance.now() - navigation.responseStart : 0;
}
