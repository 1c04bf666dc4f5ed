"""How well an attacker does who knows in which order people voted, and holds copies of everything the product keeps
from before the opening and from after the sealing, the installation's key and every card among it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import comb
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from facilitation import archive
from facilitation.agenda import programme
from facilitation.ballots import Vote, conduct
from facilitation.ballots.box import spent_mark
from facilitation.database.engine import reading
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders, cards

VOTERS = 8
AGENDA = [
    {"title": "Runde", "minutes": 30, "movement": {"kind": "home"}, "scenes": [{"activity": "choice"}]},
]  # fmt: skip
FALSE_ALARM = 1e-5  # for one figure by mere chance


@dataclass
class Seen:
    """What the attacker has after one vote: copies of files, rows as the database gives them, the log; and the people
    in the order in which they voted, each with card and true ballot (only to mark the guesses)."""

    order: list[tuple[cards.PrintedCard, str]]
    vote_id: str
    files: dict[str, bytes]
    rows: dict[str, list[str]]
    log: str

    @cached_property
    def places(self) -> dict[str, dict[str, int]]:
        """Where each ballot's id lies in each file, where it does."""
        found = {
            name: {ballot: content.find(ballot.encode()) for ballot in self.rows["as given"]}
            for name, content in self.files.items()
        }
        return {name: {b: at for b, at in places.items() if at >= 0} for name, places in found.items()}


Strategy = Callable[[Seen], list[str]]


def select_order(seen: Seen) -> list[str]:
    return seen.rows["as given"]


def physical_order(seen: Seen) -> list[str]:
    return seen.rows["physical"]


def name_order(seen: Seen) -> list[str]:
    return sorted(seen.rows["as given"])


def in_main_file(seen: Seen) -> list[str]:
    return _by_place(seen, [content for name, content in seen.files.items() if name.endswith(".db")])


def in_log_of_database(seen: Seen) -> list[str]:
    return _by_place(seen, [content for name, content in seen.files.items() if name.endswith("-wal")])


def last_in_log_of_database(seen: Seen) -> list[str]:
    return _by_place(seen, [content for name, content in seen.files.items() if name.endswith("-wal")], last=True)


def in_any_file(seen: Seen) -> list[str]:
    return _by_place(seen, [seen.files[name] for name in sorted(seen.files)])


def in_program_log(seen: Seen) -> list[str]:
    return _by_place(seen, [seen.log.encode()])


def beside_the_card(seen: Seen) -> list[str]:
    """For each person the ballot that lies nearest to a trace of their card's mark."""
    found = []
    for card, _ballot in seen.order:
        marks = [spent_mark(card.code_hash, seen.vote_id).encode(), card.code_hash.encode(), card.typed_hash.encode()]
        found.append(_nearest(seen, marks[:1]) or _nearest(seen, marks) or "")
    return found


STRATEGIES: list[Strategy] = [
    select_order, physical_order, name_order, in_main_file, in_log_of_database, last_in_log_of_database, in_any_file,
    in_program_log, beside_the_card,
]  # fmt: skip


@dataclass
class Score:
    """How often each guess was right: by strategy, direction and whom it was about."""

    votes: int = 0
    right: dict[str, int] = field(default_factory=dict)

    def mark(self, seen: Seen, luck: Random) -> None:
        """One vote: the first, the last, and somebody in between."""
        self.votes += 1
        wanted = {"first": 0, "last": len(seen.order) - 1, "somebody": luck.randrange(len(seen.order))}
        for strategy in STRATEGIES:
            guess = strategy(seen)
            for way, guessed in {"forward": guess, "backward": guess[::-1]}.items():
                for who, place in wanted.items():
                    hit = place < len(guessed) and guessed[place] == seen.order[place][1]
                    name = f"{strategy.__name__}, {way}, {who}"
                    self.right[name] = self.right.get(name, 0) + hit

    @property
    def bound(self) -> int:
        """The most right guesses that chance explains."""
        return most_by_chance(self.votes, 1 / VOTERS)

    @property
    def best(self) -> tuple[str, int]:
        return max(self.right.items(), key=lambda one: one[1])

    def told(self) -> dict[str, Any]:
        """The figures for docs/measurements.md."""
        name, right = self.best
        return {
            "votes": self.votes, "voters": VOTERS, "guesses": len(self.right), "chance": round(self.votes / VOTERS),
            "mean": round(sum(self.right.values()) / len(self.right), 1), "best": right, "best guess": name,
            "bound": self.bound,
        }  # fmt: skip


def most_by_chance(tries: int, chance: float) -> int:
    """The smallest count that mere guessing exceeds with a probability below `FALSE_ALARM`."""
    tail, count = 1.0, -1
    while tail > FALSE_ALARM:
        count += 1
        tail -= comb(tries, count) * chance**count * (1 - chance) ** (tries - count) if tries < 500 else 0
        if tries >= 500:
            return _normal_bound(tries, chance)
    return count


def simulate(house: House, votes: int, luck: Random, score: Score) -> Score:
    """Play votes in this house and let the attacker guess after each."""
    workshop = a_small_workshop(house)
    printed = cards.made(house, workshop, VOTERS)
    watch = _Listening()
    for _ in range(votes):
        vote = _open(house, workshop)
        watch.clear()
        turn = luck.sample(printed, VOTERS)
        order = []
        for card in turn:
            ballot_id = "".join(luck.choices("abcdefghijkmnopqrstuvwxyz0123456789", k=22))
            paper = cards.paper_of(house, workshop, vote, luck.randrange(2))
            points = {luck.choice(sorted(paper["tools"])): luck.randint(1, 3)}
            house.boxes.cast(
                vote, credential=card.code_hash, ballot_id=ballot_id, field_id=paper["field"], points=points,
                allowed=paper["allowed"],
            )  # fmt: skip
            order.append((card, ballot_id))
        builders.shut_and_seal(house, workshop, vote)
        score.mark(Seen(order, vote.id, _files(house), _rows(house, vote), watch.text), luck)
    watch.stop()
    return score


def a_small_workshop(house: House) -> Workshop:
    """Two fields of three tools, so that a vote is quick."""
    template = archive.read_template("kreis-dueren")
    template["workshop"]["settings"] = {"vote_mode": "cards"}
    template["fields"] = [f for f in template["fields"] if f.get("number") in (1, 2)]
    template["tables"] = [t for t in template.get("tables", []) if t["field"] in ("1", "2")]
    template["tools"] = [
        tool for number in ("1", "2") for tool in [t for t in template["tools"] if t["field"] == number][:3]
    ]
    return builders.built(house, template)


def _open(house: House, workshop: Workshop) -> Vote:
    made = house.write(_new_vote, workshop_id=workshop.id)
    house.write(conduct.open_vote, workshop_id=workshop.id, vote_id=made["vote"], revision=1, role="moderator")
    return house.follow_box(workshop.id, made["vote"])


def _new_vote(session: Session, *, now: Any, workshop_id: str) -> Any:
    item = programme(session, workshop_id).items[0]
    vote = Vote(
        workshop_id=workshop_id, item_id=item.id, scope="field", mode="cards", budget=5, cap=3, places=2, revision=1
    )
    session.add(vote)
    session.flush()
    return {"vote": vote.id}


def _files(house: House) -> dict[str, bytes]:
    folder: Path = house.config.data_dir
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _rows(house: House, vote: Vote) -> dict[str, list[str]]:
    """The sealed ballots in the order the database gives them, and in the order in which they were written down."""
    plain = "SELECT ballot_id FROM sealed_ballots WHERE vote_id = :vote"
    with reading(house.engine) as session:
        lying = f"{plain} ORDER BY xmin::text::bigint, ctid"
        if house.engine.dialect.name == "sqlite":
            made = session.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'sealed_ballots'"))
            lying = plain if "WITHOUT ROWID" in str(made).upper() else f"{plain} ORDER BY rowid"
        return {
            name: list(session.scalars(text(query), {"vote": vote.id}))
            for name, query in {"as given": plain, "physical": lying}.items()
        }


def _by_place(seen: Seen, contents: Iterable[bytes], *, last: bool = False) -> list[str]:
    """The ballots in the order of their traces; those without one are left out."""
    whole = b"".join(contents)
    places = {name: (whole.rfind if last else whole.find)(name.encode()) for name in seen.rows["as given"]}
    return sorted((name for name in places if places[name] >= 0), key=lambda name: places[name])


def _nearest(seen: Seen, marks: list[bytes]) -> str:
    for name, lying in seen.places.items():
        at = next((at for mark in marks if lying and (at := seen.files[name].find(mark)) >= 0), -1)
        if at >= 0:
            return min(lying, key=lambda ballot: abs(lying[ballot] - at))
    return ""


def _normal_bound(tries: int, chance: float) -> int:
    """4.27 standard deviations above the mean: one in a hundred thousand, rounded up by one."""
    return int(tries * chance + 4.27 * (tries * chance * (1 - chance)) ** 0.5) + 1


class _Listening(logging.Handler):
    """Everything the program says meanwhile."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []
        logging.getLogger().addHandler(self)
        self.level_before = logging.getLogger().level
        logging.getLogger().setLevel(logging.DEBUG)

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())

    @property
    def text(self) -> str:
        return "\n".join(self.said)

    def clear(self) -> None:
        self.said.clear()

    def stop(self) -> None:
        logging.getLogger().removeHandler(self)
        logging.getLogger().setLevel(self.level_before)
