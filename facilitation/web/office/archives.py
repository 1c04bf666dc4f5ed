"""A workshop leaves as one file, with or without what people entered, and comes back out of one."""

from __future__ import annotations

from flask import Response, jsonify, make_response, render_template, request

from facilitation import __version__, archive, ballots
from facilitation.archive import LARGEST_FILE, BadArchive, Entries
from facilitation.aside import aside
from facilitation.ballots import results
from facilitation.errors import BadInput
from facilitation.web import answers
from facilitation.web.limits import takes
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.words import _

ROOM_FOR_THE_FORM = 65536


@blueprint.get("/w/<code>/office/archive")
def archive_page(code: str) -> Response:
    """How a workshop can be taken along; `vote_under_way` says that for now it can only go without entries."""
    workshop = must_be_organiser(code)
    votes = ballots.of_workshop(answers.session(), workshop.id)
    state = {
        "kinds": [entries.value for entries in Entries],
        "vote_under_way": any(results.is_under_way(answers.session(), vote) for vote in votes),
        "rehearsal": workshop.is_rehearsal,
    }
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/archive.html", **state, **frame(workshop)))


@blueprint.get("/w/<code>/office/archive.zip")
def download_archive(code: str) -> Response:
    """The workshop as one file; `entries` is none, without-names or with-names."""
    workshop = must_be_organiser(code)
    asked = request.args.get("entries", Entries.WITHOUT_NAMES.value)
    if asked not in [*Entries]:
        raise BadInput(field="entries", reason="choice", choices=[entries.value for entries in Entries])
    now = answers.house().clock.now()
    made = archive.pack(
        answers.session(), now=now, workshop_id=workshop.id, entries=Entries(asked), product=__version__
    )
    return as_file(made, f"zukunftswerkstatt-{workshop.code}-{workshop.local(now).date().isoformat()}.zip")


@blueprint.post("/workshops/restorations")
@takes(LARGEST_FILE + ROOM_FOR_THE_FORM)
def restore_archive() -> Response:
    """A workshop out of an archive (`file`), with a new code or, with `keep_code` and where it is free, its own."""
    answers.visitor().must_be_organiser()
    parcel = aside(archive.opened, sent_file())
    made = answers.perform(archive.restore, _parcel=parcel, keep_code=answers.flag("keep_code"))
    said = _("Die Veranstaltung ist wiederhergestellt. Ihr Code ist %(code)s.", code=made["code"])
    return answers.done(made["code"], made, said=said, location=f"/w/{made['code']}/office")


def sent_file() -> bytes:
    """What was sent as `file`. Raises BadArchive without one."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise BadArchive(path="", reason="empty")
    content: bytes = sent.read()
    return content


def as_file(content: bytes, name: str) -> Response:
    response = make_response(content)
    response.mimetype = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
