"""The hour of the day, asked in one place. The domain is given `now`; only edges hold a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the present instant (aware, UTC)."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FrozenClock(Clock):
    """A clock that stands until somebody moves it (tests, screenshots)."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    def forward(self, **parts: float) -> datetime:
        self.instant += timedelta(**parts)
        return self.instant
