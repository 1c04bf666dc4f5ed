// The pencil on the folding ruler: moves once a second, and hides the hour it passes.

import { timeOfDay } from "./models/clock.js";
import { clock, page } from "./page.js";

const RULERS = "svg[data-start][data-end][data-x0][data-x1]";
let timer = null;

export function startRuler() {
  if (timer === null) tick();
  document.addEventListener("region:applied", drawAll);
  document.addEventListener("visibilitychange", drawAll);
}

function tick() {
  drawAll();
  timer = setTimeout(tick, 1000 - (clock.now() % 1000) + 5);
}

function drawAll() {
  document.querySelectorAll(RULERS).forEach(draw);
}

function draw(svg) {
  const pencil = svg.querySelector("g.pencil-group");
  const [start, end, x0, x1] = ["start", "end", "x0", "x1"].map((name) => Number(svg.dataset[name]));
  if (!pencil || !(end > start)) return;
  const now = clock.now();
  const part = (now / 1000 - start) / (end - start);
  const x = Math.round((x0 + Math.min(1, Math.max(0, part)) * (x1 - x0)) * 10) / 10;
  pencil.setAttribute("transform", `translate(${x} 0)`);
  const text = pencil.querySelector(".ruler-now");
  if (text) text.textContent = timeOfDay(now, eastOf(svg));
  const spent = svg.querySelector(".slat-spent");
  if (spent) spent.setAttribute("width", Math.max(0, x - Number(spent.getAttribute("x"))));
  hideHoursNear(svg, x);
}

function hideHoursNear(svg, x) {
  const reach = Number(svg.dataset.reach);
  if (!reach) return;
  svg.querySelectorAll(".ruler-hour").forEach((label) => {
    const near = Math.abs(Number(label.getAttribute("x")) - x) < reach;
    if (near) label.setAttribute("visibility", "hidden");
    else label.removeAttribute("visibility");
  });
}

function eastOf(svg) {
  return svg.dataset.offsetMin ? Number(svg.dataset.offsetMin) : page.minutesEast;
}
