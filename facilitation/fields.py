"""Handlungsfelder and tables: a field is a theme with a number; a table is a place in the hall that works on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation.database import Base, new_id
from facilitation.database.types import WordsType
from facilitation.errors import NotFound
from facilitation.texts import Words


class Field(Base):
    """A Handlungsfeld. Without a number it is an extra category: a drawer for tools, never on a ballot. `questions` are
    its own guiding questions by the key of a round's item; where it has none the round's questions hold."""

    __tablename__ = "fields"
    __table_args__ = (UniqueConstraint("workshop_id", "number"),)

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    number: Mapped[int | None]
    position: Mapped[int]
    title: Mapped[Words] = mapped_column(WordsType)
    short_title: Mapped[Words] = mapped_column(WordsType)
    sign_title: Mapped[Words] = mapped_column(WordsType, default=Words)
    description: Mapped[Words] = mapped_column(WordsType, default=Words)
    questions: Mapped[dict[str, list[dict[str, str]]]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def is_category(self) -> bool:
        return self.number is None

    @property
    def short(self) -> Words:
        return self.short_title or self.title

    @property
    def on_sign(self) -> Words:
        """The shortest name, for the hall plan and narrow columns."""
        return self.sign_title or self.short

    def asks(self, item_key: str) -> list[Words]:
        """The field's own guiding questions in a round."""
        return [Words.of(text) for text in self.questions.get(item_key, [])]


class Table(Base):
    """A table in the hall: number, its field, its seats, and where it stands (0 to 1 across and down the plan)."""

    __tablename__ = "tables"
    __table_args__ = (UniqueConstraint("workshop_id", "number"),)

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    field_id: Mapped[str] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    seats: Mapped[int | None]
    x: Mapped[float | None]
    y: Mapped[float | None]


def numbered(session: Session, workshop_id: str) -> list[Field]:
    """The fields that people work on, in order, without the extra categories."""
    every = everything(session, workshop_id)
    return [field for field in every if not field.is_category]


def everything(session: Session, workshop_id: str) -> list[Field]:
    """All fields, the numbered ones first, then the extra categories."""
    found = session.scalars(select(Field).where(Field.workshop_id == workshop_id).order_by(Field.position))
    return sorted(found, key=lambda field: (field.is_category, field.position))


def tables(session: Session, workshop_id: str) -> list[Table]:
    """The tables in the order of their numbers."""
    return list(session.scalars(select(Table).where(Table.workshop_id == workshop_id).order_by(Table.number)))


def in_walking_order(session: Session, workshop_id: str) -> list[Table]:
    """The tables in the order of their fields, then numbers: the order in which groups move on."""
    order = {field.id: field.position for field in everything(session, workshop_id)}
    return sorted(tables(session, workshop_id), key=lambda table: (order[table.field_id], table.number))


def one(session: Session, workshop_id: str, field_id: str) -> Field:
    """A field of this workshop. Raises NotFound for a field of another."""
    found = session.get(Field, field_id)
    if found is None or found.workshop_id != workshop_id:
        raise NotFound(what="field")
    return found


def by_number(session: Session, workshop_id: str, number: int) -> Field:
    found = session.scalar(select(Field).where(Field.workshop_id == workshop_id, Field.number == number))
    if found is None:
        raise NotFound(what="field")
    return found


def table(session: Session, workshop_id: str, table_id: str) -> Table:
    """A table of this workshop. Raises NotFound for a table of another."""
    found = session.get(Table, table_id)
    if found is None or found.workshop_id != workshop_id:
        raise NotFound(what="table")
    return found


def table_by_number(session: Session, workshop_id: str, number: int) -> Table:
    found = session.scalar(select(Table).where(Table.workshop_id == workshop_id, Table.number == number))
    if found is None:
        raise NotFound(what="table")
    return found


def face(field: Field, lang: str = "de") -> dict[str, Any]:
    """A field as every screen shows it: id, number, titles with the language they are in."""
    title = field.title.to(lang)
    return {
        "id": field.id,
        "number": field.number,
        "title": title,
        "short": field.short.to(lang),
        "sign": field.on_sign.to(lang),
        "lang": title.lang,
    }
