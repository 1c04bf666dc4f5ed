// The participant's phone. All it loads before it can be used, for <link rel="modulepreload"> in one round trip:
// phone.js live.js page.js words.js said.js channel.js connection.js regions.js morph.js guards.js forms.js status.js
// drafts.js ruler.js live-region.js agenda-clock.js waiting-cards.js char-count.js wording-hint.js phone/marks.js
// models/backoff.js models/clock.js models/ids.js models/outbox.js models/post.js models/store.js ../vendor/idiomorph.esm.min.js

import "./char-count.js";
import "./waiting-cards.js";
import "./wording-hint.js";
import { start } from "./live.js";
import { startMarks } from "./phone/marks.js";
import { between } from "./models/backoff.js";

start();
startMarks();

// The ballot comes at once where one lies, and else in advance, each phone at its own moment.
function wanted() {
  if (document.querySelector("ballot-points")) import("./ballot-points.js");
  if (document.querySelector("[data-proof], [data-remembered]")) import("./phone/quiet.js");
}

document.addEventListener("region:applied", wanted);
setTimeout(() => import("./ballot-points.js"), between(3000, 9000));
wanted();
