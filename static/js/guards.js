// What a person is busy with, and a push must therefore not touch: the field with focus, unsent input, what is kept.

const FIELDS = "input, textarea, select, [contenteditable]";
const BUTTONS = ["submit", "button", "reset", "image", "hidden"];
const TYPED = ["text", "search", "email", "tel", "url", "password", ""];

export function isField(element) {
  return element.matches(FIELDS) && !BUTTONS.includes(element.type);
}

export function isGuarded(element) {
  if (element.hasAttribute("data-keep") || element.hasAttribute("data-dirty")) return true;
  return element === document.activeElement && isField(element);
}

// Words somebody is writing under this node. They stay even when the new picture has no place for them.
export function unsentWords(node) {
  const fields = [node, ...node.querySelectorAll(FIELDS)].filter((element) => element.matches(FIELDS));
  return fields.filter((field) => isTyped(field) && isGuarded(field) && contentOf(field).trim() !== "");
}

export function isTyped(field) {
  return field.matches("textarea, [contenteditable]") || (field.matches("input") && TYPED.includes(field.type));
}

// From the first letter on a field is unsent, unless it or a parent says data-follow.
export function watchInput(released) {
  const mark = (event) => {
    const field = event.target;
    if (!(field instanceof Element) || !isField(field) || field.closest("[data-follow]")) return;
    const emptied = isTyped(field) && contentOf(field) === "";
    field.toggleAttribute("data-dirty", !emptied);
    const whole = field.closest("[data-keep-input]");
    if (whole) whole.toggleAttribute("data-dirty", !emptied || whole.querySelector("[data-dirty]") !== null);
    if (emptied) released();
  };
  document.addEventListener("input", mark);
  document.addEventListener("focusout", released);
}

export function release(form) {
  [form, ...form.querySelectorAll("[data-dirty]")].forEach((element) => element.removeAttribute("data-dirty"));
  const whole = form.closest("[data-keep-input]");
  if (whole && !whole.querySelector("[data-dirty]")) whole.removeAttribute("data-dirty");
}

function contentOf(field) {
  return "value" in field ? field.value : field.textContent;
}
