"""Scripts that measure what a page shows: what hangs over its edge, and what is too small for a finger. Each answers a
list of faults, empty when all is well."""

from __future__ import annotations

# Visible text and controls only; what only screen readers get (.unseen, .skip) has no place in the picture.
VISIBLE = """
  const named = (one) => {
    const text = (one.textContent || "").trim().replace(/\\s+/g, " ").slice(0, 40);
    const names = [...one.classList].map((name) => `.${name}`).join("");
    return `${one.tagName.toLowerCase()}${one.id ? `#${one.id}` : ""}${names} „${text}“`;
  };
  const shown = (one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
    && !one.closest(".unseen, .skip, [hidden], template");
"""
TOO_WIDE = f"""() => {{ {VISIBLE}
  const root = document.documentElement;
  if (root.scrollWidth <= window.innerWidth) return [];
  const right = (one) => Math.round(one.getBoundingClientRect().right);
  const wide = [...document.body.querySelectorAll("*")].filter((one) => shown(one) && !one.closest("svg")
    && right(one) > window.innerWidth + 1);
  return wide.length ? wide.slice(-3).map((one) => `reaches ${{right(one)}} px: ${{named(one)}}`)
    : [`scrolls to ${{root.scrollWidth}} px`];
}}"""
# A link within a sentence is excepted (WCAG 2.5.8); a box or dot is hit through its label.
SMALL_TARGETS = f"""(least) => {{ {VISIBLE}
  const targets = document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])");
  const inSentence = (one) => {{
    const around = one.matches("a") && getComputedStyle(one).display === "inline" && one.closest("p, li, dd");
    return around && around.textContent.trim() !== one.textContent.trim();
  }};
  return [...targets].filter((one) => shown(one) && !inSentence(one)).map((one) => {{
    const hit = one.matches("[type=checkbox], [type=radio]") ? one.closest("label") || one : one;
    const {{ width, height }} = hit.getBoundingClientRect();
    if (width + 0.5 >= least && height + 0.5 >= least) return "";
    return `${{Math.round(width)}} x ${{Math.round(height)}}: ${{named(one)}}`;
  }}).filter(Boolean);
}}"""
OUTSIDE = f"""() => {{ {VISIBLE}
  const root = document.documentElement, found = [];
  if (root.scrollHeight > window.innerHeight + 1) found.push(`scrolls down to ${{root.scrollHeight}} px`);
  if (root.scrollWidth > window.innerWidth + 1) found.push(`scrolls sideways to ${{root.scrollWidth}} px`);
  const words = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  for (const one of document.body.querySelectorAll("*")) {{
    if (one.closest(".strip") || !shown(one) || !(words(one) || one.matches("svg, img"))) continue;
    if (one.closest("svg") !== (one.matches("svg") ? one : null)) continue;
    const {{ left, top, right, bottom, width, height }} = one.getBoundingClientRect();
    const inside = left >= -1 && top >= -1 && right <= window.innerWidth + 1 && bottom <= window.innerHeight + 1;
    const edges = [left, top, right, bottom].map(Math.round);
    if (width && height && !inside) found.push(`outside (${{edges}}): ${{named(one)}}`);
  }}
  return found;
}}"""
# Words whose own box does not let them out.
CUT = f"""() => {{ {VISIBLE}
  const closed = (value) => ["hidden", "clip"].includes(value);
  const words = (one) => one.textContent.trim() && !one.matches("svg, svg *, textarea, select, option, style, script");
  return [...document.body.querySelectorAll("*")].filter((one) => shown(one) && words(one)).filter((one) => {{
    const {{ overflowX, overflowY, display }} = getComputedStyle(one);
    if (display === "inline" || display === "contents") return false;
    return (closed(overflowX) && one.scrollWidth > one.clientWidth + 1)
      || (closed(overflowY) && one.scrollHeight > one.clientHeight + 1);
  }}).map((one) => `cut: ${{named(one)}}`);
}}"""
# Lines of words that lie on one another. What stays in place while the rest scrolls (sticky, fixed) is left out.
OVERLAPPING = f"""() => {{ {VISIBLE}
  const floats = (one) => {{
    for (let up = one; up && up !== document.body; up = up.parentElement) {{
      if (["sticky", "fixed"].includes(getComputedStyle(up).position)) return true;
    }}
    return false;
  }};
  const lines = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {{
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || one.closest("svg, select, textarea")) continue;
    if (!shown(one) || floats(one)) continue;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    for (const {{ left, right, top, height }} of range.getClientRects()) {{
      if (height) lines.push({{ one, left, right, top: top + height * 0.25, bottom: top + height * 0.75 }});
    }}
  }}
  const meet = (a, b) => a.left + 2 < b.right && b.left + 2 < a.right && a.top < b.bottom && b.top < a.bottom;
  const found = new Set();
  lines.forEach((a, place) => lines.slice(place + 1).forEach((b) => {{
    if (a.one !== b.one && meet(a, b)) found.add(`on one another: ${{named(a.one)}} and ${{named(b.one)}}`);
  }}));
  return [...found];
}}"""
