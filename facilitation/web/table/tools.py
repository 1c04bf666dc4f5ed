"""The tools of the field: proposals, and the order of discussion."""

from __future__ import annotations

from typing import Any

from flask import Response

from facilitation import day, tools
from facilitation.errors import BadInput
from facilitation.tools import Admission
from facilitation.web import answers
from facilitation.web.table.host import blueprint, done, host_of_field, hosted, perform, undo_by
from facilitation.web.words import _


@blueprint.post("/w/<code>/tables/<table_id>/tools")
def propose(code: str, table_id: str) -> Response:
    """A tool proposed by somebody at the table; it stands on the ballot at once."""
    table = hosted(code, table_id)
    result = answers.perform(
        day.propose_tool, workshop_id=answers.workshop(code).id, table_id=table.id,
        title=answers.text("title"), description=answers.text("description"),
    )  # fmt: skip
    said = _("Der Vorschlag steht auf dem Stimmzettel.")
    return done(code, result, "tools", host_of_field(code, table.field_id), said)


@blueprint.post("/w/<code>/tools/<tool_id>/admission")
def decide(code: str, tool_id: str) -> Response:
    """Put a proposal on the ballot, leave it off, or let it wait: `admission`."""
    tool = tools.one(answers.session(), answers.workshop(code).id, tool_id)
    touched = host_of_field(code, tool.field_id)
    said = {
        Admission.ADMITTED: _("Der Vorschlag steht auf dem Stimmzettel."),
        Admission.DECLINED: _("Der Vorschlag ist nicht aufgenommen."),
        Admission.WAITING: _("Der Vorschlag wartet wieder."),
    }
    admission = _admission(answers.text("admission"))
    undo = undo_by(code, f"tools/{tool.id}/admission", admission=str(tool.admission))
    result = perform(code, day.decide_on_proposal, tool_id=tool.id, admission=admission)
    return done(code, result, "tools", touched, said[admission], undo)


@blueprint.post("/w/<code>/fields/<field_id>/tools/order")
def arrange(code: str, field_id: str) -> Response:
    """The order of discussion: all `tool_ids`, or one tool `up` or `down` by a place."""
    touched = host_of_field(code, field_id)
    standing = [tool.id for tool in tools.on_ballot(answers.session(), field_id)]
    result = perform(code, tools.arrange, field_id=field_id, tool_ids=_order(standing))
    return done(code, result, "tools", touched, _("Die Reihenfolge ist geändert."))


def _admission(value: str) -> Admission:
    try:
        return Admission(value)
    except ValueError:
        raise BadInput(field="admission", reason="choice", choices=[one.value for one in Admission]) from None


def _order(standing: list[str]) -> list[str]:
    named: Any = answers.given().get("tool_ids")
    if named is not None:
        listed = named if isinstance(named, list) else str(named).replace(",", " ").split()
        return [str(one) for one in listed]
    moved = answers.text("up") or answers.text("down")
    if moved not in standing:
        raise BadInput(field="tool_ids", reason="choice")
    place = standing.index(moved)
    other = place - 1 if answers.text("up") else place + 1
    if other in range(len(standing)):
        standing[place], standing[other] = standing[other], standing[place]
    return standing
