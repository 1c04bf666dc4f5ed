// <month-grid>: the twelve months of a row, drawn with mouse, finger or keys. It writes into the fields `marks`, `bars`
// and `notes` of its form, which saves itself; every key has a button below the months.

import { clear, drawBar, isBarred, MONTHS, read, rubOut, setNote, toggleBar, toggleMark, write } from "../models/months.js";
import { words } from "../words.js";
import { cellAt, drag } from "./month-drag.js";

const NAMES = ["marks", "bars", "notes"];

class MonthGrid extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.at = 1;
    this.settled = () => setTimeout(() => this.refresh());
    document.addEventListener("form:settled", this.settled);
    this.form.addEventListener("change", this.settled);
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", (event) => this.pressed(event));
    this.addEventListener("focusin", ({ target }) => target.dataset.month && this.go(Number(target.dataset.month), false));
    drag(this, { bar: (from, to) => this.put(drawBar(this.row, from, to), to), mark: (month) => this.put(toggleMark(this.row, month), month) });
    this.refresh();
  }

  disconnectedCallback() {
    document.removeEventListener("form:settled", this.settled);
    this.form.removeEventListener("change", this.settled);
  }

  get row() {
    return read(Object.fromEntries(NAMES.map((name) => [name, this.form.elements[name].value])));
  }

  refresh() {
    if (!this.firstElementChild || !this.firstElementChild.hasAttribute("role")) this.build();
    const { row } = this;
    this.querySelectorAll("[data-month]").forEach((cell) => {
      const month = Number(cell.dataset.month);
      const said = [row.marks.includes(month) ? "X" : "", row.notes[month] || ""].filter(Boolean).join(" ");
      cell.classList.toggle("is-barred", isBarred(row, month));
      cell.tabIndex = month === this.at ? 0 : -1;
      cell.lastChild.textContent = said;
      cell.setAttribute("aria-label", [words("month", { n: month }), isBarred(row, month) ? words("bar") : "", said].filter(Boolean).join(", "));
    });
    if (document.activeElement !== this.noteField) this.noteField.value = row.notes[this.at] || "";
  }

  build() {
    const cells = MONTHS.map((n) => `<button type="button" class="month" role="gridcell" data-month="${n}"><small>${n}</small><span></span></button>`);
    const tools = ["mark", "bar", "clear"].map((name) => `<button type="button" class="button button-small" data-tool="${name}"></button>`);
    this.innerHTML = `<div class="month-cells" role="grid"><div class="month-row" role="row">${cells.join("")}</div></div><div class="month-tools">${tools.join("")}<label><span></span> <input class="input" type="text" maxlength="60"></label></div>`;
    this.firstElementChild.setAttribute("aria-label", this.dataset.label);
    this.querySelectorAll("[data-tool]").forEach((one) => (one.textContent = words(`${one.dataset.tool}Month`)));
    this.noteField = this.querySelector("input");
    this.querySelector("label span").textContent = words("noteMonth");
    this.noteField.addEventListener("change", () => this.put(setNote(this.row, this.at, this.noteField.value), 0));
  }

  pressed({ target, detail }) {
    const tool = target.closest("[data-tool]");
    const cell = cellAt(target);
    if (cell && detail === 0) this.put(toggleMark(this.row, cell), cell); // pressed without a pointer: by a screen reader
    if (tool) this.put({ mark: toggleMark, bar: toggleBar, clear }[tool.dataset.tool](this.row, this.at), 0);
  }

  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!cellAt(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (step && event.shiftKey) this.stretch(step);
    else if (step) this.go(this.at + step);
    else if (event.key === "Home" || event.key === "End") this.go(event.key === "Home" ? 1 : 12);
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") this.neighbour(event.key === "ArrowUp" ? -1 : 1);
    else if (event.key === "x" || event.key === "X" || event.key === " " || event.key === "Enter") this.put(toggleMark(this.row, this.at), this.at);
    else if (event.key === "n" || event.key === "N") this.noteField.focus();
    else if (event.key === "Delete" || event.key === "Backspace") this.put(clear(this.row, this.at), this.at);
    else return;
    event.preventDefault();
  }

  // Shift and an arrow draw the bar on; back over a month that is its end, they take it back.
  stretch(step) {
    const to = Math.max(1, Math.min(12, this.at + step));
    const back = isBarred(this.row, to) && isBarred(this.row, this.at) && !isBarred(this.row, this.at - step);
    this.put(back && to !== this.at ? rubOut(this.row, this.at) : drawBar(this.row, this.at, to), to);
  }

  neighbour(way) {
    const grids = [...document.querySelectorAll("month-grid")];
    const next = grids[grids.indexOf(this) + way];
    if (next) next.go(this.at);
  }

  go(month, focus = true) {
    this.at = Math.max(1, Math.min(12, month));
    this.refresh();
    if (focus) this.querySelector(`[data-month="${this.at}"]`).focus();
  }

  put(row, month) {
    Object.entries(write(row)).forEach(([name, value]) => (this.form.elements[name].value = value));
    if (month) this.go(month);
    else this.refresh();
    this.form.elements.marks.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("month-grid", MonthGrid);
