// The desk of a table host: the board is ordered by hand or by keys, the Zukunftsbild saves itself, sheets open as dialogs.

import "./desk.js";
import { startDragging } from "./table/dragging.js";
import { startKeys } from "./table/keys.js";
import { startPaper } from "./table/paper.js";
import { startSheets } from "./table/sheets.js";
import { startVision } from "./table/vision.js";

startVision();
startDragging();
startSheets();
startPaper();
startKeys();
