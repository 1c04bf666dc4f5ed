// The projector: live regions, the shelf, the reveal, the gong; and the keys, where this stage may drive.

import { start } from "./live.js";
import { Drive } from "./stage/drive.js";
import "./stage/fit-box.js";
import { startGong } from "./stage/gong.js";
import { startKeys } from "./stage/keys.js";
import "./stage/result-reveal.js";
import { startStrip } from "./stage/strip.js";
import "./stage/tool-shelf.js";
import { keepAwake } from "./stage/wake.js";

start();
const strip = startStrip(document.querySelector("[data-strip]"));
const drive = document.body.hasAttribute("data-drives") ? new Drive(strip) : null;
startKeys({ drive, strip });
startGong(document.querySelector("[data-sound]"));
keepAwake((awake) => document.querySelectorAll("[data-wake-hint]").forEach((hint) => {
  hint.hidden = awake;
}));
