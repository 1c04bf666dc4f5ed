"""The basics of a workshop and its settings, changed by name in the words of a form; and the end of a workshop."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation import ballots, journal, plan
from facilitation import workshop as workshops
from facilitation.agenda import contents, programme
from facilitation.errors import BadInput, MovedOn, Refusal
from facilitation.participants import short_text
from facilitation.preparation import written
from facilitation.workshop import Settings, Workshop

WORDS = {"title": 200, "series": 200}
RULE_LIMIT = 400
LINE = {"place": 200, "organiser": 300, "region": 120}
UNTIL_THE_START = ("day", "begins", "zone")
UNTIL_A_VOTE = ("points_budget", "points_cap", "places", "vote_mode", "vote_scope")


class TooLate(Refusal):
    """This can be changed before the day only, or before the first vote. Facts: field, since (day, vote)."""

    code = "too_late"


def change(
    session: Session, *, now: datetime, workshop_id: str, revision: int, role: str, changes: dict[str, str]
) -> Any:
    """Change basics and settings by their names in `shown`. Raises MovedOn, BadInput, TooLate.

    Returns the new revision, the values as they are now, and ``before``: what they were.
    """
    workshop = workshops.by_id(session, workshop_id)
    if workshop.revision != revision:
        raise MovedOn(what="workshop", current=workshop.revision, values=shown(workshop))
    were = shown(workshop)
    if unknown := [name for name in changes if name not in were]:
        raise BadInput(field=unknown[0], reason="unknown")
    sent = {name: text.replace("\r\n", "\n") for name, text in changes.items()}
    _write(workshop, {name: text for name, text in sent.items() if text.strip() != were[name]})
    are = shown(workshop)
    altered = [name for name in are if are[name] != were[name]]
    _refuse_what_has_begun(session, workshop, altered)
    if "years" in altered:
        _refuse_years_in_use(session, workshop)
    workshop.revision += 1
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="workshop.change", names=sorted(altered)
    )  # fmt: skip
    return {
        "of": "workshop", "revision": workshop.revision, "values": {name: are[name] for name in {*changes, *altered}},
        "before": {name: were[name] for name in altered},
    }  # fmt: skip


def shown(workshop: Workshop) -> dict[str, str]:
    """Everything that can be changed, by name, as a form shows it."""
    basics = {name: getattr(workshop, name) for name in LINE}
    for name in WORDS:
        basics |= written.named(name, getattr(workshop, name))
    return {
        **basics,
        **written.lined("rules", workshop.rules),
        "day": workshop.day.isoformat(),
        "begins": workshop.begins.strftime("%H:%M"),
        "zone": workshop.zone,
        "years": written.years_shown(workshop.years),
        **{name: _as_text(value) for name, value in asdict(workshop.settings).items()},
    }


def delete(session: Session, *, now: datetime, workshop_id: str, typed: str) -> Any:
    """Delete a workshop with everything in it, its rehearsal too. Whoever does it types its code. Raises BadInput.

    Returns the votes whose boxes are to be destroyed after the commit.
    """
    workshop = workshops.by_id(session, workshop_id)
    if workshop.is_rehearsal or re.sub(r"\W", "", typed).upper() != workshop.code:
        raise BadInput(field="typed", reason="wrong", value=workshop.code)
    gone = [workshop_id, *session.scalars(select(Workshop.id).where(Workshop.rehearsal_of == workshop_id))]
    votes = [vote.id for one in gone for vote in ballots.of_workshop(session, one)]
    code = workshop.code
    session.delete(workshop)
    session.flush()
    return {"code": code, "votes": votes}


def _write(workshop: Workshop, sent: dict[str, str]) -> None:
    for name, limit in WORDS.items():
        setattr(workshop, name, contents.words(getattr(workshop, name), name, sent, limit))
    if not workshop.title:
        raise BadInput(field="title", reason="empty")
    workshop.rules = contents.lines(workshop.rules, "rules", sent, RULE_LIMIT)
    for name, limit in LINE.items():
        if name in sent:
            setattr(workshop, name, short_text(name, sent[name], limit))
    if "day" in sent:
        workshop.day = written.day(sent["day"])
    if "begins" in sent:
        workshop.begins = contents.hour(sent, "begins") or workshop.begins
    if "zone" in sent:
        workshop.zone = written.zone(sent["zone"])
    if "years" in sent:
        workshop.years = written.years(sent["years"])
    settings = {name: _setting(sent, name) for name in asdict(workshop.settings) if name in sent}
    workshop.settings_values = asdict(workshop.settings.changed(**settings))


def _setting(sent: dict[str, str], name: str) -> Any:
    default = getattr(Settings(), name)
    if isinstance(default, bool):
        return contents.flag(sent, name)
    if isinstance(default, int):
        return contents.number(sent, name, *Settings.LIMITS.get(name, (0, 999_999)))
    return sent[name] if name == "wifi_password" else sent[name].strip()


def _as_text(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _refuse_what_has_begun(session: Session, workshop: Workshop, altered: list[str]) -> None:
    for_the_day = [name for name in altered if name in UNTIL_THE_START]
    if for_the_day and programme(session, workshop.id).agenda.started_at is not None:
        raise TooLate(field=for_the_day[0], since="day")
    for_votes = [name for name in altered if name in UNTIL_A_VOTE]
    if for_votes and ballots.of_workshop(session, workshop.id):
        raise TooLate(field=for_votes[0], since="vote")


def _refuse_years_in_use(session: Session, workshop: Workshop) -> None:
    marked = {year for entry in plan.entries(session, workshop.id) for year in entry.years}
    if lost := sorted(marked - set(workshop.years)):
        raise BadInput(field="years", reason="in_use", value=", ".join(map(str, lost)))
