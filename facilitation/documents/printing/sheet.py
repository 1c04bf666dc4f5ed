"""What a printed sheet is: a title, its options, and how its pages are described. And what all sheets are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from babel.dates import format_date
from sqlalchemy.orm import Session

from facilitation import fields
from facilitation.addresses import join_address, typed_address
from facilitation.agenda import Activity, Item, Programme, Scene, programme
from facilitation.documents.description import PROBE
from facilitation.errors import BadInput
from facilitation.fields import Field, Table
from facilitation.workshop import Workshop

Wishes = Mapping[str, str | int]
RULE = 10  # a phone reads a code from ten times its width
PAPERS = {"a4": 1.0, "a3": 297 / 210, "a2": 2.0, "a1": 594 / 210}  # how much larger than A4


@dataclass(frozen=True)
class Choice:
    """One of several: value and what it is called."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...]

    @property
    def default(self) -> str:
        return self.values[0][0]

    def read(self, given: str) -> str:
        if given not in [value for value, _ in self.values]:
            raise BadInput(field=self.name, reason="choice", choices=[value for value, _ in self.values])
        return given


@dataclass(frozen=True)
class Count:
    """A whole number within limits."""

    name: str
    label: str
    low: int
    high: int
    default: int

    def read(self, given: str) -> int:
        try:
            number = int(given)
        except ValueError:
            raise BadInput(field=self.name, reason="number") from None
        if not self.low <= number <= self.high:
            raise BadInput(field=self.name, reason="range", low=self.low, high=self.high)
        return number


class Shop:
    """The workshop as the printer sees it, read once. `base` is the address phones reach, `key` makes role links."""

    def __init__(self, session: Session, workshop: Workshop, now: datetime, *, base: str, key: bytes) -> None:
        self.session, self.workshop, self.now, self.base, self.key = session, workshop, now, base, key
        self.files: dict[str, bytes] = {}  # pictures that a sheet shows, by name

    @cached_property
    def day(self) -> Programme:
        return programme(self.session, self.workshop.id)

    @cached_property
    def fields(self) -> list[Field]:
        """The fields that people work on."""
        return fields.numbered(self.session, self.workshop.id)

    @cached_property
    def tables(self) -> list[Table]:
        return fields.tables(self.session, self.workshop.id)

    @property
    def join(self) -> str:
        return join_address(self.base, self.workshop.code)

    def field(self, field_id: str) -> Field:
        return next(field for field in fields.everything(self.session, self.workshop.id) if field.id == field_id)

    def address(self, path: str) -> str:
        return f"{self.base}/w/{self.workshop.code}{path}"

    def hours(self, item: Item) -> tuple[str, str]:
        """Planned start and end in the hall's time, "17:50"."""
        times = next(times for times in self.day.times(self.now) if times.key == item.id)
        begins, ends = (self.workshop.local(instant) for instant in (times.planned_start, times.planned_end))
        return begins.strftime("%H:%M"), ends.strftime("%H:%M")

    def work_of(self, item: Item) -> Scene | None:
        """What a round is for: its first scene behind the walk to it."""
        return next((scene for scene in self.day.scenes_of[item.id] if scene.activity != Activity.MOVE), None)

    def head(self) -> dict[str, Any]:
        """What every sheet says of the workshop."""
        here, end = self.workshop, self.workshop.local(self.day.planned_end()) if self.day.items else None
        day = format_date(here.local(self.day.day_start).date(), "EEEE, d. MMMM y", locale="de")
        begins = here.local(self.day.day_start).strftime("%H:%M")
        stand = here.local(self.now).strftime("%d.%m.%Y")
        return {
            "workshop": " ".join(filter(None, (str(here.title), here.region))),
            "series": str(here.series), "place": here.place, "organiser": here.organiser, "day": day,
            "begins": begins, "ends": end.strftime("%H:%M") if end is not None else "", "code": here.code,
            "typed": typed_address(self.base), "probe": here.is_rehearsal,
            "stand": f"{stand} ({PROBE})" if here.is_rehearsal else stand,
        }  # fmt: skip


Described = Callable[[Shop, Wishes], list[dict[str, Any]]]


@dataclass(frozen=True)
class Sheet:
    """A kind of sheet. `describe` gives one dict per page for ``templates/documents/printing/<template>.typ``."""

    id: str
    title: str
    about: str
    describe: Described
    options: tuple[Choice | Count, ...] = ()
    paper: str = "A4"

    def wishes(self, given: Mapping[str, str]) -> dict[str, str | int]:
        """The options as wished, the others as usual. Raises BadInput."""
        return {
            option.name: option.read(given[option.name]) if given.get(option.name) else option.default
            for option in self.options
        }


def field_face(field: Field) -> dict[str, Any]:
    """A field as sheets name it: its whole title, and names that are sure to fit on a line."""
    return {
        "number": field.number, "title": str(field.title), "short": shortened(str(field.short), 44),
        "sign": shortened(str(field.on_sign), 24),
    }  # fmt: skip


def reach(millimetres: float) -> str:
    """From how far a code of this width is read, in metres as people say them: "1,2"."""
    return f"{int(millimetres * RULE / 100) / 10:.1f}".replace(".", ",")


def shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def chunks(things: list[Any], size: int) -> list[list[Any]]:
    return [things[start : start + size] for start in range(0, len(things), size)]
