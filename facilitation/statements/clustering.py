"""Clusters: titles under which the cards of a field's board hang."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation import fields, journal
from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.statements.cards import TITLE_LIMIT, Cluster, Statement, one, one_line
from facilitation.statements.moderation import moderated


def put_in_cluster(
    session: Session, *, now: datetime, workshop_id: str, statement_id: str, cluster_id: str | None, role: str
) -> Any:
    """Move a card under a cluster's title, or out of any with None."""
    statement = one(session, workshop_id, statement_id)
    if cluster_id:
        cluster = one_cluster(session, workshop_id, cluster_id)
        if cluster.field_id != statement.field_id:
            raise BadInput(field="cluster", reason="choice")
    statement.cluster_id = cluster_id or None
    return moderated(session, now, statement, role, "cluster")


def make_cluster(session: Session, *, now: datetime, workshop_id: str, field_id: str, title: str, role: str) -> Any:
    """A new cluster at the end of the field's board."""
    field = fields.one(session, workshop_id, field_id)
    position = max((cluster.position for cluster in clusters(session, field.id)), default=0) + 1
    cluster = Cluster(workshop_id=workshop_id, field_id=field.id, title=_title(title), position=position)
    session.add(cluster)
    session.flush()
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="cluster.make", field=field.number)
    return {"cluster": cluster.id}


def rename_cluster(
    session: Session,
    *,
    now: datetime,
    workshop_id: str,
    cluster_id: str,
    title: str,
    revision: int,
    role: str,
) -> Any:
    cluster = one_cluster(session, workshop_id, cluster_id)
    if cluster.revision != revision:
        raise MovedOn(what="cluster", current=cluster.revision, title=cluster.title)
    cluster.title = _title(title)
    cluster.revision += 1
    return {"cluster": cluster.id, "revision": cluster.revision}


def dissolve_cluster(session: Session, *, now: datetime, workshop_id: str, cluster_id: str, role: str) -> Any:
    """Take a cluster's title away; its cards lie loose again."""
    cluster = one_cluster(session, workshop_id, cluster_id)
    for statement in session.scalars(select(Statement).where(Statement.cluster_id == cluster.id)):
        statement.cluster_id = None
        statement.revision += 1
    session.flush()
    session.delete(cluster)
    return {"cluster": cluster_id}


def one_cluster(session: Session, workshop_id: str, cluster_id: str) -> Cluster:
    found = session.get(Cluster, cluster_id)
    if found is None or found.workshop_id != workshop_id:
        raise NotFound(what="cluster")
    return found


def clusters(session: Session, field_id: str) -> list[Cluster]:
    return list(session.scalars(select(Cluster).where(Cluster.field_id == field_id).order_by(Cluster.position)))


def _title(title: str) -> str:
    cleaned = one_line(title)
    if not cleaned:
        raise BadInput(field="title", reason="empty")
    if len(cleaned) > TITLE_LIMIT:
        raise BadInput(field="title", reason="too_long", limit=TITLE_LIMIT, length=len(cleaned))
    return cleaned
