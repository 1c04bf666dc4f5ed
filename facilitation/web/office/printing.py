"""The print shop: a preview of every sheet, its options, the PDF, and everything at once in the background."""

from __future__ import annotations

import mimetypes
from typing import Any

from flask import Response, jsonify, make_response, render_template, request
from sqlalchemy.orm import Session

from facilitation import badges
from facilitation.addresses import base_address
from facilitation.documents import printing
from facilitation.documents.jobs import Job, Jobs, Part
from facilitation.documents.printing import SHEETS, Choice, Sheet, Shop
from facilitation.errors import NotFound
from facilitation.house import House
from facilitation.web import answers
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.words import _
from facilitation.workshop import Workshop, by_id

PDF = "application/pdf"
PURPOSE = "print"


@blueprint.get("/w/<code>/office/print")
def print_shop(code: str) -> Response:
    """Every sheet with its preview and options, what to know before printing, and the jobs of the last hour."""
    workshop = must_be_organiser(code)
    shop = _shop(workshop)
    state = {
        "sheets": [_sheet_face(shop, sheet) for sheet in SHEETS.values()],
        "notes": printing.notes(shop),
        "badges": badges.planned_numbers(answers.session(), workshop.id),
        "jobs": [job.face() for job in _jobs().of(workshop.id) if job.purpose == PURPOSE],
    }
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/print.html", **state, **frame(workshop)))


@blueprint.get("/w/<code>/office/print/<sheet>.pdf")
def print_sheet(code: str, sheet: str) -> Response:
    """One sheet as PDF, with the options of the query."""
    workshop = must_be_organiser(code)
    wanted = _sheet(sheet)
    made = printing.make(_shop(workshop), wanted, wanted.wishes(request.args))
    return answers.download(made, _filename(workshop, wanted), PDF)


@blueprint.get("/w/<code>/office/print/<sheet>.png")
def preview_sheet(code: str, sheet: str) -> Response:
    """A picture of its first page."""
    workshop = must_be_organiser(code)
    wanted = _sheet(sheet)
    response = make_response(printing.preview(_shop(workshop), wanted, wanted.wishes(request.args)))
    response.mimetype = "image/png"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/w/<code>/office/print/jobs")
def print_all(code: str) -> Response:
    """Make the chosen sheets (all, when none is named) in the background; the result is a ZIP."""
    workshop = must_be_organiser(code)
    given = answers.given()
    chosen = [sheet for sheet in SHEETS.values() if f"sheet.{sheet.id}" in given] or list(SHEETS.values())
    parts = [_part(workshop, number, sheet) for number, sheet in enumerate(chosen, 1)]
    job = _jobs().begin(workshop.id, PURPOSE, f"druck-{workshop.code}.zip", parts)
    return answers.done(code, job.face(), said=_("Die Blätter werden gesetzt."))


@blueprint.post("/w/<code>/badges")
def plan_badges(code: str) -> Response:
    """Plan numbered badges for so many people."""
    workshop, who = must_be_organiser(code), answers.visitor(code)
    result = answers.perform(badges.plan, workshop_id=workshop.id, count=answers.number("count"), role=who.role)
    said = _("Die Schilder %(first)s bis %(last)s sind geplant.", **result)
    return answers.done(code, result, said=said, undo={"action": f"/w/{code}/badges/removal", "fields": {}})


@blueprint.post("/w/<code>/badges/removal")
def remove_badges(code: str) -> Response:
    """No badges."""
    workshop, who = must_be_organiser(code), answers.visitor(code)
    result = answers.perform(badges.withdraw, workshop_id=workshop.id, role=who.role)
    return answers.done(code, result, said=_("Es gibt keine geplanten Schilder mehr."))


@blueprint.get("/w/<code>/office/print/jobs/<job_id>")
def print_progress(code: str, job_id: str) -> Response:
    """How far a job is."""
    return jsonify({"job": _job(code, job_id).face()})


@blueprint.get("/w/<code>/office/print/jobs/<job_id>/result")
def print_result(code: str, job_id: str) -> Response:
    """What a job has made, for an hour."""
    job = _job(code, job_id)
    content, name = _jobs().result(job.workshop_id, job.id)
    return answers.download(content, name, mimetypes.guess_type(name)[0] or "application/octet-stream")


@blueprint.post("/w/<code>/office/print/jobs/<job_id>/cancellation")
def stop_printing(code: str, job_id: str) -> Response:
    """Stop a job; what it has made so far is thrown away."""
    job = _job(code, job_id)
    result = _jobs().stop(job.workshop_id, job.id).face()
    return answers.done(code, result, said=_("Das Setzen ist abgebrochen."))


def _shop(workshop: Workshop) -> Shop:
    return _shop_in(answers.house(), answers.session(), workshop)


def _shop_in(house: House, session: Session, workshop: Workshop) -> Shop:
    base = base_address(workshop.settings.base_url, house.config.base_url, house.config.port)
    return Shop(session, workshop, house.clock.now(), base=base, key=house.config.secret_key)


def _part(workshop: Workshop, number: int, sheet: Sheet) -> Part:
    """A sheet as usual, read anew when its turn comes."""
    house, workshop_id = answers.house(), workshop.id

    def make() -> bytes:
        with house.reading() as session:
            return printing.make(_shop_in(house, session, by_id(session, workshop_id)), sheet, sheet.wishes({}))

    return Part(sheet.title, f"{number:02}-{_filename(workshop, sheet)}", make)


def _sheet(sheet_id: str) -> Sheet:
    sheet = printing.one(sheet_id)
    if sheet is None:
        raise NotFound(what="sheet")
    return sheet


def _jobs() -> Jobs:
    return Jobs(answers.house().config.data_dir / "made", answers.house().clock)


def _job(code: str, job_id: str) -> Job:
    return _jobs().one(must_be_organiser(code).id, job_id)


def _filename(workshop: Workshop, sheet: Sheet) -> str:
    return f"{sheet.id}-{workshop.code}.pdf"


def _sheet_face(shop: Shop, sheet: Sheet) -> dict[str, Any]:
    wishes = sheet.wishes(request.args if request.args.get("shown") == sheet.id else {})
    return {
        "id": sheet.id, "title": sheet.title, "about": sheet.about,
        "empty": printing.is_empty(shop, sheet, wishes), "options": [
            {
                "name": option.name, "label": option.label, "value": wishes[option.name],
                **({"choices": _values(shop, option)} if isinstance(option, Choice)
                   else {"low": option.low, "high": option.high}),
            }
            for option in sheet.options
        ],
    }  # fmt: skip


def _values(shop: Shop, option: Choice) -> list[tuple[str, str]]:
    """What can be chosen here: of the fields only those that there are."""
    if option.name != "field":
        return list(option.values)
    known = {str(field.number) for field in shop.fields}
    return [(value, label) for value, label in option.values if value == "all" or value in known]
