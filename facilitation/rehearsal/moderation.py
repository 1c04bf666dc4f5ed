"""The moderator's doors: the desk's state, agenda steps, groups, and what a vote needs until it is in the plan."""

from __future__ import annotations

from typing import Any

from facilitation.rehearsal.browser import Browser


class Moderation:
    """A moderator's laptop without anybody before it. Every press raises `Refused` when the rules say no."""

    def __init__(self, base: str, code: str, *, patience: float = 20.0) -> None:
        self.browser, self.code = Browser(base, patience=patience), code
        self.regions: dict[str, dict[str, Any]] = {}

    def come_in(self, secret: str) -> None:
        """Open a moderator's link."""
        self.post("sessions", secret=secret)
        self.look()

    def come_in_as_organiser(self, key: str) -> None:
        """Open the one-time link from the terminal; an organiser may do what a moderator may."""
        self.browser.post("/office/sessions", key=key)

    def look(self) -> dict[str, Any]:
        """Fetch the desk; the cockpit is the answer."""
        self.regions = self.get("moderation")["regions"]
        return self.regions["cockpit"]

    @property
    def activity(self) -> str:
        return str(self.regions["cockpit"]["activity"])

    @property
    def at_step(self) -> int:
        return int(self.regions["cockpit"]["step"])

    def step(self, action: str, **given: Any) -> dict[str, Any]:
        """One press at the step the desk shows, then a fresh look."""
        result = self.post("agenda/steps", action=action, step=self.at_step, **given)
        self.look()
        return result

    def press_go(self) -> dict[str, Any]:
        """The one large button: start, *Weiter*, or at the end closing the day."""
        return self.step(self.regions["cockpit"]["go"]["action"])

    def divide(self) -> dict[str, Any]:
        """*Einteilen*."""
        return self.post("groupings")

    # --- voting cards ---

    @property
    def votes_by_cards(self) -> bool:
        """Whether the votes to come need voting cards."""
        return bool(self.get("office/cards")["mode"] == "cards")

    def print_cards(self, count: int) -> list[str]:
        """New cards, counted as handed out. Returns what their QR codes say."""
        made = self.post("voting-cards", count=count)
        self.post("voting-cards/handed-out", by=count)
        return [row["address"] for row in made["rows"]]

    # --- the vote in hand ---

    @property
    def vote(self) -> dict[str, Any]:
        """The vote in hand: id, state, revision, rules, and which fields are revealed or tied."""
        found: dict[str, Any] = self.regions["cockpit.side"]["vote"]
        return found

    def open_vote(self) -> None:
        self._press_on_vote("opening")

    def seal(self) -> None:
        """Count: there is no way back. With voting cards nobody else is there to confirm it."""
        self._press_on_vote("sealing", alone=self.vote["by_cards"])

    def reveal(self, field_id: str) -> None:
        self.post(f"votes/{self.vote['id']}/reveals", field_id=field_id)
        self.look()

    def decide_tie(self, field_id: str, method: str) -> dict[str, Any]:
        """`all`, `run_off` or `draw`. Returns method, seed and who is chosen."""
        decided = self.post(f"votes/{self.vote['id']}/ties", field_id=field_id, method=method)
        self.look()
        return decided

    def take_into_plan(self) -> dict[str, Any]:
        """*In den Werkstattplan übernehmen*."""
        return self.post(f"votes/{self.vote['id']}/plan")

    def _press_on_vote(self, press: str, **given: Any) -> None:
        self.look()
        self.post(f"votes/{self.vote['id']}/{press}", revision=self.vote["revision"], **given)
        self.look()

    def get(self, path: str) -> Any:
        return self.browser.get(f"/w/{self.code}/{path}")

    def post(self, path: str, **fields: Any) -> dict[str, Any]:
        answer = self.browser.post(f"/w/{self.code}/{path}", **fields)
        return answer["result"] or {}

    def close(self) -> None:
        self.browser.close()
