// What moves when the wall changes. A new scene comes in and its groups walk; within a scene cards are laid down, a
// Zukunftsbild grows out of its cards, and strokes rise. What the page came with, and what stays, stands still.

import { Cards } from "./cards.js";
import { arrive } from "./motion.js";
import { Strokes } from "./strokes.js";
import { walk } from "./walking.js";

export function startScenes() {
  const cards = new Cards();
  const strokes = new Strokes();
  let shown = nameOf(scene());
  let slat = swing(null);
  cards.remember();
  strokes.remember();
  // Where a card lies changes with the size of the picture and of its letters too.
  window.addEventListener("resize", () => cards.remember());
  if (document.fonts) document.fonts.ready.then(() => cards.remember());
  document.addEventListener("region:applied", ({ detail: { name } }) => {
    if (name === "stage.ruler") slat = swing(slat);
    if (name !== "stage") return;
    const fresh = nameOf(scene()) !== shown;
    shown = nameOf(scene());
    if (fresh) enter(scene());
    else {
      cards.move();
      strokes.rise();
    }
    cards.remember();
    strokes.remember();
  });
}

const scene = () => document.querySelector(".scene");
const nameOf = (found) => (found ? found.id : "");

function enter(found) {
  const main = found && found.querySelector("main:not(.stage-blank)");
  if (!main) return;
  arrive(main, { opacity: 0, transform: "translateY(0.75rem)" }, { duration: 320 });
  walk(main);
}

// The next slat of the ruler rises when it becomes the open one.
function swing(before) {
  const open = document.querySelector(".bench-edge .slat.is-now");
  const place = open ? document.querySelectorAll(".bench-edge .slat.is-past").length : -1;
  if (open && before !== null && place !== before) arrive(open, { transform: "scaleY(0.8)" });
  return place;
}
