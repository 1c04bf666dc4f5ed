"""The pilot: presses through the day as a moderator would, every item in proportion, so that it takes a given time."""

from __future__ import annotations

import threading
import time
from datetime import datetime

from facilitation.rehearsal.bowl import Bowl
from facilitation.rehearsal.browser import Refused
from facilitation.rehearsal.copy import Copy
from facilitation.rehearsal.moderation import Moderation
from facilitation.rehearsal.tally import Tally

# The part of its item's time that a scene takes when others may follow in the same item; else all of it.
PARTS = {"arrival": 0.7, "plenum": 0.7, "grouping": 0.5, "move": 0.15, "results": 0.7}
DISCUSSING = 0.25  # the part of a choice before the vote opens
SHORTEST = 0.5
TURN = 1.0
OVER = "over"


class Pilot:
    """With `seconds` it moderates; with 0 it only watches until the day is closed. `stopped` ends both."""

    def __init__(
        self, base: str, copy: Copy, seconds: float, tally: Tally, stopped: threading.Event, bowl: Bowl
    ) -> None:
        self._bowl = bowl
        self._desk, self._copy = Moderation(base, copy.code), copy
        self._seconds, self._tally, self._stopped = seconds, tally, stopped
        self._day_ends = self._item_ends = 0.0
        self._item = ""

    def come_in(self) -> None:
        """Open the moderator's link, and print the voting cards where there are any. Raises Refused, Unreachable."""
        self._desk.come_in(self._copy.moderator_secret)
        if self._desk.votes_by_cards:
            self._bowl.fill(self._desk.print_cards(self._tally.phones))
        self._day_ends = time.monotonic() + self._seconds

    def moderate(self) -> None:
        """Until the day is over. What a human presses in between is taken as it is."""
        while not self._stopped.is_set() and self._look() != OVER:
            if not self._seconds:
                self._stopped.wait(TURN)
                continue
            try:
                self._play_scene()
            except Refused as refused:
                if refused.code not in ("moved_on", "wrong_state"):
                    self._tally.fault(refused)
                    self._stopped.wait(TURN)

    def close(self) -> None:
        self._desk.close()

    def _look(self) -> str:
        clock = self._desk.look()["clock"] or {"item": "", "name": ""}
        self._tally.scene = str(clock["name"])
        if clock["item"] != self._item:
            self._item, self._item_ends = clock["item"], time.monotonic() + self._share_of_item()
        return self._desk.activity

    def _share_of_item(self) -> float:
        """The current item's part of the time that is left, as its length is to that of all items ahead."""
        lengths = {"now": 0.0, "ahead": 0.0, "past": 0.0}
        for slat in self._desk.regions["cockpit.ruler"]["slats"]:
            length = datetime.fromisoformat(slat["end"]) - datetime.fromisoformat(slat["start"])
            lengths[slat["state"]] += length.total_seconds()
        left = max(0.0, self._day_ends - time.monotonic())
        return left * lengths["now"] / max(1.0, lengths["now"] + lengths["ahead"])

    def _play_scene(self) -> None:
        activity = self._desk.activity
        if activity == "waiting":
            self._desk.press_go()
            return
        lasts = max(SHORTEST, (self._item_ends - time.monotonic()) * PARTS.get(activity, 1.0))
        if activity == "choice":
            self._stopped.wait(lasts * DISCUSSING)
            self._open_vote()
            self._stopped.wait(lasts * (1 - DISCUSSING))
        elif activity == "results":
            self._show_results(lasts)
        else:
            if activity == "grouping":
                self._divide()
            self._stopped.wait(lasts)
        if not self._stopped.is_set():
            self._desk.press_go()

    def _divide(self) -> None:
        try:
            self._desk.divide()
        except Refused as refused:
            if refused.code not in ("groups_fixed", "nothing_to_divide"):
                raise

    def _open_vote(self) -> None:
        self._desk.look()
        if self._desk.activity == "choice" and self._desk.vote["state"] == "draft":
            self._desk.open_vote()

    def _show_results(self, lasts: float) -> None:
        """Count, reveal field by field, settle every tie by lot, and hand over to the plan."""
        if self._desk.vote["state"] == "shut":
            self._desk.seal()
        hidden = [one["field"]["id"] for one in self._desk.vote["fields"] if not one["revealed"]]
        for field_id in hidden:
            self._desk.reveal(field_id)
            self._stopped.wait(lasts / (len(hidden) + 1))
            if any(one["tie"] and one["field"]["id"] == field_id for one in self._desk.vote["fields"]):
                self._desk.decide_tie(field_id, "draw")
        self._desk.take_into_plan()
