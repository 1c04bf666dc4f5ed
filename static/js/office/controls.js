// What the controls of an edit in place hold, and what they held when they were last saved.

const RESTING = ["key", "revision"];

export function controls(form) {
  return [...form.elements].filter((field) => field.name && field.type !== "hidden" && !RESTING.includes(field.name));
}

export function valueOf(field) {
  return field.type === "checkbox" ? String(Number(field.checked)) : field.value.replace(/\r\n?/g, "\n").trim();
}

export function before(field) {
  if (field.type === "checkbox") return String(Number(field.defaultChecked));
  if (field.tagName !== "SELECT") return field.defaultValue.replace(/\r\n?/g, "\n").trim();
  const chosen = [...field.options].find((option) => option.defaultSelected) || field.options[0];
  return chosen ? chosen.value : "";
}

export function changed(form) {
  return controls(form).filter((field) => valueOf(field) !== before(field));
}

// Where something could not be sent, the button to send it again comes back.
export function markUnsent() {
  document.querySelectorAll("form[data-in-place]").forEach((form) => {
    form.toggleAttribute("data-unsent", changed(form).length > 0);
  });
}

export function settle(field, value) {
  if (field.type === "checkbox") field.defaultChecked = value === "1";
  else if (field.tagName === "SELECT") for (const option of field.options) option.defaultSelected = option.value === value;
  else field.defaultValue = value;
}

export function put(field, value) {
  if (field.type === "checkbox") field.checked = value === "1";
  else field.value = value;
}

// What somebody else has written stands beneath what is unsent here.
export function note(field, text) {
  const old = field.parentElement.querySelector(".theirs");
  if (old) old.remove();
  if (!text) return;
  const made = document.createElement("small");
  made.className = "theirs";
  made.textContent = text;
  field.after(made);
}
