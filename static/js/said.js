// The polite voice for screen readers: the element #said, at most once in five seconds, nothing twice in a row.

const PAUSE = 5000;
const heard = new Map();
let waiting = [];
let spokenAt = -Infinity;
let timer = null;

export function say(text) {
  const sentence = text.replace(/\s+/g, " ").trim();
  if (!sentence || waiting.includes(sentence)) return;
  waiting.push(sentence);
  if (timer === null) timer = setTimeout(speak, Math.max(0, spokenAt + PAUSE - performance.now()));
}

// Elements with data-announce speak when their words have changed since they were last heard.
export function listen(root, silently = false) {
  root.querySelectorAll("[data-announce]").forEach((element) => {
    const name = element.dataset.announce || element.id || element.tagName;
    const text = element.textContent.trim();
    if (!silently && heard.has(name) && heard.get(name) !== text) say(text);
    heard.set(name, text);
  });
}

function speak() {
  timer = null;
  spokenAt = performance.now();
  const said = document.getElementById("said");
  if (said) said.textContent = waiting.join(" ");
  waiting = [];
}
