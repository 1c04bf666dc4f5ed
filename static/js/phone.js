// The participant's phone.

import "./char-count.js";
import "./waiting-cards.js";
import "./wording-hint.js";
import { start } from "./live.js";
import { startLetters } from "./phone/letters.js";
import { startMarks } from "./phone/marks.js";
import { between } from "./models/backoff.js";

start();
startMarks();
startLetters();

// The ballot comes at once where one lies, and else in advance, each phone at its own moment.
function wanted() {
  if (document.querySelector("ballot-points")) import("./ballot-points.js");
  if (document.querySelector("[data-proof], [data-remembered], [data-kept]")) import("./phone/quiet.js");
}

document.addEventListener("region:applied", wanted);
setTimeout(() => {
  import("./ballot-points.js");
  import("./phone/nudge.js");
}, between(3000, 9000));
wanted();
