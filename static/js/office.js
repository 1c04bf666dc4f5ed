// The office: everything is edited in place and saves itself, and a rehearsal tells how far it is.

import "./desk.js";
import "./office/autosave.js";
import "./office/card-count.js";
import "./office/job-progress.js";
import "./office/in-place.js";
import "./office/month-grid.js";
import "./office/print-preview.js";
import "./office/rehearsal-progress.js";
import "./office/tool-choice.js";
import "./office/tool-sheets.js";
import "./office/upload-progress.js";

// Some forms change what the rest of the page shows; the office is not live, so it loads anew.
document.addEventListener("form:sent", (event) => {
  if (event.target.hasAttribute("data-reload") && !event.detail.location) window.location.reload();
});
