// A form[data-autosave] sends itself when one of its fields is left.

document.addEventListener("change", (event) => {
  const row = event.target.closest && event.target.closest("form[data-autosave]");
  if (!row) return;
  if (row.requestSubmit) row.requestSubmit();
  else row.querySelector("button").click();
});
