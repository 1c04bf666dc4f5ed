"""The phone: one page that follows the day, and what its owner may send from it."""

from __future__ import annotations

from facilitation.web.phone import ballot, cards, seat, shelf, voting_card
from facilitation.web.phone.face import blueprint, page

__all__ = ["ballot", "blueprint", "cards", "page", "seat", "shelf", "voting_card"]
