// The pages beside the live one: shelf, sheet, results. No socket.

import { startKeeping } from "./keep.js";
import { startProof } from "./proof.js";
import { startMarkedFirst } from "./marked-first.js";
import { startRemembering } from "./remember.js";
import { startSearching } from "./tool-search.js";

startProof();
startRemembering();
startMarkedFirst();
startSearching();
startKeeping();
