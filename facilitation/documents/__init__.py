"""Documents: what can be taken out of a workshop, in one table of ids and formats, each with its Stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation.documents import (
    catalogue,
    day_protocol,
    goal_list,
    plan_book,
    plan_sheets,
    plan_table,
    ranked_tools,
    review,
    tool_list,
    visions_book,
    vote_minutes,
)
from facilitation.documents.description import Cell, Column, Document, DocumentKind, TableBlock
from facilitation.documents.rendering import FORMATS
from facilitation.errors import Refusal
from facilitation.plan_versions import PlanVersion
from facilitation.workshop import Workshop

__all__ = [
    "DOCUMENTS", "FORMATS", "Cell", "Column", "Document", "DocumentKind", "TableBlock", "UnknownDocument",
    "UnknownFormat", "export", "export_sheet", "export_version", "filename", "kind_of",
]  # fmt: skip

TABLE_FORMATS = ("pdf", "docx", "xlsx", "ods", "csv", "json")
DOCUMENTS: dict[str, DocumentKind] = {
    kind.id: kind
    for kind in (
        DocumentKind("werkstattplan", plan_table.TITLE, TABLE_FORMATS, plan_table.describe),
        DocumentKind("werkstattplan-buch", plan_book.TITLE, ("pdf", "docx"), plan_book.describe),
        DocumentKind("werkzeugblaetter", plan_sheets.TITLE, TABLE_FORMATS, plan_sheets.describe),
        DocumentKind("zielkatalog", goal_list.TITLE, TABLE_FORMATS, goal_list.describe),
        DocumentKind("priorisierte-werkzeuge", "Priorisierte Werkzeuge", TABLE_FORMATS, ranked_tools.describe),
        DocumentKind("abstimmungsprotokoll", "Abstimmungsprotokoll", TABLE_FORMATS, vote_minutes.describe),
        DocumentKind("werkzeugkatalog", catalogue.TITLE, ("pdf", "docx"), catalogue.describe),
        DocumentKind("zukunftsbilder", visions_book.TITLE, TABLE_FORMATS, visions_book.describe),
        DocumentKind("tagesprotokoll", day_protocol.TITLE, TABLE_FORMATS, day_protocol.describe),
        DocumentKind("zwischenbilanz", review.TITLE, TABLE_FORMATS, review.describe),
        DocumentKind("werkzeuge", "Werkzeuge", TABLE_FORMATS, tool_list.describe),
    )
}


# What can be taken out of a kept version of the plan as well.
OF_VERSIONS: dict[str, Callable[[Session, Workshop, Mapping[str, Any], datetime], Document]] = {
    "werkstattplan": plan_table.of_content,
    "werkstattplan-buch": plan_book.of_content,
    "werkzeugblaetter": plan_sheets.of_content,
    "zielkatalog": goal_list.of_content,
}


class UnknownDocument(Refusal):
    """There is no such document. Facts: document, known (ids)."""

    code = "unknown_document"
    status = 404


class UnknownFormat(Refusal):
    """The document does not come in that format. Facts: document, format, known (formats)."""

    code = "unknown_format"
    status = 404


def export(session: Session, workshop: Workshop, document_id: str, fmt: str, now: datetime) -> tuple[bytes, str, str]:
    """A document as it stands at `now`: its bytes, a file name, and the media type.

    Raises UnknownDocument, UnknownFormat.
    """
    kind = kind_of(document_id, fmt)
    return _made(kind.describe(session, workshop, now), workshop, document_id, fmt)


def export_version(
    session: Session, workshop: Workshop, version: PlanVersion, document_id: str, fmt: str
) -> tuple[bytes, str, str]:
    """A document of the plan as it stood when the version was kept. Raises UnknownDocument, UnknownFormat."""
    kind = kind_of(document_id, fmt, OF_VERSIONS)
    document = OF_VERSIONS[document_id](session, workshop, version.content, version.made_at)
    return _made(document, workshop, f"{kind.id}-v{version.number}", fmt)


def export_sheet(
    session: Session, workshop: Workshop, entry_id: str, fmt: str, now: datetime
) -> tuple[bytes, str, str]:
    """One Werkzeugblatt alone. Raises UnknownFormat, NotFound."""
    if fmt not in TABLE_FORMATS:
        raise UnknownFormat(document="werkzeugblatt", format=fmt, known=list(TABLE_FORMATS))
    return _made(plan_sheets.describe_one(session, workshop, entry_id, now), workshop, "werkzeugblatt", fmt)


def kind_of(document_id: str, fmt: str, among: Collection[str] = DOCUMENTS.keys()) -> DocumentKind:
    """The document of this id, which comes in this format. Raises UnknownDocument, UnknownFormat."""
    if document_id not in among:
        raise UnknownDocument(document=document_id, known=list(among))
    kind = DOCUMENTS[document_id]
    if fmt not in kind.formats:
        raise UnknownFormat(document=document_id, format=fmt, known=list(kind.formats))
    return kind


def filename(workshop: Workshop, name: str, fmt: str, now: datetime) -> str:
    """The name a document is kept under, with its Stand."""
    return f"{name}-{workshop.code}-{workshop.local(now).date().isoformat()}.{fmt}"


def _made(document: Document, workshop: Workshop, name: str, fmt: str) -> tuple[bytes, str, str]:
    render, mimetype = FORMATS[fmt]
    return render(document), f"{name}-{workshop.code}-{document.stand.isoformat()}.{fmt}", mimetype
