"""What every route of the desk shares: who may act on which field, and how it is answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response

from facilitation import fields
from facilitation.errors import NotAllowed
from facilitation.fields import Table
from facilitation.web import answers

blueprint = Blueprint("table", __name__)


def host_of_field(code: str, field_id: str) -> set[str]:
    """The ids of the field's tables. Raises NotAllowed unless the visitor hosts one of them, or moderates."""
    field = fields.one(answers.session(), answers.workshop(code).id, field_id)
    every = fields.tables(answers.session(), field.workshop_id)
    here = {table.id for table in every if table.field_id == field.id}
    who = answers.visitor(code)
    if not who.is_moderator and not any(who.is_host_of(table_id) for table_id in here):
        raise NotAllowed(needs=["host", "moderator"])
    return here


def hosted(code: str, table_id: str) -> Table:
    """The table, for its host or a moderator. Raises NotFound, NotAllowed."""
    table = fields.table(answers.session(), answers.workshop(code).id, table_id)
    answers.visitor(code).must_host(table.id)
    return table


def perform(code: str, verb: Callable[..., Any], **arguments: Any) -> Any:
    """One verb of a host, with the role for the journal."""
    return answers.perform(verb, workshop_id=answers.workshop(code).id, role=answers.visitor(code).role, **arguments)


def done(
    code: str, result: Any, topic: str, tables: set[str], said: str, undo: dict[str, Any] | None = None
) -> Response:
    """Tell the field's tables. A form without script that names its `table` leads back to that desk."""
    number = answers.text("table")
    to_desk = re.fullmatch("[0-9]{1,4}", number) and not answers.wants_json()
    location = f"/w/{answers.workshop(code).code}/table/{int(number)}" if to_desk else None
    return answers.done(code, result, said=said, touch=[topic], table_ids=tables, undo=undo, location=location)


def undo_by(code: str, path: str, **sent: str) -> dict[str, Any]:
    """The post that takes back what was just done."""
    return {"action": f"/w/{answers.workshop(code).code}/{path}", "fields": sent}
