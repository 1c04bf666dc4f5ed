"""No barrier axe can find: every scene of the day and every page beside it, as every role sees it, in both themes and,
where somebody reads on a phone, in every language."""

from __future__ import annotations

import pytest

from tests.browser.visits import (
    DESK,
    FACES,
    FOLD,
    LANGUAGES,
    ON_A_PHONE,
    SMALL,
    THEMES,
    TOUR,
    UNFOLD,
    Visits,
    barriers,
    quiet_pages,
)

pytestmark = pytest.mark.timeout(1800)


@pytest.mark.parametrize("scene", list(TOUR))
def test_every_role_in_every_scene(visits: Visits, scene: str) -> None:
    visits.go_to(scene)
    code = visits.code
    seen = [(face, visits.path(face)) for face in FACES]
    seen += [("stranger", f"/w/{code}/"), ("observer", f"/w/{code}/observer"), ("reception", f"/w/{code}/reception")]
    seen += [("office", f"/w/{code}/office")]
    assert in_everything(visits, seen) == []


def test_every_page_beside_the_day(visits: Visits) -> None:
    visits.go_to("over")
    pages = quiet_pages(visits)
    base, tool = f"/w/{visits.code}/office", next(path for _, path in pages if "/tools/" in path).rpartition("/")[2]
    pages += [("office", f"{base}/{at}") for at in ("agenda", "tools", f"tools/{tool}", "tools/import")]
    assert in_everything(visits, pages) == []


def in_everything(visits: Visits, pages: list[tuple[str, str]]) -> list[str]:
    """What axe finds on these pages of these roles, folds shut and open, in each theme and language."""
    found = []
    for role, path in pages:
        size = FACES.get(role, SMALL if role in ON_A_PHONE else DESK)
        for lang in LANGUAGES if role in ON_A_PHONE else ("de",):
            for theme in THEMES:
                page = visits.see(role, path, size, theme, lang)
                found += [f"{role} {path}, {theme}, {lang}: {fault}" for fault in barriers(page)]
                page.evaluate(UNFOLD)
                found += [f"{role} {path} unfolded, {theme}, {lang}: {fault}" for fault in barriers(page)]
                page.evaluate(FOLD)
    return found
