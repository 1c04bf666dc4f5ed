"""Workshops by chance: templates of every size with awkward words, and days in which a lot has happened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from facilitation import archive, badges, ballots, day, groups, participants, pictures, plan, statements, tools, visions
from facilitation.archive import Entries
from facilitation.ballots import Method, conduct, results, ties
from facilitation.errors import Refusal
from facilitation.house import House
from facilitation.pictures import Drawn
from facilitation.workshop import Workshop, by_id
from tests import builders

WORDS = [
    "Steg", "Café am Kai", "=1+1", "<script>alert(1)</script>", "🚲 Rad für alle 👩‍🔧", "قهوة ورمل",
    "\"quoted\" 'words'",     "Ufer\u200f und \u200eHafen", "{{ 7*7 }}", "../../etc/passwd", "Ä" * 200, "[object]",
]  # fmt: skip


def a_picture(random: Random) -> Drawn:
    into = BytesIO()
    image = Image.new("RGB", (random.randint(1, 40), random.randint(1, 40)), tuple(random.choices(range(256), k=3)))
    image.save(into, random.choice(["PNG", "JPEG"]))
    return pictures.as_it_is(into.getvalue())


@dataclass
class Template:
    """A template by chance and the pictures it names."""

    value: dict[str, Any]
    pictures: dict[str, Drawn] = field(default_factory=dict)


def a_template(random: Random) -> Template:
    """2 to 12 fields with 1 to 3 tables each, 1 to 6 rounds, 4 to 16 tools, other years, pictures."""
    numbers = sorted(random.sample(range(1, 100), random.randint(2, 12)))
    drawn = [a_picture(random) for _ in range(random.randint(0, 3))]
    listed = [
        {"key": f"p{n}", "use": random.choice(["logo", "tool"]), "sha256": p.sha256, "alt": random.choice(WORDS)}
        for n, p in enumerate(drawn)
    ]
    tables = [number for number in numbers for _ in range(random.randint(1, 3))]
    rounds = random.randint(1, 6)
    movements = ["home", *(random.choice(["shift", "mix", "return"]) for _ in range(rounds - 1))]
    agenda: list[dict[str, Any]] = [{"title": "Ankommen", "minutes": 10, "scenes": [{"activity": "arrival"}]}]
    for number, movement in enumerate(movements, start=1):
        last = number == rounds
        agenda.append({
            "key": f"r{number}", "title": f"Runde {number}", "minutes": 30, "movement": {"kind": movement, "by": 1},
            "scenes": [{"activity": "move"}, {"activity": "vision", "questions": [random.choice(WORDS)]}]
            + ([{"activity": "choice", "task": {"de": random.choice(WORDS), "en": "x"}}] if last else []),
        })  # fmt: skip
    agenda.append({"title": "Ende", "minutes": 5, "scenes": [{"activity": "results"}, {"activity": "closing"}]})
    value = {
        "format": archive.FORMAT, "version": 2,
        "workshop": {
            "title": {"de": random.choice(WORDS), "en": "W"}, "day": f"20{random.randint(18, 60)}-02-28",
            "begins": "09:30", "years": random.sample(range(2020, 2060), random.randint(0, 6)),
            "settings": {"places": random.randint(1, 2), "vote_scope": random.choice(["field", "plenary"])},
        },
        "fields": [{"number": n, "title": random.choice(WORDS)} for n in numbers] + [{"title": "Vorrat"}],
        "tables": [{"number": n, "field": str(f)} for n, f in enumerate(tables, start=1)],
        "agenda": agenda,
        "pictures": listed,
        "tools": [
            {
                "field": random.choice([*map(str, numbers[:3]), "Vorrat"]), "title": random.choice(WORDS),
                "key": f"t{n}",
                "kind": random.choice(["existing", "new", "open"]), "places": random.sample(WORDS, 2),
                **({"picture": random.choice(listed)["key"]} if listed and random.random() < 0.5 else {}),
            }
            for n in range(random.randint(4, 16))
        ],
    }  # fmt: skip
    return Template(value, {p.sha256: p for p in drawn})


def a_workshop(house: House, random: Random) -> Workshop:
    template = a_template(random)
    builders.an_operator(house)
    made = house.write(archive.build, template=template.value, _pictures=template.pictures)
    with house.reading() as session:
        return by_id(session, made["workshop"])


class Day:
    """A day that is lived through by chance; what the rules refuse does not happen."""

    def __init__(self, house: House, workshop: Workshop, random: Random) -> None:
        self.house, self.workshop, self.random = house, workshop, random
        self.session: Session | None = None
        self.people: list[str] = []
        self._try(lambda: self._do(badges.plan, count=random.randint(1, 5), role="organiser"))
        self._together(lambda: self.people.extend(self._arrive(n) for n in range(random.randint(4, 16))))

    def live(self, until: str) -> None:
        """Up to a scene of an activity, or to the end of the day ("over")."""
        builders.step(self.house, self.workshop, "start")
        while True:
            scene = builders.look(self.house, self.workshop).scene
            assert scene is not None
            if scene.activity == until:
                return
            if scene.activity == "vision":
                self._together(self._vision)
            elif scene.activity == "choice":
                self._choice()
            if builders.look(self.house, self.workshop).next_scene is None:
                builders.step(self.house, self.workshop, "close")
                return
            builders.step(self.house, self.workshop, "next")
            if self.random.random() < 0.2:
                self._try(
                    lambda: builders.step(self.house, self.workshop, self.random.choice(["pause", "undo", "back"]))
                )

    def _arrive(self, n: int) -> str:
        return str(self._do(
            groups.arrive, name=self.random.choice(WORDS)[:50], institution=f"Amt {n % 3}",
            key_hash=hashlib.sha256(f"{self.workshop.id} {n}".encode()).hexdigest() if n % 4 else None,
        )["participant"])  # fmt: skip

    def _vision(self) -> None:
        cards = [
            self._try(lambda p=p: self._do(day.pin, author_id=p, text=self.random.choice(WORDS))) for p in self.people
        ]
        written = [card["statement"] for card in cards if card]
        for field_ in builders.fields_of(self.house, self.workshop):
            with self.house.reading() as session:
                own = [card.id for card in statements.of_field(session, field_.id)]
            if not own:
                continue
            cluster = self._do(statements.make_cluster, field_id=field_.id, title="Wege", role="host")["cluster"]
            self._do(statements.put_in_cluster, statement_id=own[0], cluster_id=cluster, role="host")
            if len(own) > 1:
                self._try(lambda own=own: self._do(statements.merge, statement_id=own[1], into_id=own[0], role="host"))
            if len(own) > 2:
                self._do(statements.hide, statement_id=own[2], reason="Name genannt", role="host")
            sentences = [{"text": self.random.choice(WORDS), "statements": own[:2]}]
            for base in (0, 0):  # the second is saved beside the first
                said = [*sentences, {"text": f"Satz {base}{self.random.random()}", "statements": []}]
                self._do(visions.save, field_id=field_.id, base=base, sentences=said, role="host")
        for card in written:
            for person in self.random.sample(self.people, 2):
                self._try(lambda c=card, p=person: self._do(statements.support, statement_id=c, participant_id=p))
        if self.random.random() < 0.5:
            self._do(participants.leave, participant_id=self.random.choice(self.people))

    def _choice(self) -> None:
        proposed = self._try(
            lambda: self._do(day.propose_tool, title=f"Neu {self.random.random()}", participant_id=self.people[0])
        )
        if proposed and self.random.random() < 0.7:
            self._do(day.decide_on_proposal, tool_id=proposed["tool"], admission=tools.Admission.ADMITTED, role="host")
        vote = self._try(lambda: builders.open_vote(self.house, self.workshop))
        if vote is None:
            return  # no tool on the ballot
        for person in self.people:
            self._try(lambda p=person: self._cast(vote, p))
        builders.shut_and_seal(self.house, self.workshop, vote)
        with self.house.reading() as session:
            shown = results.fields_of(session, vote)
        self._together(lambda: self._reveal(vote, shown))

    def _reveal(self, vote: ballots.Vote, shown: list[str]) -> None:
        for field_id in shown:
            self._do(conduct.reveal, vote_id=vote.id, field_id=field_id, role="moderator")
            method = self.random.choice([Method.ALL, Method.DRAW, Method.RUN_OFF])
            self._try(
                lambda f=field_id, m=method: self._do(
                    ties.decide_tie, vote_id=vote.id, field_id=f, method=m, role="moderator"
                )
            )
        self._try(lambda: self._do(plan.take_over, vote_id=vote.id, role="moderator"))

    def _cast(self, vote: ballots.Vote, person: str) -> None:
        offered = builders.tools_for(self.house, self.workshop, vote, person)
        points = {self.random.choice(offered): 1} if offered and self.random.random() < 0.9 else {}
        builders.cast(self.house, self.workshop, vote, person, points)

    def _do(self, verb: Any, **given: Any) -> Any:
        if self.session is None:
            return self.house.write(verb, workshop_id=self.workshop.id, **given)
        return verb(self.session, now=self.house.clock.now(), workshop_id=self.workshop.id, **given)

    def _try(self, deed: Any) -> Any:
        try:
            if self.session is None:
                return deed()
            with self.session.begin_nested():
                return deed()
        except Refusal:
            return None

    def _together(self, deed: Any) -> None:
        """Many verbs in one transaction: a disk that is waited for once."""

        def verb(session: Session, *, now: datetime) -> None:
            self.session = session
            try:
                deed()
            finally:
                self.session = None

        self.house.write(verb)


def pack(house: House, workshop_id: str, entries: Entries = Entries.WITH_NAMES) -> bytes:
    with house.reading() as session:
        return archive.pack(session, now=house.clock.now(), workshop_id=workshop_id, entries=entries, product="1.0")


def restore(house: House, sent: bytes, **given: Any) -> dict[str, Any]:
    made: dict[str, Any] = house.write(archive.restore, _parcel=archive.opened(sent), **given)
    return made
