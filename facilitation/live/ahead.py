"""A look at the wall after the next press, for the moderator's eyes only."""

from __future__ import annotations

from functools import cached_property

from facilitation import day, showing
from facilitation.agenda import Programme
from facilitation.agenda.ahead import after_next
from facilitation.ballots import Vote
from facilitation.live.view import View
from facilitation.showing import Showing


class Ahead(View):
    """The view as *Weiter* would leave it. What depends on the scene is read for this look and shared with none."""

    @cached_property
    def day(self) -> Programme:
        return after_next(self.session, self.workshop_id, self.now)

    @cached_property
    def vote(self) -> Vote | None:
        return day.vote_of_scene(self.session, self.day, self.scene) if self.scene is not None else None

    @cached_property
    def showing(self) -> Showing:
        """The note stays on the wall; a field shown large, and the dark, go with the scene."""
        now = showing.of(self.session, self.workshop_id)
        return Showing(workshop_id=self.workshop_id, field_id=None, blank=False, note=now.note)
