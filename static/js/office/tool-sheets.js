// <form data-tool="id">: sends only what was changed, remembers the revision it stands on, and shows what an undo or
// somebody else has put there. What is being typed is never thrown away.

const RESTING = ["key", "revision"];

function before(field) {
  if (field.tagName !== "SELECT") return field.defaultValue;
  const chosen = [...field.options].find((option) => option.defaultSelected) || field.options[0];
  return chosen ? chosen.value : "";
}

function settle(field, value) {
  if (field.tagName === "SELECT") for (const option of field.options) option.defaultSelected = option.value === value;
  else field.defaultValue = value;
}

function parts(form) {
  return [...form.elements].filter((field) => field.name && !RESTING.includes(field.name));
}

function note(field, text) {
  const old = field.parentElement.querySelector(".theirs");
  if (old) old.remove();
  if (!text) return;
  const made = document.createElement("small");
  made.className = "theirs";
  made.textContent = text;
  field.after(made);
}

// Shows how the sheet stands now; a field with something unsent keeps it and is told of the other text beneath.
function show(form, stands) {
  for (const field of parts(form)) {
    const value = stands[field.name];
    if (value === undefined) continue;
    const unsent = field.value !== before(field) && field.value !== value;
    settle(field, value);
    if (unsent) note(field, value);
    else {
      field.value = value;
      note(field, "");
    }
  }
  const kind = form.elements.kind;
  const tag = document.querySelector(`[data-tag="${form.dataset.tool}"] .tag`);
  if (kind && tag && stands.kind) {
    tag.className = `tag tag-${stands.kind}`;
    tag.textContent = kind.options[kind.selectedIndex].textContent;
  }
}

document.addEventListener("form:sending", (event) => {
  const form = event.target;
  if (!form.dataset.tool) return;
  for (const field of parts(form)) {
    if (field.value.replace(/\r\n?/g, "\n") === before(field)) event.detail.fields.delete(field.name);
  }
});

// After a save and after an undo alike; the other forms of the page stand on the same revision.
document.addEventListener("form:settled", (event) => {
  const { state, result, location, details } = event.detail.answer;
  const told = state === "accepted" ? result : details;
  if (!told) return;
  const gone = document.querySelector("[data-tool-page][hidden]");
  if (gone && state === "accepted" && location) window.location.assign(location);
  for (const form of document.querySelectorAll("form[data-tool]")) {
    const moved = state === "refused" && event.detail.answer.code === "moved_on" && told.parts;
    if (state === "accepted" ? told.tool !== form.dataset.tool : !moved || !form.hasAttribute("data-asked")) continue;
    form.removeAttribute("data-asked");
    document.querySelectorAll(`form[action*="${form.dataset.tool}"] [name=revision]`).forEach((field) => {
      field.value = told.revision || told.current;
    });
    if (told.parts) show(form, told.parts);
  }
});

document.addEventListener("form:sending", (event) => {
  document.querySelectorAll("form[data-asked]").forEach((form) => form.removeAttribute("data-asked"));
  if (event.target.dataset.tool) event.target.setAttribute("data-asked", "");
});

// Taken out: the sheet goes, the line with the way back stays.
document.addEventListener("form:sent", (event) => {
  if (event.target.hasAttribute("data-stays")) event.target.hidden = true;
  if (event.target.hasAttribute("data-gone")) document.querySelector("[data-tool-page]").hidden = true;
});
