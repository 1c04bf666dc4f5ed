"""Tools from a spreadsheet: sent, looked at with every problem named, corrected by hand, then taken over or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from facilitation import fields, tools
from facilitation.errors import BadInput
from facilitation.imports import apart, columns
from facilitation.imports.columns import Headings, Target
from facilitation.imports.reading import LARGEST_FILE, BadFile, Sheet, letters
from facilitation.imports.report import Report, report_of
from facilitation.imports.taking_over import recent, take_back, take_over
from facilitation.web import answers, problems
from facilitation.web.limits import takes
from facilitation.web.office import uploads
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.office.uploads import Upload
from facilitation.web.words import _
from facilitation.workshop import Workshop

CHOSEN = "c."  # c.0=title: the first column holds the title


@blueprint.get("/w/<code>/office/tools/import")
def import_page(code: str) -> Response:
    """Where a table is sent; with `upload` what it would do, read as `sheet`, `row` of headings and `c.N` say."""
    workshop = must_be_organiser(code)
    state: dict[str, Any] = {"imports": _recent(workshop)}
    if token := request.args.get("upload", ""):
        state |= _preview(workshop, token, request.args)
    if answers.wants_json():
        return jsonify(state)
    shown = {"targets": problems.targets(), "parts": problems.part_names()}
    return make_response(render_template("office/tool_import.html", **state, **shown, **frame(workshop)))


@blueprint.post("/w/<code>/office/tools/uploads")
@takes(LARGEST_FILE + 65536)
def upload_tools(code: str) -> Response:
    """Send a table: `file`, or `text` with its `name`. It is read apart; what cannot be read is refused, not kept."""
    workshop = must_be_organiser(code)
    sent = request.files.get("file")
    name = (sent.filename or "") if sent is not None else answers.text("name", "tabelle.csv")
    data = sent.read() if sent is not None else answers.text("text").encode()
    if not name or (sent is None and not data):
        raise BadFile(reason="none")
    sheets = apart.read(data)
    token = uploads.keep(_folder(), workshop.code, Upload(name[-120:], sheets))
    place = f"/w/{workshop.code}/office/tools/import?upload={token}"
    return answers.done(code, {"upload": token}, said=_("Die Tabelle ist gelesen."), location=place)


@blueprint.post("/w/<code>/office/tools/imports")
def import_tools(code: str) -> Response:
    """Take the table over as the preview showed it (`seen`): all or nothing."""
    workshop = must_be_organiser(code)
    token, given = answers.text("upload"), answers.given()
    upload = uploads.find(_folder(), workshop.code, token)
    sheet, headings = _chosen(upload, given)
    result = answers.perform(
        take_over, workshop_id=workshop.id, role="organiser", file_name=upload.file_name, _sheet=sheet,
        _headings=headings, empties=answers.flag("empties"), seen=answers.text("seen"),
    )  # fmt: skip
    uploads.drop(_folder(), workshop.code, token)
    said = _("Übernommen: %(new)s neu, %(changed)s geändert, %(same)s gleich.", **result)
    undo = {"action": f"/w/{code}/office/tools/imports/{result['import']}/undo", "fields": {}}
    place = f"/w/{workshop.code}/office/tools/import"
    return answers.done(code, result, said=said, touch=["tools"], undo=undo, location=place)


@blueprint.post("/w/<code>/office/tools/imports/<import_id>/undo")
def take_import_back(code: str, import_id: str) -> Response:
    """Take a whole import back; what has been worked on since stays and is named."""
    workshop = must_be_organiser(code)
    result = answers.perform(take_back, workshop_id=workshop.id, import_id=import_id, role="organiser")
    said = _("Zurückgenommen: %(removed)s entfernt, %(restored)s wie vorher.", **result)
    if result["kept"]:
        said += " " + _("Geblieben, weil inzwischen etwas darauf ruht: %(titles)s.", titles=", ".join(result["kept"]))
    return answers.done(code, result, said=said, touch=["tools"])


def _folder() -> Any:
    return answers.house().config.data_dir / "uploads"


def _recent(workshop: Workshop) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "at": one.at.isoformat(), "file_name": one.file_name, "new": len(one.made),
         "changed": len(one.before), "taken_back": one.taken_back_at is not None}
        for one in recent(answers.session(), workshop.id)
    ]  # fmt: skip


def _preview(workshop: Workshop, token: str, given: Mapping[str, Any]) -> dict[str, Any]:
    session = answers.session()
    upload = uploads.find(_folder(), workshop.code, token)
    sheet, headings = _chosen(upload, given)
    every, empties = fields.everything(session, workshop.id), given.get("empties", "") == "1"
    report = report_of(sheet, every, tools.everything(session, workshop.id), headings=headings, empties=empties)
    return {
        "upload": token,
        "file_name": upload.file_name,
        "sheets": [{"name": one.name, "rows": len(one.rows)} for one in upload.sheets],
        "sheet": upload.sheets.index(sheet),
        "row": headings.row,
        "empties": empties,
        "columns": _columns(sheet, headings),
        "report": {**report.as_json(every), "problems": _problems(report)},
        "mark": report.mark,
    }


def _problems(report: Report) -> list[dict[str, Any]]:
    return [{**problem.as_json(), "message": problems.told(problem)} for problem in report.problems]


def _chosen(upload: Upload, given: Mapping[str, Any]) -> tuple[Sheet, Headings]:
    """The sheet and its headings as chosen by hand, else as recognised. What was chosen for another sheet or another
    row of headings does not count."""
    place = _whole(given, "sheet", columns.best_sheet(upload.sheets))
    if place not in range(len(upload.sheets)):
        raise BadInput(field="sheet", reason="range", low=0, high=len(upload.sheets) - 1)
    sheet = upload.sheets[place]
    same_sheet = _whole(given, "of_sheet", place) == place
    found = columns.find(sheet)
    row = _whole(given, "row", found.row) if same_sheet else found.row
    headings = found if row == found.row else columns.at(sheet, row)
    if not same_sheet or _whole(given, "of_row", row) != row:
        return sheet, headings
    chosen = {name: value for name, value in given.items() if name.startswith(CHOSEN)}
    return sheet, Headings(row, _targets(chosen)) if chosen else headings


def _targets(chosen: Mapping[str, Any]) -> dict[int, Target]:
    try:
        return {int(name[len(CHOSEN) :]): Target(value) for name, value in chosen.items() if value}
    except ValueError:
        raise BadInput(field="columns", reason="choice", choices=[target.value for target in Target]) from None


def _whole(given: Mapping[str, Any], name: str, default: int) -> int:
    value = str(given.get(name, "") or default)
    if not value.isdecimal() or len(value) > 6:
        raise BadInput(field=name, reason="number")
    return int(value)


def _columns(sheet: Sheet, headings: Headings) -> list[dict[str, Any]]:
    """Every column with its heading, what it is taken for, and the first value below."""
    head = next((row for row in sheet.rows if row.number == headings.row), None)
    below = [row for row in sheet.rows if row.number > headings.row]
    return [
        {
            "place": place,
            "letters": letters(place),
            "heading": head.cell(place) if head else "",
            "target": str(headings.columns.get(place, "")),
            "sample": next((row.cell(place)[:80] for row in below if row.cell(place)), ""),
        }
        for place in range(sheet.width)
    ]
