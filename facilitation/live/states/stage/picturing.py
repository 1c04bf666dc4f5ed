"""A vision round on the wall: what is asked, how many cards lie on each table, and one field's cards large."""

from __future__ import annotations

from math import ceil
from typing import Any

from facilitation import statements, visions
from facilitation.live.view import View
from facilitation.statements import Source, State, Statement

SHORT_LINE, LONG_LINE = 21, 44  # characters on a line of a card, two beside each other or one across
SHORT_LINES = 5
ROOM = {"two": 11, "one": 14}  # lines that fit one below the other, at reading size and smaller


def vision(view: View) -> dict[str, Any]:
    """The round's clock and counts; the moderator's chosen field with its newest cards, else the guiding questions."""
    showing = view.showing.field_id
    chosen = next((field for field in view.numbered_fields if field.id == showing), None)
    return {
        "round": view.round_number,
        "counts": [
            {"field": view.field_face(field.id), "cards": view.card_counts.get(field.id, 0)}
            for field in view.numbered_fields
        ],
        "rules": view.rules(),
        "shown": _shown(view, chosen.id) if chosen is not None else None,
    }


def _shown(view: View, field_id: str) -> dict[str, Any]:
    cards = [card for card in statements.of_field(view.session, field_id) if _is_on_the_wall(card)]
    picture = _agreed(view, field_id)
    if picture is not None:
        named = {statement for sentence in picture.sentences for statement in sentence["statements"]}
        grown = [card for card in cards if card.id in named]
        sentences, layout = [sentence["text"] for sentence in picture.sentences], "picture"
        newest = grown[:3]
    else:
        sentences = []
        newest, layout = _that_fit([card for card in reversed(cards)])
    return {
        "field": view.field_face(field_id),
        "cards": [_card(card) for card in newest],
        "layout": layout,
        "of": len(cards),
        "picture": picture.text if picture is not None else "",
        "sentences": sentences,
    }


def _that_fit(newest: list[Statement]) -> tuple[list[Statement], str]:
    """The newest cards that can be read from the last row: four short ones, or one below the other when long."""
    four = newest[:4]
    if all(_lines(card, SHORT_LINE) <= SHORT_LINES for card in four):
        return four, "four"
    two = newest[:2]
    if sum(_lines(card, LONG_LINE) for card in two) <= ROOM["two"]:
        return two, "two"
    if sum(_lines(card, LONG_LINE + 8) for card in two) <= ROOM["one"]:
        return two, "small"
    return newest[:1], "small"


def _lines(card: Statement, width: int) -> int:
    school = 1 if card.source == Source.SCHOOL else 0
    return school + sum(max(1, ceil(len(line) / width)) for line in card.text.split("\n"))


def _is_on_the_wall(card: Statement) -> bool:
    return card.state == State.SHOWN and card.merged_into_id is None


def _agreed(view: View, field_id: str) -> visions.Version | None:
    """The Zukunftsbild that stands, if the table has agreed with it."""
    current = visions.current(view.session, field_id)
    return current if current is not None and current.agreed_at is not None else None


def _card(card: Statement) -> dict[str, Any]:
    return {"id": card.id, "text": card.text, "lang": card.lang, "school": card.source == Source.SCHOOL}
