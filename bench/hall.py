"""A hall: the real server in a process of its own, the Düren workshop, a moderator, a projector, and the load maker's
phones before it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.load.crowd import DESK
from bench.machine import Cost
from bench.maker import Maker
from facilitation.rehearsal.moderation import Moderation
from tests.builders import OPERATOR
from tests.real_server import RealServer

PAPERS_WITHIN = 10.0  # seconds
PER_SECOND = 80  # how fast a hall is filled that is not measured while it fills


class Hall:
    """Phones, a projector and a desk before one server."""

    def __init__(self, server: RealServer, code: str) -> None:
        self.server, self.code = server, code
        self.ada = Moderation(server.url, code)
        self.ada.come_in_as_organiser(server.organiser_key)
        texts = self.ada.browser.get("/office/operator")
        self.ada.browser.post("/office/operator", revision=texts["revision"], **OPERATOR)
        self.ada.look()
        self.maker = Maker(server.url, code)
        cookies = self.ada.browser.cookies()
        self.maker.do("screen", face="stage", regions=["stage", "stage.ruler"], cookies={})
        self.maker.do("screen", face="moderator", regions=list(DESK), cookies=cookies)

    def close(self) -> None:
        self.maker.__exit__()
        self.ada.close()

    @property
    def cost(self) -> Cost:
        return Cost.of(self.server.pid)

    def do(self, deed: str, **told: Any) -> dict[str, Any]:
        return self.maker.measured(self.server.pid, deed, **told)

    def fill(self, count: int) -> None:
        """So many more people come in, at ease."""
        told = self.do("arrive", count=count, within=count / PER_SECOND)
        assert told["failed"] == 0, told["why"]

    def go_to(self, activity: str) -> None:
        """Start the day if need be, and press *Weiter* until the phones show this."""
        self.ada.look()
        while self.ada.activity != activity:
            self.ada.press_go()
        self.do("settle", seconds=2.5)  # every phone pulls its own part within two seconds

    def press_on(self, action: str = "next", meanwhile: float = 0.0, **given: Any) -> dict[str, Any]:
        """*Weiter* (or another press) by the load maker's own clock, until the last phone has the new scene, while so
        many ballots a second come in."""
        self.ada.look()
        cookies = self.ada.browser.cookies()
        fields = {"action": action, "step": self.ada.at_step, **given}
        told = self.do(
            "press", path=f"/w/{self.code}/agenda/steps", fields=fields, cookies=cookies, meanwhile=meanwhile
        )
        assert told["status"] == 200, told["body"]
        return told

    def open_vote(self) -> None:
        self.go_to("choice")
        self.ada.open_vote()
        told = self.do("papers", within=PAPERS_WITHIN)
        assert told["missing"] == 0, told


@contextmanager
def a_hall(
    phones: int = 0, server_kind: type[RealServer] = RealServer, after: Callable[[Path], None] | None = None
) -> Iterator[Hall]:
    """A fresh data folder (with what `after` puts there beside the demo), the server on it, and so many people in the
    hall. Tracebacks end the measurement."""
    with tempfile.TemporaryDirectory() as folder, server_kind(Path(folder)) as server:
        code = the_workshop(server)
        if after is not None:
            after(Path(folder))
        hall = Hall(server, code)
        try:
            if phones:
                hall.fill(phones)
            yield hall
        finally:
            hall.close()
        assert server.tracebacks == "", server.tracebacks


def the_workshop(server: RealServer) -> str:
    """The code of the workshop that a first start makes."""
    from facilitation.rehearsal.browser import Browser

    browser = Browser(server.url)
    found: str = browser.get("/")["workshop"]
    browser.close()
    return found
