// A press that is hard to take back carries its question: data-confirm on the button.

document.addEventListener("form:sending", (event) => {
  const { button } = event.detail;
  const question = button && button.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
