"""Documents: what can be taken out, at once or several in the background, and what each is for."""

from __future__ import annotations

from flask import Response, jsonify, make_response, render_template

from facilitation import documents
from facilitation.aside import serves_a_hall
from facilitation.documents import DOCUMENTS, apart
from facilitation.documents.description import DocumentKind
from facilitation.documents.jobs import Jobs, Part, State
from facilitation.errors import BadInput
from facilitation.house import House
from facilitation.web import answers
from facilitation.web.office import sharing
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.words import _
from facilitation.workshop import Workshop, by_id

PURPOSE = "documents"
QUICK = ("csv", "json", "xlsx")  # made in a moment; everything else takes a process of its own


@blueprint.get("/w/<code>/office/documents")
def documents_page(code: str) -> Response:
    """Every document with its formats and what it is for, and the jobs of the last hour."""
    workshop = must_be_organiser(code)
    words = about()
    state = {
        "documents": [
            {"id": kind.id, "title": kind.title, "formats": list(kind.formats), "about": words.get(kind.id, "")}
            for kind in DOCUMENTS.values()
        ],
        "formats": list(documents.FORMATS),
        "pages": [kind.id for kind in DOCUMENTS.values() if kind.id in sharing.ON_THE_WEB],
        "shares": sharing.faces(workshop),
        "jobs": [job.face() for job in _jobs(answers.house()).of(workshop.id) if job.purpose == PURPOSE],
    }
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/documents.html", **state, **frame(workshop)))


@blueprint.get("/w/<code>/documents/<name>.<fmt>")
def document(code: str, name: str, fmt: str) -> Response:
    """A document to download. Moderators and organisers only."""
    workshop = answers.workshop(code)
    answers.visitor(code).must_be_moderator()
    kind = documents.kind_of(name, fmt)
    made = make(answers.house(), workshop, kind, fmt, apart.never)
    return answers.download(made, filename(workshop, kind, fmt), documents.FORMATS[fmt][1])


@blueprint.post("/w/<code>/office/documents/jobs")
def make_documents(code: str) -> Response:
    """Make the chosen documents in one format in the background. One comes as itself, several as a ZIP."""
    workshop, given, fmt = must_be_organiser(code), answers.given(), answers.text("format", "pdf")
    if fmt not in documents.FORMATS:
        raise BadInput(field="format", reason="choice", choices=list(documents.FORMATS))
    chosen = [kind for kind in DOCUMENTS.values() if f"document.{kind.id}" in given and fmt in kind.formats]
    if not chosen:
        raise BadInput(field="document", reason="empty")
    parts = [_part(workshop, kind, fmt) for kind in chosen]
    name = parts[0].filename if len(parts) == 1 else f"dokumente-{workshop.code}.zip"
    job = _jobs(answers.house()).begin(workshop.id, PURPOSE, name, parts)
    return answers.done(code, job.face(), said=_("Die Dokumente werden gemacht."))


def about() -> dict[str, str]:
    """What each document is for, by id."""
    return {
        "werkstattplan": _("Die Tabelle des Plans: wer macht was, wo und wann. Für Rat, Ausschuss und Verwaltung."),
        "werkstattplan-buch": _("Der ganze Plan zum Binden, mit Ausgangslage, Zielen und Werkzeugblättern."),
        "werkzeugblaetter": _("Ein Blatt je Werkzeug mit Einzelmaßnahmen und Monaten, für die Zuständigen."),
        "zielkatalog": _("Die Ziele des Plans auf zwei Tafeln."),
        "priorisierte-werkzeuge": _("Die aufgedeckten Ergebnisse, Feld für Feld."),
        "abstimmungsprotokoll": _("Stimmzettel, Gleichstände und Prüfzeichen jeder ausgezählten Abstimmung."),
        "werkzeugkatalog": _("Das Buch zum Tag: Zukunftsbilder und alle Werkzeuge, mit Titelseite und Grußwort."),
        "zukunftsbilder": _("Der Wortlaut aller Felder, und zu jedem Satz die Karten, auf denen er beruht."),
        "tagesprotokoll": _("Wie der Tag verlief: Zeiten, Zahlen, Karten, Abstimmungen. Ohne Namen."),
        "zwischenbilanz": _("Was aus dem Plan geworden ist."),
        "werkzeuge": _("Alle Werkzeuge in den Spalten, in denen sie auch wieder hereinkommen."),
    }


def _part(workshop: Workshop, kind: DocumentKind, fmt: str) -> Part:
    house = answers.house()

    def is_stopped() -> bool:
        running = _jobs(house).of(workshop.id)
        return not any(job.purpose == PURPOSE and job.state is State.RUNNING for job in running)

    return Part(
        kind.title, filename(workshop, kind, fmt), lambda: make(house, workshop, kind, fmt, is_stopped)
    )  # fmt: skip


def make(house: House, workshop: Workshop, kind: DocumentKind, fmt: str, is_stopped: apart.Asked) -> bytes:
    """In a process of its own where a hall is served; right here where nobody waits."""
    if fmt not in QUICK and serves_a_hall():
        return apart.export(house.config, workshop.code, kind.id, fmt, is_stopped)
    with house.reading() as session:
        return documents.export(session, by_id(session, workshop.id), kind.id, fmt, house.clock.now())[0]


def filename(workshop: Workshop, kind: DocumentKind, fmt: str) -> str:
    return documents.filename(workshop, kind.id, fmt, answers.house().clock.now())


def _jobs(house: House) -> Jobs:
    return Jobs(house.config.data_dir / "made", house.clock)
