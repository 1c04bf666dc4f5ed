"""The workshop: a municipal Zukunftswerkstatt with its title, place, day, settings and permanent public code."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Date, ForeignKey, String, Time, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import journal, layouts
from facilitation.database import Base, new_id
from facilitation.database.types import Instant, WordsType
from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.texts import Words

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike: no I, L, O, 0, 1
CODE_LENGTH = 4
PROBE = "-PROBE"


@dataclass(frozen=True)
class Settings:
    """What an organiser can set. Points and places are counts; `horizon_years` is how far the vision looks ahead."""

    points_budget: int = 5
    points_cap: int = 3
    places: int = 5
    vote_mode: str = "open"
    vote_scope: str = "field"
    pre_moderation: bool = False
    field_wishes: bool = False
    statement_limit: int = 280
    horizon_years: int = 5
    wifi_name: str = ""
    wifi_password: str = ""
    base_url: str = ""
    theme: str = "auto"
    retention_days: int = 30
    greeting: str = ""
    imprint: str = ""
    plan_layout: str = layouts.DEFAULT
    plan_results: bool = False
    plan_trace: bool = False
    plan_background: str = ""

    LIMITS = {  # noqa: RUF012  not a field: no annotation
        "points_budget": (1, 100),
        "points_cap": (1, 100),
        "places": (1, 100),
        "statement_limit": (40, 1000),
        "horizon_years": (1, 50),
        "retention_days": (1, 365),
    }
    LENGTHS = {  # noqa: RUF012  a Wi-Fi has no longer ones
        "wifi_name": 32, "wifi_password": 63, "base_url": 200, "greeting": 8000, "imprint": 2000,
        "plan_background": 8000,
    }  # fmt: skip
    CHOICES = {  # noqa: RUF012
        "vote_mode": ("open", "cards"),
        "vote_scope": ("field", "plenary"),
        "theme": ("auto", "light", "dark"),
        "plan_layout": layouts.names(),
    }

    @classmethod
    def of(cls, values: dict[str, Any]) -> Settings:
        """Settings from plain values; unknown names, wrong types and values out of range raise BadInput."""
        known = {f.name: f.type for f in fields(cls)}
        for name, value in values.items():
            if name not in known:
                raise BadInput(field=name, reason="unknown")
            if type(value).__name__ != known[name]:
                raise BadInput(field=name, reason="type", wanted=known[name])
            low, high = cls.LIMITS.get(name, (None, None))
            if low is not None and high is not None and not low <= value <= high:
                raise BadInput(field=name, reason="range", low=low, high=high)
            limit = cls.LENGTHS.get(name)
            if limit is not None and len(value) > limit:
                raise BadInput(field=name, reason="too_long", limit=limit, length=len(value))
            if name == "base_url" and value and not value.startswith(("http://", "https://")):
                raise BadInput(field=name, reason="address")
            if name in cls.CHOICES and value not in cls.CHOICES[name]:
                raise BadInput(field=name, reason="choice", choices=list(cls.CHOICES[name]))
        return cls(**values)

    def changed(self, **values: Any) -> Settings:
        return Settings.of({**asdict(self), **values})


# settings whose values the journal may tell; of the others (Wi-Fi, addresses, texts) only the names
NO_SECRET = frozenset({*Settings.LIMITS, *Settings.CHOICES, "pre_moderation", "plan_results", "plan_trace"})


class Workshop(Base):
    """One workshop of the installation. `revision` counts changes of this row alone."""

    __tablename__ = "workshops"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    title: Mapped[Words] = mapped_column(WordsType)
    series: Mapped[Words] = mapped_column(WordsType, default=Words)
    place: Mapped[str] = mapped_column(String(200), default="")
    organiser: Mapped[str] = mapped_column(String(300), default="")
    region: Mapped[str] = mapped_column(String(120), default="")
    day: Mapped[date] = mapped_column(Date)
    begins: Mapped[time] = mapped_column(Time)
    ends: Mapped[time | None] = mapped_column(Time)
    zone: Mapped[str] = mapped_column(String(64), default="Europe/Berlin")
    years: Mapped[list[int]] = mapped_column(JSON, default=list)
    rules: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    settings_values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    door_locked: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    rehearsal_of: Mapped[str | None] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def settings(self) -> Settings:
        return Settings.of(self.settings_values)

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def planned_start(self) -> datetime:
        """The planned beginning as an aware UTC instant."""
        return instant_of(self.day, self.begins, self.timezone)

    @property
    def wanted_end(self) -> datetime | None:
        """When the day should end, if somebody has said so, as an aware UTC instant."""
        return self.on_the_day(self.ends) if self.ends is not None else None

    def on_the_day(self, hour: time) -> datetime:
        """An hour of the planned day; one before the beginning lies past midnight."""
        planned = instant_of(self.day, hour, self.timezone)
        if planned < self.planned_start:
            return instant_of(self.day + timedelta(days=1), hour, self.timezone)
        return planned

    @property
    def is_rehearsal(self) -> bool:
        return self.rehearsal_of is not None

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.timezone)


def instant_of(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone).astimezone(ZoneInfo("UTC"))


def by_code(session: Session, code: str) -> Workshop:
    """The workshop of a code, whatever its case. Raises NotFound."""
    found = session.scalar(select(Workshop).where(Workshop.code == code.strip().upper()))
    if found is None:
        raise NotFound(what="workshop", code=code.strip()[:20])
    return found


def by_id(session: Session, workshop_id: str) -> Workshop:
    found = session.get(Workshop, workshop_id)
    if found is None:
        raise NotFound(what="workshop")
    return found


def all_workshops(session: Session) -> list[Workshop]:
    return list(session.scalars(select(Workshop).order_by(Workshop.created_at.desc(), Workshop.code)))


def free_code(session: Session) -> str:
    """A code nobody has. Grows by a letter when four letters get crowded."""
    length = CODE_LENGTH
    while True:
        for _ in range(20):
            code = "".join(secrets.choice(CODE_LETTERS) for _ in range(length))
            if session.scalar(select(Workshop.id).where(Workshop.code == code)) is None:
                return code
        length += 1


def change_settings(
    session: Session, *, now: datetime, workshop_id: str, revision: int, values: dict[str, Any],
    by: str = journal.HOUSE,
) -> Any:  # fmt: skip
    """Change some settings. Raises BadInput, or MovedOn when the workshop changed meanwhile."""
    workshop = by_id(session, workshop_id)
    if workshop.revision != revision:
        raise MovedOn(what="workshop", current=workshop.revision)
    before = asdict(workshop.settings)
    workshop.settings_values = asdict(workshop.settings.changed(**values))
    workshop.revision += 1
    changed = {name: value for name, value in workshop.settings_values.items() if value != before[name]}
    if changed:
        rules = {name: value for name, value in changed.items() if name in NO_SECRET}
        journal.note(
            session, now=now, workshop_id=workshop_id, role=by, action="settings.change",
            names=sorted(changed), values=rules,
        )  # fmt: skip
    return {"revision": workshop.revision}


def lock_door(
    session: Session, *, now: datetime, workshop_id: str, locked: bool, by: str = journal.HOUSE
) -> Any:
    """No new phones while the door is locked; those inside stay."""
    workshop = by_id(session, workshop_id)
    if workshop.door_locked != locked:
        action = "door.lock" if locked else "door.open"
        journal.note(session, now=now, workshop_id=workshop_id, role=by, action=action)
    workshop.door_locked = locked
    workshop.revision += 1
    return {"locked": locked, "revision": workshop.revision}
