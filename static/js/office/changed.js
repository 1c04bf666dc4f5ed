// What a person has changed in a form since the server rendered it.

// Leaves in `fields` only what somebody changed; answers whether there is anything.
export function keepChanged(form, fields) {
  const named = [...form.elements].filter((field) => field.name && field.type !== "hidden");
  const changed = new Set(named.filter(differs).map((field) => field.name));
  named.forEach((field) => changed.has(field.name) || fields.delete(field.name));
  if (fields.has("shown")) fields.set("shown", fields.get("shown").split(" ").filter((name) => changed.has(name)).join(" "));
  return changed.size > 0;
}

export function differs(field) {
  if (field.type === "hidden" || field.tagName === "BUTTON" || !("value" in field)) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}
