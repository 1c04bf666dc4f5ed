// The participant's phone.

import "./waiting-cards.js";
import { start } from "./live.js";
import { startLetters } from "./phone/letters.js";
import { startMarks } from "./phone/marks.js";
import { between } from "./models/backoff.js";

start();
startMarks();
startLetters();

const writing = () => [import("./char-count.js"), import("./wording-hint.js")];

// What writing and the ballot need comes at once where they lie, and else in advance, each phone at its own moment.
function wanted() {
  if (document.querySelector("char-count, wording-hint")) writing();
  if (document.querySelector("ballot-points")) import("./ballot-points.js");
  if (document.querySelector("[data-proof], [data-remembered], [data-kept]")) import("./phone/quiet.js");
}

document.addEventListener("region:applied", wanted);
setTimeout(() => {
  writing();
  import("./ballot-points.js");
  import("./phone/nudge.js");
}, between(3000, 9000));
wanted();
