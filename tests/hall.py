"""A hall full of simulated phones, table hosts and moderators around the real server, with a memory of its own.

Whatever the server acknowledged is written down here, so that it can be held against what the server shows later.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any

from facilitation.rehearsal import SimulatedHost, SimulatedPhone
from facilitation.rehearsal.browser import Browser
from facilitation.rehearsal.moderation import Moderation
from facilitation.rehearsal.tally import Tally
from tests.builders import OPERATOR
from tests.real_server import RealServer

HANDS = 12
PATIENCE = 40.0


@dataclass
class Told:
    """What the server said yes to: cards, who agrees with them, ballots by phone, the Zukunftsbilder by field."""

    cards: dict[str, str] = field(default_factory=dict)
    supporters: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    ballots: dict[int, tuple[str, dict[str, int]]] = field(default_factory=dict)
    visions: dict[str, str] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)


class Hall:
    """Ada and a second moderator, a host at every table, and `people` phones that have not joined yet."""

    def __init__(self, server: RealServer, code: str, people: int) -> None:
        self.server, self.code, self.told = server, code, Told()
        self.ada, self.second = self._moderator(), self._moderator()
        self.ada.come_in_as_organiser(server.organiser_key)
        texts = self.ada.browser.get("/office/operator")
        self.ada.browser.post("/office/operator", revision=texts["revision"], **OPERATOR)
        self.second.come_in(self._link("moderator"))
        self.ada.look()
        self.phones = [SimulatedPhone(server.url, code, patience=PATIENCE) for _ in range(people)]
        self.anybody = Browser(server.url, patience=PATIENCE)
        self._hands = ThreadPoolExecutor(HANDS)
        self.hosts: list[SimulatedHost] = []

    def __enter__(self) -> Hall:
        return self

    def __exit__(self, *_error: object) -> None:
        self._hands.shutdown(cancel_futures=True)
        for someone in (*self.phones, *self.hosts, self.ada, self.second, self.anybody):
            someone.close()

    # --- people ---

    def open_doors(self) -> None:
        """Hosts sit down, everybody joins and opens a socket."""
        tally = Tally(self.code, len(self.phones))
        for table in self.tables():
            host = SimulatedHost(
                self.server.url, self.code, table["number"], self._link("host", table["id"]), tally, pace=1,
                random=Random(table["number"]),
            )  # fmt: skip
            host.browser.patience = PATIENCE
            host.come_in()
            self.hosts.append(host)
        self.everyone(lambda n, phone: phone.join(f"Gast {n}", f"Einrichtung {n % 9}"))
        self.everyone(lambda _n, phone: phone.connect())

    def everyone(self, deed: Callable[[int, SimulatedPhone], Any], who: Sequence[int] | None = None) -> list[Any]:
        """The same deed by many at once; its results in the order of the phones."""
        return [future.result(120) for future in self.begin(deed, who)]

    def everyone_through_a_crash(
        self, deed: Callable[[int, SimulatedPhone], Any], who: Sequence[int] | None = None, part: float = 1 / 3
    ) -> int:
        """The same deed by many; when this part of them have done it the server is killed and started again. Returns
        how many had been answered when it died."""
        futures = self.begin(deed, who)
        while sum(future.done() for future in futures) < len(futures) * part:
            time.sleep(0.005)
        self.server.crash()
        answered = sum(future.done() for future in futures)
        self.server.start()
        for future in futures:
            future.result(120)
        return answered

    def wait_for(self, activity: str) -> None:
        """Every phone shows this activity, told by its socket."""
        self.everyone(lambda _n, phone: phone.wait_for(activity, 30))

    def begin(self, deed: Callable[[int, SimulatedPhone], Any], who: Sequence[int] | None) -> list[Future[Any]]:
        """The same deed by many at once, not waited for."""
        chosen = range(len(self.phones)) if who is None else who
        return [self._hands.submit(deed, n, self.phones[n]) for n in chosen]

    # --- what they do, written down when it was acknowledged ---

    def come_to_the_vote(self, words: Callable[[int], str]) -> None:
        """From the doors to the open vote; in every round for Zukunftsbilder each phone writes its `words`."""
        self.open_doors()
        self.ada.step("start")
        while self.ada.activity != "choice":
            if self.ada.activity == "vision":
                self.everyone(lambda _n, phone: phone.look())
                self.everyone(lambda n, _phone: self.write_card(n, words(n)))
            self.ada.press_go()
        self.ada.open_vote()
        self.everyone(lambda _n, phone: phone.look())

    def write_card(self, n: int, text: str) -> str:
        statement = str(self.phones[n].write(text)["statement"])
        with self.told.guard:
            self.told.cards[statement] = text
        return statement

    def support(self, n: int, statement: str) -> None:
        self.phones[n].support(statement)
        with self.told.guard:
            self.told.supporters[statement].add(n)

    def withdraw_support(self, n: int, statement: str) -> None:
        self.phones[n].withdraw_support(statement)
        with self.told.guard:
            self.told.supporters[statement].discard(n)

    def vote(self, n: int, points: dict[str, int]) -> dict[str, Any]:
        receipt = self.phones[n].cast(points)
        with self.told.guard:
            self.told.ballots[n] = (receipt["field"], points)
        return receipt

    # --- what the server shows ---

    def stage(self) -> dict[str, Any]:
        found: dict[str, Any] = self.anybody.get(f"/w/{self.code}/stage")["regions"]["stage"]
        return found

    def tables(self) -> list[dict[str, Any]]:
        """The tables with number, id and field."""
        found: list[dict[str, Any]] = self.ada.get("moderation/doors")["tables"]
        return found

    def board(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.ada.get(f"table/{number}")["regions"]["table"]
        return found

    def cards_on_boards(self) -> dict[str, dict[str, Any]]:
        """Every card on every board by its id, those laid under another and the hidden ones too."""
        found: dict[str, dict[str, Any]] = {}
        for host in self.hosts:
            board = self.board(host.number)
            tops = [*board["waiting"], *board["loose"], *board["hidden_cards"]]
            tops += [card for cluster in board["clusters"] for card in cluster["cards"]]
            for card in tops:
                found[card["id"]] = card
                found.update({under["id"]: {**under, "support": None} for under in card["under"]})
        return found

    def clocks(self) -> dict[str, dict[str, Any]]:
        """The clock as the stage, a phone, a desk and the moderator show it."""
        phone = self.phones[0]
        phone.look()
        return {
            "stage": self.stage()["clock"],
            "phone": phone.scene["clock"],
            "desk": self.board(1)["clock"],
            "moderator": self.ada.look()["clock"],
        }

    def document(self, name: str, fmt: str) -> bytes:
        return self.ada.browser.download(f"/w/{self.code}/documents/{name}.{fmt}")

    def _moderator(self) -> Moderation:
        return Moderation(self.server.url, self.code, patience=PATIENCE)

    def _link(self, role: str, table_id: str = "") -> str:
        """A new link's secret, as Ada can read it out for typing in."""
        return str(self.ada.post("links", role=role, table_id=table_id)["typed"])


def only_workshop(server: RealServer) -> str:
    """The demo that a first start has made: the front door names it."""
    return str(Browser(server.url).get("/")["workshop"])


def ballot_id() -> str:
    return secrets.token_hex(16)


def spread(values: Iterable[int]) -> int:
    found = list(values)
    return max(found) - min(found)
