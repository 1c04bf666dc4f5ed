// A change of tables: each group's sign walks along its arrow to the table it goes to, in the order of the list, and
// its line of the list comes with it. Then the picture is what it is without: the arrows, the signs in their places.

import { arrive, isStill, stagger } from "./motion.js";

const WAY = 1800;
const EACH = 450;
const LONGEST = 3000;

export function walk(main) {
  document.querySelectorAll(".walkers").forEach((old) => old.remove());
  const plan = main.querySelector(".hall-plan");
  const lines = [...main.querySelectorAll(".moves li")];
  if (!plan || !lines.length || isStill() || !plan.animate) return;
  const ways = [...plan.querySelectorAll(".way[data-from]")];
  const pause = stagger(ways.length, EACH, LONGEST);
  const over = sheetOver(plan);
  lines.forEach((line, number) => arrive(line, { opacity: 0, transform: "translateX(-1.5rem)" }, { delay: number * pause }));
  const walks = ways.map((way, number) => step(plan, over, way, 300 + number * pause)).filter(Boolean);
  Promise.all(walks.map((one) => one.finished)).then(() => over.remove(), () => over.remove());
}

// The walkers go over the plan and not in it: a push in between lays the plan anew and does not stop them.
function sheetOver(plan) {
  const over = plan.cloneNode(false);
  const { left, top, width, height } = plan.getBoundingClientRect();
  over.classList.add("walkers");
  over.setAttribute("aria-hidden", "true");
  Object.entries({ left, top, width, height }).forEach(([side, length]) => over.style.setProperty(side, `${length}px`));
  return document.body.appendChild(over);
}

function step(plan, over, way, delay) {
  const [from, to] = [signOf(plan, way.dataset.from), signOf(plan, way.dataset.to)];
  if (!from || !to) return null;
  const walker = document.createElementNS(plan.namespaceURI, "g");
  walker.append(from.cloneNode(true));
  over.append(walker);
  const [x, y] = ["x", "y"].map((side) => to.getAttribute(side) - from.getAttribute(side));
  const there = `translate(${x}px, ${y}px)`;
  const frames = [
    { transform: "translate(0px, 0px)", opacity: 1, offset: 0 },
    { transform: there, opacity: 1, offset: 0.85 },
    { transform: there, opacity: 0, offset: 1 },
  ];
  return walker.animate(frames, { duration: WAY, delay, easing: "ease-in-out", fill: "both" });
}

function signOf(plan, number) {
  return [...plan.querySelectorAll("svg.sign")].find((sign) => sign.textContent.trim() === number);
}
