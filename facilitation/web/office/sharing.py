"""Links to documents for people without a role: made, listed, withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Response

from facilitation import documents
from facilitation.addresses import base_address
from facilitation.documents import DOCUMENTS
from facilitation.documents.shares import WEB, Share, Shares
from facilitation.errors import BadInput
from facilitation.house import House
from facilitation.web import answers
from facilitation.web.office.frame import blueprint, must_be_organiser
from facilitation.web.words import _
from facilitation.workshop import Workshop

DAYS = range(1, 366)
FILE_LASTS = timedelta(minutes=10)
ON_THE_WEB = ("werkzeugkatalog", "werkstattplan", "zukunftsbilder")


@blueprint.post("/w/<code>/office/documents/shares")
def share_document(code: str) -> Response:
    """A link to a document: as a page for so many days, or to its file for ten minutes."""
    workshop, name, fmt = must_be_organiser(code), answers.text("document"), answers.text("format", WEB)
    if fmt == WEB and name not in ON_THE_WEB:
        raise BadInput(field="document", reason="choice", choices=list(ON_THE_WEB))
    lasts = FILE_LASTS
    if fmt == WEB:
        lasts = timedelta(days=_days())
    else:
        documents.kind_of(name, fmt)
    made = shares_of(answers.house()).make(workshop.id, name, fmt, lasts)
    return answers.done(code, face(workshop, made), said=_("Der Link ist da."))


@blueprint.post("/w/<code>/office/documents/shares/<share_id>/withdrawal")
def withdraw_share(code: str, share_id: str) -> Response:
    """The link opens nothing from now on."""
    workshop = must_be_organiser(code)
    gone = shares_of(answers.house()).withdraw(workshop.id, share_id)
    return answers.done(code, {"share": gone.id}, said=_("Der Link öffnet nichts mehr."))


def shares_of(house: House) -> Shares:
    return Shares(house.config.data_dir / "shares", house.clock, house.config.secret_key)


def faces(workshop: Workshop) -> list[dict[str, Any]]:
    """The living links of a workshop, the newest first."""
    return [face(workshop, share) for share in shares_of(answers.house()).of(workshop.id)]


def face(workshop: Workshop, share: Share) -> dict[str, Any]:
    house = answers.house()
    base = base_address(workshop.settings.base_url, house.config.base_url, house.config.port)
    until = workshop.local(datetime.fromisoformat(share.until))
    return {
        "id": share.id, "document": share.document, "title": DOCUMENTS[share.document].title, "format": share.format,
        "until": f"{until:%d.%m.%Y, %H:%M}",
        "address": f"{base}/w/{workshop.code}/shared/{shares_of(house).secret_of(share)}",
    }  # fmt: skip


def _days() -> int:
    days = answers.number("days", 30)
    if days not in DAYS:
        raise BadInput(field="days", reason="range", low=DAYS.start, high=DAYS.stop - 1)
    return days
