"""Scripts that measure how well a wall can be read: contrast of words and shapes from the colours the browser has
computed, and the size of every letter. Each answers a list of faults, empty when all is well.

`haze` is the daylight on the canvas: it lifts every sRGB channel c to 0.2 + 0.8 c."""

from __future__ import annotations

from tests.browser.boxes import VISIBLE

COLOURS = """
  const channels = (text) => {
    const found = text.match(/rgba?\\(([^)]+)\\)/);
    if (!found) return null;
    const [r, g, b, a = 1] = found[1].split(",").map(Number);
    return a < 0.02 ? null : [r, g, b];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (haze ? 0.2 + (0.8 * c) / 255 : c / 255))
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (one, two) => {
    const [dark, bright] = [light(one), light(two)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  // What an element lays under what is on it: a drawn shape its fill; a label its paper, not its coloured end; a
  // hatched or dotted ground all of its colours.
  const grounds = (one) => {
    const style = getComputedStyle(one);
    if (one.matches(".pencil-edge")) return [channels(style.stroke)];
    if (one.matches(".tick, .tick-5, .pencil, .stop")) return [];
    if (one instanceof SVGElement && !one.matches("svg")) {
      const fill = one.matches("rect, path, circle") && channels(style.fill);
      return fill ? [fill] : [];
    }
    const bands = (style.backgroundImage.match(/rgba?\\([^)]+\\)/g) || []).map(channels).filter(Boolean);
    if (one.matches(".tag")) return bands.slice(-1);
    const plain = channels(style.backgroundColor);
    return plain ? [...bands, plain] : bands;
  };
  const under = (one, x, y, itself) => {
    const stack = document.elementsFromPoint(x, y);
    const place = stack.indexOf(one);
    for (const lower of stack.slice(place < 0 ? 0 : place + (itself ? 0 : 1))) {
      if (place < 0 && one.contains(lower)) continue;
      const found = grounds(lower);
      if (found.length) return found;
    }
    return [[255, 255, 255]];
  };
  const least = (colour, below) => Math.min(...below.map((ground) => contrast(colour, ground)));
  const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];
  const letters = () => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const one = node.parentElement;
      if (!node.textContent.trim() || !shown(one) || one.closest(".strip, script, title")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = [...range.getClientRects()].find(({ width, height }) => width && height);
      if (box && getComputedStyle(one).visibility !== "hidden") found.push({ one, box });
    }
    return found;
  };
"""
# Words need so much to one. The figure in a sign is part of the shape: its name stands beside it.
PALE_WORDS = f"""({{ need, haze }}) => {{ {VISIBLE} {COLOURS}
  return letters().filter(({{ one }}) => !one.matches(".sign-number")).map(({{ one, box }}) => {{
    const style = getComputedStyle(one);
    const colour = channels(one instanceof SVGElement ? style.fill : style.color);
    const ratio = least(colour, under(one, ...middle(box), !(one instanceof SVGElement)));
    return ratio < need ? `${{ratio.toFixed(2)}}: ${{named(one)}}` : "";
  }}).filter(Boolean);
}}"""
# Shapes that carry a fact: dots, strokes, signs and their figures, ways, tables, the ruler's pencil and edges.
PALE_SHAPES = f"""({{ need, haze }}) => {{ {VISIBLE} {COLOURS}
  const filled = ".dot, .sign-shape, .sign-number, .way-head, .pencil-tip";
  const drawn = ".stroke-in, .stroke-out, .way, .arrow path, .wall, .table, .pencil, .stop, .slat, .slat-frame";
  const of = (one, name) => channels(getComputedStyle(one)[name]);
  const outside = (one) => {{
    const box = one.getBoundingClientRect();
    const [x, y] = middle(box);
    if (one.matches(".slat, .slat-frame, .table, .wall")) return under(one.ownerSVGElement, x, box.top - 3, true);
    return under(one, x, y, false);
  }};
  return [...document.querySelectorAll(`${{filled}}, ${{drawn}}`)].filter((one) => shown(one)).map((one) => {{
    const colour = of(one, one.matches(filled) ? "fill" : "stroke");
    const ratio = colour ? least(colour, outside(one)) : 0;
    if (ratio >= need) return "";
    return `${{ratio.toFixed(2)}}: ${{one.getAttribute("class")}} in ${{named(one.closest("svg"))}}`;
  }}).filter(Boolean);
}}"""
# Letters smaller than so many pixels, as they stand on the screen.
SMALL_WORDS = f"""(pixels) => {{ {VISIBLE} const haze = false; {COLOURS}
  return letters().filter(({{ one }}) => !one.matches(".sign-number")).map(({{ one }}) => {{
    const drawing = one instanceof SVGElement && one.getScreenCTM();
    const size = parseFloat(getComputedStyle(one).fontSize) * (drawing ? drawing.a : 1);
    return size + 0.05 < pixels ? `${{size.toFixed(1)}} px: ${{named(one)}}` : "";
  }}).filter(Boolean);
}}"""
