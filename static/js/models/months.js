// Twelve months of an Einzelmaßnahme: crosses, bars from-to, notes. Reads and writes what the fields of its form hold.

export const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

export function read({ marks = "", bars = "", notes = "" }) {
  return { marks: spans(marks).flatMap(([from, to]) => range(from, to)), bars: spans(bars), notes: readNotes(notes) };
}

export function write({ marks, bars, notes }) {
  return {
    marks: [...new Set(marks)].sort((a, b) => a - b).join(", "),
    bars: bars.map(([from, to]) => `${from}-${to}`).join(", "),
    notes: MONTHS.filter((month) => notes[month]).map((month) => `${month}: ${notes[month]}`).join("\n"),
  };
}

export function isBarred({ bars }, month) {
  return bars.some(([from, to]) => from <= month && month <= to);
}

export function toggleMark(row, month) {
  const marks = row.marks.includes(month) ? row.marks.filter((one) => one !== month) : [...row.marks, month];
  return { ...row, marks };
}

// A bar joins what it touches.
export function drawBar(row, from, to) {
  let [first, last] = [Math.min(from, to), Math.max(from, to)];
  const apart = [];
  for (const [start, end] of row.bars) {
    if (end < first - 1 || start > last + 1) apart.push([start, end]);
    else [first, last] = [Math.min(first, start), Math.max(last, end)];
  }
  return { ...row, bars: [...apart, [first, last]].sort((a, b) => a[0] - b[0]) };
}

// What is left of the bars beside a month that is rubbed out.
export function rubOut(row, month) {
  const bars = row.bars.flatMap(([from, to]) => {
    if (month < from || month > to) return [[from, to]];
    return [[from, month - 1], [month + 1, to]].filter(([start, end]) => start <= end);
  });
  return { ...row, bars };
}

export function toggleBar(row, month) {
  return isBarred(row, month) ? rubOut(row, month) : drawBar(row, month, month);
}

export function setNote(row, month, text) {
  return { ...row, notes: { ...row.notes, [month]: text.trim() } };
}

export function clear(row, month) {
  return setNote(rubOut({ ...row, marks: row.marks.filter((one) => one !== month) }, month), month, "");
}

function spans(text) {
  const found = [...text.matchAll(/(\d{1,2})(?:\s*(?:-|–|bis)\s*(\d{1,2}))?/g)];
  return found.map(([, from, to]) => [Number(from), Number(to || from)]).filter(([from, to]) => from >= 1 && to <= 12);
}

function range(from, to) {
  return MONTHS.filter((month) => from <= month && month <= to);
}

function readNotes(text) {
  const notes = {};
  for (const line of text.split("\n")) {
    const match = /^\s*(\d{1,2})\s*[:.]?\s*(.*\S)/.exec(line);
    if (match) notes[Number(match[1])] = match[2];
  }
  return notes;
}
