"""The neutral description of a document: title, Stand, notes, its table, and for paper its blocks (`documents.flow`).
Renderers know nothing of the field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from facilitation.workshop import Workshop

if TYPE_CHECKING:
    from facilitation.documents.flow import Block

PROBE = "Probe"


@dataclass(frozen=True)
class Bar:
    """A cell of a month table that a bar runs through, with an optional note in it."""

    text: str = ""

    def __str__(self) -> str:
        return self.text or "–"


Cell = str | int | Bar | None


@dataclass(frozen=True)
class Column:
    """A column: heading as on paper, key for JSON, width in characters. `merged`: one cell per group."""

    heading: str
    key: str
    width: int = 14
    merged: bool = False
    centred: bool = False


@dataclass(frozen=True)
class TableBlock:
    """A table with every value in every row. `groups` count the rows that share their merged columns.

    `over` is an upper line of the head: text and how many columns it spans, "" above a column that stands alone.
    `kinds` tints each row's title cell by the kind of its tool. `caption` stands above the table where there are
    several.
    """

    columns: list[Column]
    rows: list[list[Cell]]
    groups: list[int]
    over: list[tuple[str, int]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    caption: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row needs a cell for every column")
        if sum(self.groups) != len(self.rows):
            raise ValueError("the groups must cover the rows")
        if self.over and sum(span for _, span in self.over) != len(self.columns):
            raise ValueError("the upper head must cover the columns")
        if self.kinds and len(self.kinds) != len(self.rows):
            raise ValueError("every row needs a kind")


@dataclass(frozen=True)
class Document:
    """What a document says. `stand` is the date in the workshop's zone.

    `table` is what spreadsheets and programs get. `blocks` is what paper gets; without any, paper gets title, table
    and notes. `is_wide` asks for A4 landscape.
    """

    title: str
    workshop: str
    code: str
    stand: date
    is_probe: bool
    table: TableBlock
    notes: list[str] = field(default_factory=list)
    blocks: Sequence[Block] = ()
    is_wide: bool = True

    @property
    def stand_words(self) -> str:
        """The Stand as it is printed: "18.10.2017", of a rehearsal "18.10.2017 (Probe)"."""
        day = self.stand.strftime("%d.%m.%Y")
        return f"{day} ({PROBE})" if self.is_probe else day


@dataclass(frozen=True)
class DocumentKind:
    """A document that can be exported: its id, German title, formats, and how it is described."""

    id: str
    title: str
    formats: tuple[str, ...]
    describe: Callable[[Session, Workshop, datetime], Document]


def described(
    workshop: Workshop,
    now: datetime,
    title: str,
    table: TableBlock,
    notes: list[str] | None = None,
    blocks: Sequence[Block] = (),
    is_wide: bool = True,
) -> Document:
    """A document of this workshop as of `now`."""
    name = " · ".join(part for part in (str(workshop.title), str(workshop.series)) if part)
    return Document(
        title=title,
        workshop=name,
        code=workshop.code,
        stand=workshop.local(now).date(),
        is_probe=workshop.is_rehearsal,
        table=table,
        notes=notes or [],
        blocks=blocks,
        is_wide=is_wide,
    )


MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()


def stand_of(workshop: Workshop, now: datetime) -> str:
    """The Stand of a title page: "Oktober 2018"."""
    day = workshop.local(now).date()
    return f"{MONTHS[day.month - 1]} {day.year}"


def grouped(keys: list[str]) -> list[int]:
    """The lengths of the runs of equal keys: ``["a", "a", "b"]`` is ``[2, 1]``."""
    sizes: list[int] = []
    for place, key in enumerate(keys):
        if place and keys[place - 1] == key:
            sizes[-1] += 1
        else:
            sizes.append(1)
    return sizes
