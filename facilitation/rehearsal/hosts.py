"""A simulated table host: groups and tidies the cards, writes the Zukunftsbild and agrees it, admits proposed tools."""

from __future__ import annotations

import time
from random import Random
from typing import Any

from facilitation.rehearsal import vocabulary
from facilitation.rehearsal.browser import Browser, Refused, Unreachable
from facilitation.rehearsal.person import NORMAL
from facilitation.rehearsal.tally import Tally
from facilitation.rehearsal.wire import Lost, Wire

REGIONS = ("table.top", "table")
SENTENCES = 4


class SimulatedHost:
    """Sits at one table from before the day until its end, and does something about every `pace` seconds."""

    def __init__(
        self, base: str, code: str, number: int, secret: str, tally: Tally, *, pace: float, random: Random
    ) -> None:
        self.browser = Browser(base)
        self.number, self.is_gone, self.due = number, False, time.monotonic()
        self._code, self._secret, self._tally, self._pace, self._random = code, secret, tally, pace, random
        self._state: dict[str, Any] = {}
        self._wire: Wire | None = None
        self._is_in = self._is_stale = False
        self._has_hidden = self._has_merged = False

    def come_in(self) -> None:
        """Open the host's link. Raises Refused, Unreachable."""
        self._post("sessions", secret=self._secret)
        self._is_in = True
        self.look()
        self._connect()

    def look(self) -> dict[str, Any]:
        """Fetch the desk."""
        self._is_stale = False
        self._state = self.browser.get(f"/w/{self._code}/table/{self.number}")["regions"]["table"]
        return self._state

    def step(self) -> None:
        try:
            if not self._is_in:
                self.come_in()
            if self._wire is None:
                self._connect()
            if self._is_stale or self._wire is None:
                self.look()
            act = {"vision": self._tidy, "choice": self._admit}.get(str(self._state.get("activity")))
            if act is not None:
                act()
        except Refused as refused:
            if refused.code not in NORMAL:
                self._tally.fault(refused)
            self._is_stale = True
        except Unreachable as error:
            self._tally.fault(error)
        self.due = time.monotonic() + self._pace * self._random.uniform(0.6, 1.4)

    def hear(self) -> None:
        if self._wire is None:
            return
        try:
            self._is_stale = bool(self._wire.take()) or self._is_stale
        except Lost:
            self._wire = None

    def close(self) -> None:
        if self._wire is not None:
            self._wire.close()
        self.browser.close()

    # --- the board ---

    def _tidy(self) -> None:
        """One move on the board: what is missing most."""
        loose, clusters = self._state["loose"], self._state["clusters"]
        if self._state["waiting"]:
            self._post(f"statements/{self._state['waiting'][0]['id']}/admission")
        elif len(loose) >= 3 and len(clusters) < 2:
            self.make_cluster([card["id"] for card in loose[:2]])
        elif alike := next((card for card in loose if card.get("like") and not self._has_merged), None):
            self.merge(alike["id"], alike["like"]["id"])
        elif len(loose) >= 4 and not self._has_hidden:
            self.hide(loose[-1]["id"])
        elif clusters and len(loose) > 2:
            self._post(f"statements/{loose[0]['id']}/cluster", cluster_id=self._random.choice(clusters)["id"])
        else:
            self._picture()
        self._is_stale = True

    def make_cluster(self, statement_ids: list[str]) -> str:
        """A cluster with a title, and these cards under it."""
        taken = {cluster["title"] for cluster in self._state["clusters"]}
        title = next((name for name in vocabulary.CLUSTERS if name not in taken), vocabulary.CLUSTERS[0])
        cluster = str(self._post(f"fields/{self.field['id']}/clusters", title=title)["cluster"])
        for statement_id in statement_ids:
            self._post(f"statements/{statement_id}/cluster", cluster_id=cluster)
        return cluster

    def hide(self, statement_id: str) -> None:
        self._has_hidden = True
        self._post(f"statements/{statement_id}/hiding", reason="gehört zu einem anderen Handlungsfeld")

    def merge(self, statement_id: str, into_id: str) -> None:
        self._has_merged = True
        self._post(f"statements/{statement_id}/merging", into_id=into_id)

    def write_vision(self, sentences: list[dict[str, Any]]) -> int:
        """Save the Zukunftsbild on top of the version that stands, and agree it. Returns its number."""
        saved = self._post(f"fields/{self.field['id']}/vision", base=self._state["vision"]["base"], sentences=sentences)
        self._post(f"fields/{self.field['id']}/vision/agreement", number=saved["version"])
        return int(saved["version"])

    @property
    def field(self) -> dict[str, Any]:
        found: dict[str, Any] = self._state["table"]["field"]
        return found

    def _picture(self) -> None:
        """Another sentence on the Zukunftsbild, resting on a card, until there are enough."""
        current = self._state["vision"]["current"]
        written = current["sentences"] if current else []
        cards = [card for cluster in self._state["clusters"] for card in cluster["cards"]] or self._state["loose"]
        if len(written) >= SENTENCES or not cards:
            return
        by_label = {card["label"]: card["id"] for card in cards}
        kept = [
            {"text": s["text"], "statements": [by_label[label] for label in s["cards"] if label in by_label]}
            for s in written
        ]
        resting = self._random.sample(cards, min(2, len(cards)))
        fresh = [
            {
                "text": vocabulary.picture(self.field["title"], self._random),
                "statements": [card["id"] for card in resting],
            }
            for _ in range(1 if kept else 2)
        ]
        self.write_vision([*kept, *fresh])

    # --- the choice ---

    def _admit(self) -> None:
        for tool in self._state["proposals"] if self._state["can_propose"] else []:
            admission = "admitted" if self._random.random() < 0.8 else "declined"
            self._post(f"tools/{tool['id']}/admission", admission=admission)
            self._is_stale = True

    def _connect(self) -> None:
        table = self._state.get("table") or {}
        try:
            self._wire = self.browser.wire(
                code=self._code, face="table", table=table.get("id", ""), regions=list(REGIONS)
            )
        except Lost:
            self._wire = None
        self._is_stale = True

    def _post(self, path: str, **fields: Any) -> dict[str, Any]:
        result: dict[str, Any] = self.browser.post(f"/w/{self._code}/{path}", **fields)["result"]
        return result
