// Strokes are people: whoever has come or voted since the last look rises from a short stroke to a tall one, one after
// the other. The others do not move.

import { arrive, stagger } from "./motion.js";

const MANY = 1200;

export class Strokes {
  remember() {
    this.tall = new Map(this.drawings.map((drawing) => [nameOf(drawing), tallOf(drawing).length]));
  }

  rise() {
    this.drawings.forEach((drawing) => {
      const before = this.tall.get(nameOf(drawing));
      if (before === undefined) return;
      const fresh = tallOf(drawing).slice(before);
      const pause = stagger(fresh.length, 120, MANY);
      fresh.forEach((one, number) => arrive(one, { transform: "scaleY(0.2)", opacity: 0 }, { delay: number * pause }));
    });
  }

  get drawings() {
    return [...document.querySelectorAll(".scene .strokes")];
  }
}

const tallOf = (drawing) => [...drawing.querySelectorAll(".stroke-in")];

// A field's strokes, or those of the whole hall.
function nameOf(drawing) {
  const field = drawing.closest("[data-field]");
  return field ? field.dataset.field : "hall";
}
