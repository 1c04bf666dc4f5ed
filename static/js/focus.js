// Whoever reads a page with the keyboard keeps their place when a push takes away what had the focus: the nearest part
// of the page around it that is still there has it then. Never a button or a link: the next key would press it.

const HEADINGS = "h1, h2, h3";

// Called before a rendering is laid over the region; what it answers is called after.
export function keepPlace(region) {
  const had = document.activeElement;
  if (!had || had === region || !region.contains(had)) return () => {};
  const { id } = had;
  const around = partsAround(had, region);
  return () => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (!lost || document.querySelector("dialog[open]")) return;
    const same = id && document.getElementById(id);
    const part = around.map((name) => document.getElementById(name)).find((one) => one && region.contains(one));
    give(same || part || region.querySelector(HEADINGS) || region.parentElement);
  };
}

// The names of what stands around it, the nearest first; a form alone is no place to read on from.
function partsAround(element, region) {
  const names = [];
  for (let at = element.parentElement; at && at !== region; at = at.parentElement) {
    if (at.id && !at.matches("form")) names.push(at.id);
  }
  return names;
}

// The focus goes to a part of the page that cannot have it by itself.
export function give(element) {
  if (!element) return;
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
