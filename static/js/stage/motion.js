// Motion on the wall: transform and opacity only, nothing under reduced motion, and nothing that stays. Each motion
// begins somewhere else and ends where the page has put the element, so the end is the same with and without it.

const query = window.matchMedia("(prefers-reduced-motion: reduce)");
const OUT = "cubic-bezier(0.2, 0.8, 0.2, 1)";

export const isStill = () => query.matches;

// From `from` to where the element stands.
export function arrive(element, from, { duration = 420, delay = 0, easing = OUT } = {}) {
  if (isStill() || !element.animate) return null;
  return element.animate([from, {}], { duration, delay, easing, fill: "backwards" });
}

// The pause between one and the next: `each`, but `longest` in all, however many there are.
export function stagger(count, each, longest) {
  return count > 1 ? Math.min(each, longest / (count - 1)) : 0;
}
