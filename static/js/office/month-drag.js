// One gesture on a row of months: a tap on one of them, or a pull over several, with mouse, pen or finger.

export function cellAt(target) {
  const cell = target instanceof Element ? target.closest("[data-month]") : null;
  return cell ? Number(cell.dataset.month) : 0;
}

export function drag(grid, { bar, mark }) {
  let from = 0;
  let to = 0;
  const under = (event) => {
    const found = document.elementFromPoint(event.clientX, event.clientY);
    return found && grid.contains(found) ? cellAt(found) : 0;
  };
  const shade = () => {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    grid.querySelectorAll("[data-month]").forEach((cell) => {
      cell.classList.toggle("is-drawn", from !== to && Number(cell.dataset.month) >= first && Number(cell.dataset.month) <= last);
    });
  };
  grid.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !cellAt(event.target)) return;
    from = cellAt(event.target);
    to = from;
    if (event.target.hasPointerCapture(event.pointerId)) event.target.releasePointerCapture(event.pointerId);
  });
  grid.addEventListener("pointermove", (event) => {
    if (!from) return;
    to = under(event) || to;
    shade();
  });
  const end = (event) => {
    const [start, stop] = [from, to];
    from = 0;
    to = 0;
    shade();
    if (!start || event.type !== "pointerup") return;
    if (start === stop) mark(start);
    else bar(start, stop);
  };
  grid.addEventListener("pointerup", end);
  grid.addEventListener("pointercancel", end);
  grid.addEventListener("pointerleave", end);
}
