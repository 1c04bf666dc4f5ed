"""The sheet of new voting cards: the one answer that holds their codes in clear."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, render_template

from facilitation import qr
from facilitation.addresses import base_address
from facilitation.documents import printing
from facilitation.documents.printing.cutting import CUTS, SMALL
from facilitation.voting_cards import codes
from facilitation.voting_cards.codes import Code
from facilitation.web import answers
from facilitation.web.office.frame import frame
from facilitation.workshop import Workshop

PER_SHEET = 10


def rows(here: Workshop, drawn: Sequence[Code]) -> list[dict[str, Any]]:
    """What a sheet prints of each card: ``number`` (of the sheet alone, stored nowhere), ``address`` and ``typed``."""
    base = _base(here)
    return [
        {
            "number": number, "address": f"{base}/W/{here.code}/CARD#{code.long}".upper(),
            "typed": codes.grouped(code.typed),
        }
        for number, code in enumerate(drawn, 1)
    ]  # fmt: skip


def hashes(here: Workshop, drawn: Sequence[Code]) -> list[list[str]]:
    """What is stored of each card."""
    key = answers.house().config.secret_key
    return [[codes.hashed(key, here.id, code.long), codes.hashed(key, here.id, code.typed)] for code in drawn]


def page(here: Workshop, cards: list[dict[str, Any]]) -> Response:
    """Ten cards to an A4 sheet, with marks to cut along."""
    drawn = [{**card, "code": _code(card["address"])} for card in cards]
    sheets = [drawn[first : first + PER_SHEET] for first in range(0, len(drawn), PER_SHEET)]
    return make_response(render_template("office/card_sheet.html", sheets=sheets, total=len(cards), **frame(here)))


def pdf(here: Workshop, cards: list[dict[str, Any]], cut: str) -> Response:
    """The same for the print shop's sheets. Nothing of it is kept here."""
    house = answers.house()
    shop = printing.Shop(
        answers.session(), here, house.clock.now(), base=_base(here), key=house.config.secret_key
    )
    response = make_response(printing.voting_cards(shop, cards, cut))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="stimmkarten-{here.code}.pdf"'
    return response


def cuts() -> dict[str, str]:
    """The sheets a PDF may be made for: name and words."""
    return {name: CUTS[name].name for name in SMALL}


def _base(here: Workshop) -> str:
    return base_address(here.settings.base_url, answers.house().config.base_url, answers.house().config.port)


def _code(address: str) -> str:
    time.sleep(0)  # some thousand codes take seconds: let the hall have its turn in between
    return qr.svg(address, error="M", border=0, label="QR")
