"""A simulated phone: it joins, looks, writes, agrees, proposes, votes, sleeps and leaves, by the doors people use."""

from __future__ import annotations

import secrets
import time
from typing import Any

from facilitation.rehearsal.browser import Browser
from facilitation.rehearsal.wire import Lost, Wire

REGIONS = ("phone.top", "phone", "mine")


class SimulatedPhone:
    """One person's phone. Every deed returns the server's result, and is done once however often it had to be sent.

    All deeds raise `Refused` when the rules say no, `Unreachable` when nobody answers within `patience` seconds.
    """

    def __init__(self, base: str, code: str, *, patience: float = 20.0) -> None:
        self.browser = Browser(base, patience=patience)
        self.code = code
        self.regions: dict[str, dict[str, Any]] = {}
        self.ballot_ids: dict[str, str] = {}
        self.participant_id = ""
        self.pushed = 0
        self.is_stale = True
        self._wire: Wire | None = None

    # --- what the phone shows ---

    def look(self) -> dict[str, Any]:
        """Fetch everything the page shows; the scene is the answer."""
        self.is_stale = False
        self.regions = self.browser.get(self._address("phone"))["regions"]
        return self.scene

    @property
    def scene(self) -> dict[str, Any]:
        return self.regions.get("phone", {})

    @property
    def mine(self) -> dict[str, Any]:
        return self.regions.get("mine", {})

    @property
    def activity(self) -> str:
        return str(self.scene.get("activity", ""))

    @property
    def field(self) -> dict[str, Any] | None:
        """The field of the table where this person sits."""
        table = self.scene.get("table")
        return table["field"] if table else None

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards on the own table, this round's and what earlier rounds left."""
        earlier = [card for part in self.scene.get("earlier", []) for card in part["cards"]]
        return [*self.scene.get("cards", []), *earlier]

    @property
    def vote(self) -> dict[str, Any] | None:
        """The vote of the current scene, if it is for this phone."""
        vote = self.scene.get("vote")
        return vote if vote and vote["is_mine"] else None

    @property
    def tools(self) -> list[dict[str, Any]]:
        """The tools on the own ballot."""
        return [tool for sheet in self.scene.get("sheets", []) for tool in sheet["tools"]]

    # --- being there ---

    def join(self, name: str = "", institution: str = "", wish: str = "") -> dict[str, Any]:
        """Take a seat."""
        answer = self.browser.post(self._address("participants"), name=name, institution=institution, wish=wish)
        joined: dict[str, Any] = answer["result"]
        self.participant_id = str(joined["participant"])
        return joined

    def connect(self) -> bool:
        """Open the socket. Returns whether it is open; a refusal or a dead server is no error, one tries again."""
        self.sleep()
        try:
            self._wire = self.browser.wire(code=self.code, face="phone", regions=list(REGIONS))
        except Lost:
            return False
        self.is_stale = True
        return True

    @property
    def is_connected(self) -> bool:
        return self._wire is not None

    def hear(self) -> bool:
        """Take in what was pushed. Returns whether the socket is still open."""
        if self._wire is None:
            return False
        try:
            events = self._wire.take()
        except Lost:
            self._wire = None
            return False
        for name, _message in events:
            self.pushed += name == "region"
            self.is_stale = True
        return True

    def wait_for(self, activity: str, seconds: float = 10.0) -> dict[str, Any]:
        """Look again at every push until the phone shows an activity."""
        deadline = time.monotonic() + seconds
        while True:
            if not self.hear():
                self.connect()
            if self.is_stale or not self.regions:
                self.look()
            if self.activity == activity:
                return self.scene
            if time.monotonic() > deadline:
                raise TimeoutError(f"shows {self.activity}, not {activity}")
            time.sleep(0.05)

    def sleep(self) -> None:
        """The screen turns dark: the socket is gone, the cookie stays."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def reload(self) -> None:
        """Load the page again: no socket, no memory but the cookie and the ballot ids."""
        self.sleep()
        self.browser.close()
        self.regions = {}
        self.look()
        self.connect()

    def leave(self) -> None:
        """Go home: the seat is free for others."""
        self.browser.post(self._address("me/departure"))
        self.sleep()

    def close(self) -> None:
        """Put the phone away; the seat stays taken."""
        self.sleep()
        self.browser.close()

    # --- taking part ---

    def write(self, text: str, field_id: str = "") -> dict[str, Any]:
        """Pin a card."""
        return self._post("statements", text=text, field_id=field_id or (self.field or {}).get("id", ""))

    def support(self, statement_id: str) -> dict[str, Any]:
        return self._post(f"statements/{statement_id}/support")

    def withdraw_support(self, statement_id: str) -> dict[str, Any]:
        return self._post(f"statements/{statement_id}/support/withdrawal")

    def propose(self, title: str, description: str = "") -> dict[str, Any]:
        """Propose a tool for the own field."""
        return self._post("tools", title=title, description=description)

    def read_card(self, scanned: str) -> dict[str, Any]:
        """Read a voting card in: this phone keeps it."""
        return self._post("card", card=scanned)

    def cast(self, points: dict[str, int], vote_id: str = "") -> dict[str, Any]:
        """Put the ballot in, or change it; no points at all is an abstention. Returns the receipt."""
        vote_id = vote_id or (self.vote or {})["id"]
        ballot_id = self.ballot_ids.setdefault(vote_id, secrets.token_hex(16))
        given = {tool: n for tool, n in points.items() if n}
        answer = self.browser.post(
            self._address(f"votes/{vote_id}/ballots"), ballot_id=ballot_id, points=given, abstain=not given
        )
        receipt: dict[str, Any] = answer["result"]
        return receipt

    def own_ballot(self, vote_id: str) -> dict[str, Any]:
        """What lies in the box (or was counted) under the own ballot id."""
        return self._post(f"votes/{vote_id}/ballots/lookup", ballot_id=self.ballot_ids[vote_id])

    def _post(self, path: str, **fields: Any) -> dict[str, Any]:
        result: dict[str, Any] = self.browser.post(self._address(path), **fields)["result"]
        return result

    def _address(self, path: str) -> str:
        return f"/w/{self.code}/{path}"
