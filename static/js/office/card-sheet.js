// The sheet of new voting cards: print it, and be asked before it is gone.

let printed = false;

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
});
window.addEventListener("afterprint", () => {
  printed = true;
});
window.addEventListener("beforeunload", (event) => {
  if (printed) return;
  event.preventDefault();
  event.returnValue = "";
});
