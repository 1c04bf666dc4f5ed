"""All workshops of the installation, a new one from a template or an earlier one, and the end of one."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template

from facilitation import archive, organisers, preparation
from facilitation import workshop as workshops
from facilitation.errors import BadInput, NotAllowed
from facilitation.participants import short_text
from facilitation.texts import Words
from facilitation.web import answers
from facilitation.web.office.frame import blueprint, frame, must_be_organiser, workshop_face
from facilitation.web.words import _
from facilitation.workshop import Workshop


@blueprint.get("/office")
def home() -> Response:
    """All workshops of the installation, and a new one from a template."""
    if not answers.visitor().is_organiser:
        if answers.wants_json():
            raise NotAllowed(needs=["organiser"])
        accounts = bool(organisers.everyone(answers.session()))
        return make_response(render_template("office/closed.html", accounts=accounts, **frame()), 403)
    every = [workshop_face(workshop) for workshop in _real_ones()]
    if answers.wants_json():
        return jsonify({"workshops": every, "templates": archive.presets()})
    names = _template_names() + [{"id": one["code"], "title": _earlier(one)} for one in every]
    return make_response(render_template("office/home.html", workshops=every, templates=names, **frame()))


@blueprint.post("/workshops")
def create() -> Response:
    """A new workshop from a built-in template, or from an earlier workshop by its code, without its people."""
    answers.visitor().must_be_organiser()
    template = _template(answers.text("template"))
    _take_basics(template["workshop"])
    made = answers.perform(archive.build, template=template, day=answers.text("day") or None)
    return answers.done(
        made["code"], made, said=_("Die Veranstaltung ist angelegt."), location=f"/w/{made['code']}/office"
    )


@blueprint.post("/w/<code>/office/deletion")
def delete(code: str) -> Response:
    """Delete a workshop with everything in it; `typed` is its code."""
    workshop = must_be_organiser(code)
    house = answers.house()
    deleted = answers.perform(preparation.delete, workshop_id=workshop.id, typed=answers.text("typed"))
    answers.rehearsals().stop_and_wipe(house, deleted["code"])
    for vote_id in deleted["votes"]:
        house.boxes.destroy(vote_id)
    said = _("Die Veranstaltung ist gelöscht.")
    return answers.done("", {"code": deleted["code"]}, said=said, location="/office")


def _template(name: str) -> dict[str, Any]:
    """A preset by its name, or an earlier workshop by its code. Raises BadInput."""
    if name in archive.presets():
        return archive.read_template(name)
    earlier = next((one for one in _real_ones() if one.code == name.upper()), None)
    if earlier is None:
        raise BadInput(field="template", reason="choice", choices=archive.presets())
    return archive.describe(answers.session(), earlier.id)


def _take_basics(described: dict[str, Any]) -> None:
    """Title and place as given; in another place there is another Wi-Fi, and another address."""
    title, place = short_text("title", answers.text("title"), 200), short_text("place", answers.text("place"), 200)
    if title and title != str(Words.of(described["title"])):
        described["title"] = {"de": title}
    if place and place != described.get("place"):
        described["place"] = place
        described["settings"] = {
            name: value
            for name, value in described.get("settings", {}).items()
            if name not in ("wifi_name", "wifi_password", "base_url")
        }


def _real_ones() -> list[Workshop]:
    return [one for one in workshops.all_workshops(answers.session()) if not one.is_rehearsal]


def _template_names() -> list[dict[str, str]]:
    return [
        {"id": name, "title": _template_title(archive.read_template(name)["workshop"], name)}
        for name in archive.presets()
    ]


def _template_title(described: dict[str, Any], name: str) -> str:
    return _("Vorlage: %(title)s", title=_joined(described["title"].get("de", name), described.get("region", "")))


def _earlier(workshop: dict[str, Any]) -> str:
    day = ".".join(reversed(workshop["day"].split("-")))
    return _("wie %(title)s am %(day)s", title=_joined(workshop["title"], workshop["region"]), day=day)


def _joined(title: str, region: str) -> str:
    return f"{title} {region}".strip()
