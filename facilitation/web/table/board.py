"""The pin board: what a host does with cards and clusters."""

from __future__ import annotations

from flask import Response

from facilitation import day, statements
from facilitation.errors import BadInput
from facilitation.web import answers
from facilitation.web.table.host import blueprint, done, host_of_field, hosted, perform, undo_by
from facilitation.web.words import _


@blueprint.post("/w/<code>/statements/<statement_id>/hiding")
def hide(code: str, statement_id: str) -> Response:
    """Take a card off every screen; `reason` is for the hosts."""
    touched = _of_card(code, statement_id)
    result = perform(code, statements.hide, statement_id=statement_id, reason=answers.text("reason"))
    undo = undo_by(code, f"statements/{statement_id}/admission")
    return done(code, result, "statements", touched, _("Die Karte ist verborgen."), undo)


@blueprint.post("/w/<code>/statements/<statement_id>/admission")
def admit(code: str, statement_id: str) -> Response:
    """Show a waiting or hidden card."""
    touched = _of_card(code, statement_id)
    result = perform(code, statements.admit, statement_id=statement_id)
    return done(code, result, "statements", touched, _("Die Karte ist zu sehen."))


@blueprint.post("/w/<code>/statements/<statement_id>/merging")
def merge(code: str, statement_id: str) -> Response:
    """Lay a card under another: `into_id`, or `into` with its label (K3)."""
    touched = _of_card(code, statement_id)
    into_id = answers.text("into_id") or _labelled(code, statement_id, answers.text("into"))
    result = perform(code, statements.merge, statement_id=statement_id, into_id=into_id)
    alone = result["merged"] == [statement_id]
    undo = undo_by(code, f"statements/{statement_id}/unmerging") if alone else None
    return done(code, result, "statements", touched, _("Die Karten liegen zusammen."), undo)


@blueprint.post("/w/<code>/statements/<statement_id>/unmerging")
def unmerge(code: str, statement_id: str) -> Response:
    """Take a card out from under another."""
    touched = _of_card(code, statement_id)
    result = perform(code, statements.unmerge, statement_id=statement_id)
    return done(code, result, "statements", touched, _("Die Karte liegt wieder für sich."))


@blueprint.post("/w/<code>/statements/<statement_id>/cluster")
def put_in_cluster(code: str, statement_id: str) -> Response:
    """Move a card under a title; an empty `cluster_id` lays it back to the new ones."""
    touched = _of_card(code, statement_id)
    before = statements.one(answers.session(), answers.workshop(code).id, statement_id).cluster_id or ""
    result = perform(
        code, statements.put_in_cluster, statement_id=statement_id, cluster_id=answers.text("cluster_id") or None
    )
    undo = undo_by(code, f"statements/{statement_id}/cluster", cluster_id=before)
    return done(code, result, "statements", touched, _("Die Karte ist verschoben."), undo)


@blueprint.post("/w/<code>/fields/<field_id>/clusters")
def make_cluster(code: str, field_id: str) -> Response:
    """Hang up a new title."""
    touched = host_of_field(code, field_id)
    result = perform(code, statements.make_cluster, field_id=field_id, title=answers.text("title"))
    return done(code, result, "statements", touched, _("Der Titel hängt."))


@blueprint.post("/w/<code>/clusters/<cluster_id>")
def rename_cluster(code: str, cluster_id: str) -> Response:
    touched = _of_cluster(code, cluster_id)
    title, revision = answers.text("title"), answers.number("revision")
    result = perform(code, statements.rename_cluster, cluster_id=cluster_id, title=title, revision=revision)
    return done(code, result, "statements", touched, _("Der Titel ist geändert."))


@blueprint.post("/w/<code>/clusters/<cluster_id>/dissolution")
def dissolve_cluster(code: str, cluster_id: str) -> Response:
    """Take a title away; its cards lie with the new ones again."""
    touched = _of_cluster(code, cluster_id)
    result = perform(code, statements.dissolve_cluster, cluster_id=cluster_id)
    return done(code, result, "statements", touched, _("Der Titel ist abgenommen. Seine Karten liegen bei „Neu“."))


@blueprint.post("/w/<code>/tables/<table_id>/statements")
def pin_for_guest(code: str, table_id: str) -> Response:
    """A card for somebody without a phone."""
    table = hosted(code, table_id)
    workshop_id = answers.workshop(code).id
    result = answers.perform(day.pin_for_guest, workshop_id=workshop_id, table_id=table.id, text=answers.text("text"))
    return done(code, result, "statements", host_of_field(code, table.field_id), _("Die Karte hängt."))


def _of_card(code: str, statement_id: str) -> set[str]:
    return host_of_field(code, statements.one(answers.session(), answers.workshop(code).id, statement_id).field_id)


def _of_cluster(code: str, cluster_id: str) -> set[str]:
    return host_of_field(
        code, statements.one_cluster(answers.session(), answers.workshop(code).id, cluster_id).field_id
    )


def _labelled(code: str, statement_id: str, label: str) -> str:
    """The id of the card with this label in the same field. Raises BadInput."""
    card = statements.one(answers.session(), answers.workshop(code).id, statement_id)
    wanted = label.strip().casefold()
    for other in statements.of_field(answers.session(), card.field_id):
        if wanted in (other.label.casefold(), str(other.number)):
            return other.id
    raise BadInput(field="into", reason="choice")
