// The projector: live regions, what moves between them, the shelf, the reveal, the gong; and the keys, where this stage may drive.

import { start } from "./live.js";
import { Drive } from "./stage/drive.js";
import "./stage/fit-box.js";
import { startGong } from "./stage/gong.js";
import { startKeys } from "./stage/keys.js";
import "./stage/result-reveal.js";
import { startScenes } from "./stage/scenes.js";
import { startStrip } from "./stage/strip.js";
import "./stage/tool-shelf.js";
import { keepAwake } from "./stage/wake.js";

start();
startScenes();
const strip = startStrip(document.querySelector("[data-strip]"));
const drive = document.body.hasAttribute("data-drives") ? new Drive(strip) : null;
startKeys({ drive, strip });
startGong(document.querySelector("[data-sound]"));
keepAwake((awake) => document.querySelectorAll("[data-wake-hint]").forEach((hint) => {
  hint.hidden = awake;
}));
