// What the laptops and tablets of moderation, tables and office have in common.

import "./char-count.js";
import "./confirm.js";
import "./waiting-cards.js";
import "./wording-hint.js";
import { start } from "./live.js";

export const live = start();

// On a phone the row of pages is wider than the screen: the page that is open stays in sight.
const open = document.querySelector(".bar nav [aria-current]");
if (open) open.parentElement.scrollLeft = Math.max(0, open.offsetLeft - open.parentElement.offsetLeft - 16);
