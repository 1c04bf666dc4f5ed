// Cards counted at the door: the figure on the page follows the press, and its undo.

document.addEventListener("form:settled", ({ detail: { answer } }) => {
  const { handed_out: count, revision } = answer.result || {};
  if (count === undefined) return;
  document.querySelectorAll("[data-handed-out]").forEach((place) => {
    place.textContent = String(count);
  });
  document.querySelectorAll("#handed-out input[name=count]").forEach((field) => {
    field.value = String(count);
    field.form.elements.revision.value = String(revision);
  });
});
