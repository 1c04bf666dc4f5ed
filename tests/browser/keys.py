"""Somebody who has a keyboard and nothing else. At every stop the focus can be seen and nothing lies over it."""

from __future__ import annotations

from playwright.sync_api import Page

ROUND = 160  # Tabs after which a page has surely been gone through once

STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const label = at.labels && at.labels[0];
  // Hidden altogether is what counts (WCAG 2.4.11): its middle or one of its corners can be seen.
  const seen = [...at.getClientRects()].flatMap(({ left, top, right, bottom }) =>
    [[(left + right) / 2, (top + bottom) / 2], [left + 3, top + 3], [right - 3, top + 3], [left + 3, bottom - 3],
      [right - 3, bottom - 3]]);
  const free = seen.some(([x, y]) => {
    const over = document.elementFromPoint(x, y);
    return over && (at.contains(over) || over.contains(at) || (label && label.contains(over)));
  });
  const text = (at.getAttribute("aria-label") || at.textContent || at.value || "").trim().replace(/\\s+/g, " ");
  const name = `${at.tagName.toLowerCase()}${at.id ? "#" + at.id : ""} „${text.slice(0, 40)}“`;
  return { name, drawn, free, inside: box.bottom > 0 && box.top < innerHeight };
}"""


class Keys:
    """Only keys are pressed here: Tab, Enter, Space, arrows and what is typed."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def rewrite(self, text: str) -> None:
        """What stands in the field gives way."""
        self.press("ControlOrMeta+A")
        self.write(text)

    def tab(self) -> str:
        """One stop on; the name of what has the focus now, nothing between two rounds."""
        self.press("Tab")
        stop = self.page.evaluate(STOP)
        if stop is None:
            return ""
        assert stop["drawn"], f"nothing shows that the focus is on {stop['name']}"
        assert stop["inside"], f"the focus is outside the window, on {stop['name']}"
        assert stop["free"], f"something lies over {stop['name']}, which has the focus"
        return str(stop["name"])

    def to(self, selector: str) -> None:
        """Tab on until the focus is there, as long as it takes to go once around the page."""
        stops = []
        for _ in range(ROUND):
            if self.is_at(selector):
                return
            stops.append(self.tab())
        raise AssertionError(f"the keyboard never reaches {selector}, only {stops}")

    def is_at(self, selector: str) -> bool:
        return bool(self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector))

    def is_within(self, selector: str) -> bool:
        return bool(self.page.evaluate("(wanted) => document.activeElement.closest(wanted) !== null", selector))

    @property
    def place(self) -> str:
        """What has the focus, by a name that a new rendering keeps; `body` when it was lost."""
        said = """() => { const at = document.activeElement;
          if (!at || at === document.body) return "body";
          const near = at.id ? at : at.closest("[id]");
          return `${near ? near.id : ""} ${at.tagName.toLowerCase()} ${at.getAttribute("aria-label") || at.name || ""}`;
        }"""
        return str(self.page.evaluate(said)).strip()
