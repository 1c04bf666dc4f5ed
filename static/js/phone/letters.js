// A and A+ take effect at once; the server keeps the choice in a cookie, for the next page.

export function startLetters() {
  document.addEventListener("form:sent", ({ target, detail: { result } }) => {
    if (!target.matches("form[data-letters]")) return;
    document.documentElement.dataset.letters = result.size;
    target.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one.value === result.size)));
  });
}
