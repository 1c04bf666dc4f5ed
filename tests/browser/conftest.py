"""What the browser tests share: a small server whose pages hold one part each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.pages.server import HallServer


@pytest.fixture
def server() -> Iterator[HallServer]:
    running = HallServer()
    yield running
    running.stop()
