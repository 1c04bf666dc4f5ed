"""The Zukunftsbild: saving it, agreeing on it, choosing between versions."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Response

from facilitation import statements, visions
from facilitation.errors import BadInput
from facilitation.web import answers
from facilitation.web.table.host import blueprint, done, host_of_field, perform
from facilitation.web.words import _


@blueprint.post("/w/<code>/fields/<field_id>/vision")
def save(code: str, field_id: str) -> Response:
    """Save on top of version `base`. Sentences come as JSON (`sentences`) or as fields text.0, cards.0 and so on; one
    `card` alone is added: as a sentence of its own, or as what sentence number `sentence` rests on."""
    touched = host_of_field(code, field_id)
    added = answers.text("card")
    result = perform(
        code, visions.save, field_id=field_id, base=answers.number("base"),
        sentences=_with_card(code, field_id, added) if added else _given(field_id),
        replaces=answers.number("replaces") if answers.text("replaces") else None,
    )  # fmt: skip
    beside = _("Jemand anderes hat inzwischen gespeichert. Beide Fassungen sind da.")
    return done(
        code, result, "visions", touched, beside if result["beside"] else _("Das Zukunftsbild ist gespeichert.")
    )


@blueprint.post("/w/<code>/fields/<field_id>/vision/agreement")
def agree(code: str, field_id: str) -> Response:
    """The table agrees with version `number`."""
    touched = host_of_field(code, field_id)
    result = perform(code, visions.agree, field_id=field_id, number=answers.number("number"))
    return done(code, result, "visions", touched, _("Der Tisch ist einverstanden. Das ist festgehalten."))


@blueprint.post("/w/<code>/fields/<field_id>/vision/take-over")
def take_over(code: str, field_id: str) -> Response:
    """Version `number` is the one that stands."""
    touched = host_of_field(code, field_id)
    result = perform(code, visions.take_over, field_id=field_id, number=answers.number("number"))
    return done(code, result, "visions", touched, _("Diese Fassung gilt jetzt. Alle anderen bleiben aufgehoben."))


def _given(field_id: str) -> list[dict[str, Any]]:
    sent = answers.given()
    if "sentences" in sent:
        return _from_json(sent["sentences"])
    cards = statements.of_field(answers.session(), field_id)
    ids = {card.label.casefold(): card.id for card in cards} | {card.id.casefold(): card.id for card in cards}
    places = sorted(int(name[5:]) for name in sent if re.fullmatch(r"text\.\d{1,3}", name))
    return [
        {
            "text": answers.text(f"text.{place}"),
            "statements": [ids[part] for part in _named(answers.text(f"cards.{place}")) if part in ids],
        }
        for place in places
    ]


def _named(typed: str) -> list[str]:
    return [part.casefold() for part in re.split(r"[\s,;]+", typed) if part]


def _from_json(value: Any) -> list[dict[str, Any]]:
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise BadInput(field="sentences", reason="json") from None
    if not isinstance(found, list):
        raise BadInput(field="sentences", reason="type")
    return found


def _with_card(code: str, field_id: str, card_id: str) -> list[dict[str, Any]]:
    """What stands, with one card more."""
    card = statements.one(answers.session(), answers.workshop(code).id, card_id)
    newest = visions.current(answers.session(), field_id)
    standing = [dict(sentence) for sentence in newest.sentences] if newest else []
    if not answers.text("sentence"):
        return [*standing, {"text": card.text, "statements": [card.id]}]
    place = answers.number("sentence")
    if place not in range(len(standing)):
        raise BadInput(field="sentence", reason="choice")
    standing[place]["statements"] = [*standing[place]["statements"], card.id]
    return standing
