// The page people keep: on paper every drawer is open.

export function startKeeping() {
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("button[data-print]")) window.print();
  });
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll(".keepsake details").forEach((drawer) => (drawer.open = true));
  });
  document.addEventListener("region:applied", show);
  show();
}

function show() {
  document.querySelectorAll("button[data-print]").forEach((button) => (button.hidden = false));
}
