"""Five-year-old browsers (Safari 14.1, Chrome 90, Firefox 88) must run every page: newer features are not used, or
only as an extra that nothing depends on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent / "static"
CSS = sorted((STATIC / "css").glob("*.css"))
JS = sorted(path for path in (STATIC / "js").rglob("*.js"))

CSS_TOO_NEW = {
    "@layer": r"@layer\b",
    "@container": r"@container\b",
    "nesting": r"^\s+&",
    "color-mix()": r"color-mix\(",
    "oklch() without a hex before it": r"oklch\(",
    "light-dark()": r"light-dark\(",
    "aspect-ratio": r"(?<![-\w])aspect-ratio\s*:",
    "individual transforms": r"[;{]\s*(?:rotate|scale|translate)\s*:",
    "dvh without vh before it": r"^(?!.*100vh).*\bdvh\b",
    "@property": r"@property\b",
    "subgrid": r"\bsubgrid\b",
    "!important": r"!important",
}
JS_TOO_NEW = {
    "Array.at": r"\.at\(-?\d",
    "Object.hasOwn": r"Object\.hasOwn\b",
    "structuredClone": r"\bstructuredClone\(",
    "private members": r"[\s.{;]#[a-z]\w*\s*(?:\(|=|;)",
    "static blocks": r"\bstatic\s*\{",
    "top-level await": r"^await\b",
    "lookbehind": r"\(\?<[=!]",
    "replaceAll": r"\.replaceAll\(",
    "crypto.randomUUID": r"crypto\.randomUUID",
    "crypto.subtle": r"crypto\.subtle",
    "eval": r"\beval\(|new Function\(",
    "inline style from text": r'setAttribute\("style"',
}


def lines_with(pattern: str, path: Path) -> list[str]:
    text = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = [line for line in text.splitlines() if re.search(pattern, line)]
    if "vh" in pattern:  # the older unit may stand in the same rule
        found = [line for line in found if not re.search(r"\d+vh", line)]
    return [f"{path.name}: {line.strip()[:100]}" for line in found]


@pytest.mark.parametrize("feature", CSS_TOO_NEW)
def test_no_style_sheet_needs(feature: str) -> None:
    assert [line for path in CSS for line in lines_with(CSS_TOO_NEW[feature], path)] == []


@pytest.mark.parametrize("feature", JS_TOO_NEW)
def test_no_script_needs(feature: str) -> None:
    assert [line for path in JS for line in lines_with(JS_TOO_NEW[feature], path)] == []


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    # the control: each pattern finds its feature when it is there
    newer = {
        "@layer": "@layer base { }", "nesting": "  & p { color: red; }",
        "individual transforms": ".a { rotate: 3deg; }",
        "!important": "a { color: red !important; }", "aspect-ratio": "a { aspect-ratio: 1; }",
    }  # fmt: skip
    for feature, text in newer.items():
        path = tmp_path / "newer.css"
        path.write_text(text, encoding="utf-8")
        assert lines_with(CSS_TOO_NEW[feature], path), feature


def test_no_page_asks_a_third_party() -> None:
    wanted = re.compile(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE)
    files = [*CSS, *JS, *sorted((STATIC.parent / "templates").rglob("*.html"))]
    found = [
        f"{path.name}: {match}"
        for path in files
        for match in wanted.findall(re.sub(r"(?m)^\s*//.*$", "", path.read_text(encoding="utf-8")))
        if "www.w3.org" not in match
    ]
    assert found == []


def test_templates_hold_no_inline_style_handler_or_script() -> None:
    forbidden = re.compile(r'\sstyle="|\son[a-z]+="|<script>(?!\{)')
    templates = sorted((STATIC.parent / "templates").rglob("*.html"))
    assert [p.name for p in templates if forbidden.search(p.read_text(encoding="utf-8"))] == []


def test_templates_stay_short() -> None:
    libraries = {"_drawings.html", "_parts.html"}
    long = {
        path.name: lines
        for path in (STATIC.parent / "templates").rglob("*.html")
        if path.name not in libraries and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 80
    }
    assert long == {}
