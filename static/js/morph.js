// Lays a new rendering over an old one, changing only what differs and nothing a person is busy with.

import { Idiomorph } from "../vendor/idiomorph.esm.min.js";
import { keepPlace } from "./focus.js";
import { isGuarded, unsentWords } from "./guards.js";

const NEW_FOR = 600;
// Opened by the reader, not by the server.
const READERS_OWN = ["DETAILS", "DIALOG"];

// Answers whether unsent input had to be left as it was; what is kept on purpose does not count.
export function lay(region, html) {
  let left = false;
  const callbacks = {
    beforeNodeMorphed(old) {
      if (!(old instanceof Element) || !isGuarded(old)) return true;
      if (!old.hasAttribute("data-keep")) left = true;
      return false;
    },
    beforeNodeRemoved(node) {
      const words = node instanceof Element ? unsentWords(node) : [];
      if (!words.length) return true;
      cutDown(node, words.map((field) => field.closest("form") || field));
      left = true;
      return false;
    },
    beforeAttributeUpdated(name, element) {
      return !(name === "open" && READERS_OWN.includes(element.tagName) && document.body.dataset.face !== "stage");
    },
    afterNodeAdded(node) {
      if (node instanceof Element && node.matches("[data-card]")) markNew(node);
    },
  };
  const before = window.scrollY;
  const back = keepPlace(region);
  Idiomorph.morph(region, html, { morphStyle: "innerHTML", callbacks });
  region.querySelectorAll("*").forEach((element) => element.refresh && element.refresh());
  if (window.scrollY !== before) window.scrollTo(window.scrollX, before);
  back();
  return left;
}

// Of a scene that is over only the form being written in stays.
function cutDown(node, kept) {
  if (kept.includes(node)) return;
  for (const child of Array.from(node.childNodes)) {
    if (!kept.some((one) => child.contains(one))) child.remove();
    else cutDown(child, kept);
  }
}

function markNew(card) {
  card.classList.add("is-new");
  setTimeout(() => card.classList.remove("is-new"), NEW_FOR);
}
