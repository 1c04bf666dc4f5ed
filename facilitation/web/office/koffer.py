"""The Werkzeugkoffer: tools are chosen and leave as one file; a file from elsewhere is looked at and taken over."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from facilitation import __version__, archive, fields, tools
from facilitation.archive import LARGEST_FILE, Koffer, entering
from facilitation.aside import aside
from facilitation.errors import BadInput
from facilitation.tools import Admission
from facilitation.web import answers, problems
from facilitation.web.limits import takes
from facilitation.web.office import parcels
from facilitation.web.office.archives import ROOM_FOR_THE_FORM, as_file, sent_file
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.words import _
from facilitation.workshop import Workshop

PLACE = "place."  # place.0=<field id>|new|out: where the koffer's first field goes


@blueprint.get("/w/<code>/office/koffer")
def koffer_page(code: str) -> Response:
    """All tools by field, to choose from."""
    workshop = must_be_organiser(code)
    state = {"drawers": _drawers(workshop)}
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/koffer.html", **state, **frame(workshop)))


@blueprint.post("/w/<code>/office/koffer.zip")
def download_koffer(code: str) -> Response:
    """The chosen tools (`tool`, as often as there are; in JSON a list) as one file."""
    workshop = must_be_organiser(code)
    chosen = answers.given().get("tool", []) if request.is_json else request.form.getlist("tool")
    if not isinstance(chosen, list) or not all(isinstance(tool_id, str) for tool_id in chosen):
        raise BadInput(field="tool", reason="type")
    now = answers.house().clock.now()
    made = archive.pack_koffer(
        answers.session(), now=now, workshop_id=workshop.id, tool_ids=chosen, product=__version__
    )
    return as_file(made, f"werkzeugkoffer-{workshop.code}-{workshop.local(now).date().isoformat()}.zip")


@blueprint.post("/w/<code>/office/koffer/uploads")
@takes(LARGEST_FILE + ROOM_FOR_THE_FORM)
def upload_koffer(code: str) -> Response:
    """Send a Werkzeugkoffer (`file`). What is none is refused and not kept."""
    workshop = must_be_organiser(code)
    sent = sent_file()
    aside(archive.open_koffer, sent)
    token = parcels.keep(_folder(), workshop.code, sent)
    place = f"/w/{workshop.code}/office/koffer/entering?upload={token}"
    return answers.done(code, {"upload": token}, said=_("Der Koffer ist geöffnet."), location=place)


@blueprint.get("/w/<code>/office/koffer/entering")
def look_into_koffer(code: str) -> Response:
    """What taking it over would do; `place.N` says where its Nth field goes: a field of ours, `new` or `out`."""
    workshop = must_be_organiser(code)
    token = request.args.get("upload", "")
    koffer = aside(archive.open_koffer, parcels.find(_folder(), workshop.code, token))
    ours = fields.everything(answers.session(), workshop.id)
    places = _places(koffer, request.args) or entering.suggested(koffer, ours)
    outlook = entering.outlook(answers.session(), workshop.id, koffer, places)
    told = [{**problem.as_json(), "said": problems.told(problem)} for problem in outlook.report.problems]
    state = {
        "upload": token, "source": koffer.source, "pictures": outlook.pictures, "mark": outlook.report.mark,
        "report": {**outlook.report.as_json(outlook.fields), "problems": told},
        "theirs": [{"key": key, "title": str(title), "place": places[key]} for key, title in koffer.fields.items()],
        "ours": [fields.face(field) for field in ours],
    }  # fmt: skip
    if answers.wants_json():
        return jsonify(state)
    shown = {"parts": problems.part_names()}
    return make_response(render_template("office/koffer_entering.html", **state, **shown, **frame(workshop)))


@blueprint.post("/w/<code>/office/koffer/entries")
def take_koffer_over(code: str) -> Response:
    """Take the koffer over as the look showed it (`seen`): all or nothing. It is taken back like any import."""
    workshop = must_be_organiser(code)
    token = answers.text("upload")
    koffer = aside(archive.open_koffer, parcels.find(_folder(), workshop.code, token))
    result = answers.perform(
        entering.enter, workshop_id=workshop.id, role="organiser", file_name=_("Koffer: %(name)s", name=koffer.source),
        places=_places(koffer, answers.given()), seen=answers.text("seen"), _koffer=koffer,
    )  # fmt: skip
    parcels.drop(_folder(), workshop.code, token)
    said = _("Übernommen: %(new)s neu, %(changed)s geändert, %(same)s gleich.", **result)
    undo = {"action": f"/w/{code}/office/tools/imports/{result['import']}/undo", "fields": {}}
    place = f"/w/{workshop.code}/office/tools/import"
    return answers.done(code, result, said=said, touch=["tools"], undo=undo, location=place)


def _folder() -> Any:
    return answers.house().config.data_dir / "uploads"


def _places(koffer: Koffer, given: Any) -> dict[str, str]:
    """Their fields, counted from 0, to ours; {} when nothing was chosen yet."""
    chosen = {key: str(given.get(f"{PLACE}{n}", "")) for n, key in enumerate(koffer.fields)}
    return {key: place or entering.LEFT_OUT for key, place in chosen.items()} if any(chosen.values()) else {}


def _drawers(workshop: Workshop) -> list[dict[str, Any]]:
    session = answers.session()
    every = [t for t in tools.everything(session, workshop.id) if t.admission in (Admission.ADMITTED, Admission.AWAY)]
    return [
        {
            **fields.face(field),
            "tools": [
                {"id": tool.id, "title": tool.title, "kind": str(tool.kind), "proposed": tool.is_proposal}
                for tool in every if tool.field_id == field.id
            ],
        }
        for field in fields.everything(session, workshop.id)
    ]  # fmt: skip
