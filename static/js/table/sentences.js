// The rows of the Zukunftsbild: as high as their text, always one empty row at the end, cards named by their numbers.

export function fit(form) {
  if (!form) return;
  form.querySelectorAll("textarea").forEach((field) => {
    field.rows = 1;
    while (field.scrollHeight > field.clientHeight + 2 && field.rows < 14) field.rows += 1;
  });
}

export function addRow(form) {
  const template = document.querySelector("template[data-sentence-template]");
  const name = String(nextName(form));
  const made = document.importNode(template.content, true);
  made.querySelectorAll("*").forEach((element) => {
    for (const attribute of ["id", "for", "name"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace("NN", name));
    }
  });
  const row = made.querySelector("[data-sentence]");
  form.querySelector("ol").append(made);
  return row;
}

// Answers the row that now rests on the card.
export function rest(form, label, text, place = "") {
  const rows = [...form.querySelectorAll("[data-sentence]")];
  const empty = rows.find((row) => !row.querySelector("textarea").value.trim());
  const row = place === "" ? empty || addRow(form) : rows[Number(place)];
  const field = row.querySelector("textarea");
  const cards = row.querySelector(".refs-input");
  if (!field.value.trim()) field.value = text.replace(/\s+/g, " ");
  const named = cards.value.split(/[\s,;]+/).filter(Boolean);
  if (!named.includes(label)) cards.value = [...named, label].join(" ");
  return row;
}

function nextName(form) {
  const used = [...form.querySelectorAll("textarea")].map((field) => Number(field.name.split(".")[1]));
  return Math.max(-1, ...used) + 1;
}
