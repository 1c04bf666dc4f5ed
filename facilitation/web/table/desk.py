"""Pages of the desk: the desk itself, and the sheets for one card, one cluster and the people, which script shows as
dialogs."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from facilitation import fields, statements, visions
from facilitation.errors import NotFound
from facilitation.fields import Table
from facilitation.live.rendering import language
from facilitation.live.states import board
from facilitation.live.states import table as states
from facilitation.live.view import View
from facilitation.web import answers
from facilitation.web.table.host import blueprint, host_of_field, hosted


@blueprint.get("/w/<code>/table/<int(max=9999):number>")
def desk(code: str, number: int) -> Response:
    """The desk of a table, for its host and for moderators."""
    table = fields.table_by_number(answers.session(), answers.workshop(code).id, number)
    answers.visitor(code).must_host(table.id)
    look = answers.view(code, table_id=table.id)
    theme = look.workshop.settings.theme
    return answers.face("table", "table/page.html", look, table_id=table.id, number=number, theme=theme)


@blueprint.get("/w/<code>/regions/table")
def regions(code: str) -> Response:
    """What a desk asks for again; `table` is the table's id."""
    table = hosted(code, request.args.get("table", ""))
    return answers.pulled("table", answers.view(code, table_id=table.id))


@blueprint.get("/w/<code>/cards/<statement_id>")
def card(code: str, statement_id: str) -> Response:
    """Everything a host may do with one card."""
    found = statements.one(answers.session(), answers.workshop(code).id, statement_id)
    look, table = _look(code, found.field_id)
    vision = board.vision(look, table.field_id)["current"]
    facts = {**board.one_card(look, found), "sentences": vision["sentences"] if vision else []}
    return _sheet(look, table, "table/card.html", {**facts, "base_version": vision["number"] if vision else 0})


@blueprint.get("/w/<code>/clusters/<cluster_id>")
def cluster(code: str, cluster_id: str) -> Response:
    """A cluster's title, and taking it away."""
    found = statements.one_cluster(answers.session(), answers.workshop(code).id, cluster_id)
    look, table = _look(code, found.field_id)
    facts = {"id": found.id, "title": found.title, "revision": found.revision}
    return _sheet(look, table, "table/cluster.html", {"cluster": facts})


@blueprint.get("/w/<code>/tables/<table_id>/people")
def people(code: str, table_id: str) -> Response:
    """Who sits at the table: adding a seat, freeing one."""
    table = hosted(code, table_id)
    look = answers.view(code, table_id=table.id)
    return _sheet(look, table, "table/people.html", states.people(look, table))


@blueprint.get("/w/<code>/fields/<field_id>/vision")
def both(code: str, field_id: str) -> Response:
    """The Zukunftsbild as it stands, and what waits beside it: side by side, to choose from."""
    look, table = _look(code, field_id)
    return _sheet(look, table, "table/both.html", {"vision": board.vision(look, field_id)})


@blueprint.get("/w/<code>/fields/<field_id>/vision/<int(max=99999):number>")
def version(code: str, field_id: str, number: int) -> Response:
    """One saved version of the Zukunftsbild, to read and to take again."""
    look, table = _look(code, field_id)
    found = visions.one(answers.session(), field_id, number)
    return _sheet(look, table, "table/version.html", {"version": board.version(look, found)})


def _look(code: str, field_id: str) -> tuple[View, Table]:
    """A look from the visitor's own table of a field; moderators look from its first."""
    here = host_of_field(code, field_id)
    host = answers.visitor(code).host
    of_field = [table for table in fields.tables(answers.session(), answers.workshop(code).id) if table.id in here]
    own = [table for table in of_field if host is not None and table.id == host.table_id]
    table = next(iter(own or of_field), None)
    if table is None:
        raise NotFound(what="table")
    return answers.view(code, table_id=table.id), table


def _sheet(look: View, table: Table, template: str, facts: dict[str, Any]) -> Response:
    state = {**look.frame(), "table": look.table_face(table), **facts}
    if answers.wants_json():
        return jsonify(state)
    language.set(look.lang)
    page = {"face": "table", "table_id": table.id, "theme": look.workshop.settings.theme, "key": answers.new_key}
    return make_response(render_template(template, **page, **state))
