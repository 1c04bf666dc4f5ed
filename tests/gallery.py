"""Fills a Düren day with a hundred people, statements, clusters, Zukunftsbilder and ballots, scene by scene."""

from __future__ import annotations

from random import Random
from typing import Any

from facilitation import day, groups, plan, statements, tools, visions
from facilitation.ballots import Method, conduct, results, ties
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders
from tests.builders import clock_of, fields_of, look, step

INSTITUTIONS = [
    "Kreisverwaltung", "Volkshochschule", "Sportverein", "Gemeinderat", "Krankenhaus", "Gymnasium", "Seniorenbeirat",
    "Handwerkskammer", "Jugendrat", "Freiwilligenzentrum", "Pflegedienst", "Bürgerverein",
]  # fmt: skip
SAID = {
    1: [
        "Wer Arbeit sucht, findet sie in der Nähe und weiß, wen man fragt.",
        "Betriebe teilen sich Ausbilderinnen und Ausbilder.",
        "In jedem Betrieb gibt es eine Lösung, wenn die Kinderbetreuung ausfällt.",
        "Zugezogene arbeiten nach wenigen Wochen in ihrem Beruf.",
        "Ältere geben ihr Wissen in der Arbeitszeit weiter.",
    ],
    2: [
        "Alle Kinder sprechen sicher Deutsch, wenn sie in die Schule kommen.",
        "Lernen hört nicht auf: In jeder Gemeinde gibt es Kurse am Abend.",
        "Schulen stehen nachmittags für alle offen.",
        "Jugendliche kennen drei Berufe aus eigener Anschauung.",
    ],
    3: [
        "In jedem Ortsteil gibt es einen Raum, der allen gehört.",
        "Wer helfen will, findet noch am selben Tag eine Aufgabe.",
        "Jugendliche entscheiden über ein eigenes Budget.",
        "Neue Nachbarn werden zu Hause besucht und eingeladen.",
    ],
    4: [
        "Bus, Rufbus und Leihrad sind aufeinander abgestimmt, ein Fahrschein genügt.",
        "Der Rufbus kommt auch sonntags ins Dorf.",
        "Ärztliche Hilfe ist für alle in kurzer Zeit erreichbar, auch per Video.",
        "Auch in kleinen Dörfern kann man Dinge des täglichen Bedarfs kaufen oder liefern lassen.",
        "Sichere Radwege verbinden die Orte im ganzen Kreis.",
        "Wer kein Auto hat, kommt trotzdem pünktlich zur Arbeit.",
    ],
    5: [
        "Alte Häuser im Ortskern sind umgebaut und wieder bewohnt.",
        "Wer alt wird, bleibt in der eigenen Wohnung, solange sie oder er möchte.",
        "Mehrere Generationen wohnen unter einem Dach und helfen einander.",
        "Barrierefreie Wohnungen sind bezahlbar.",
    ],
}
TITLES = {1: ["Gut begleitet", "Gut vereinbar"], 4: ["Gut unterwegs", "Versorgt im Dorf", "Gesund vor Ort"]}


class FilledDay:
    """A workshop with `count` people whose day can be driven scene by scene, filled with plausible entries."""

    def __init__(self, house: House, count: int = 100, **settings: Any) -> None:
        self.house, self.random = house, Random(18)
        self.workshop: Workshop = builders.a_workshop(
            house, wifi_name="Zukunftswerkstatt", wifi_password="hobelbank-2030", **settings
        )
        self.people = [
            house.write(
                groups.arrive, workshop_id=self.workshop.id, name=f"Gast {n}" if n % 3 else "",
                institution=INSTITUTIONS[n % len(INSTITUTIONS)], key_hash=f"{n:064d}" if n % 9 else None,
            )["participant"]
            for n in range(1, count + 1)
        ]  # fmt: skip

    def forward(self, minutes: float) -> None:
        clock_of(self.house).forward(minutes=minutes)

    def next(self) -> None:
        step(self.house, self.workshop, "next")

    def divide(self) -> None:
        self.house.write(groups.divide, workshop_id=self.workshop.id, role="moderator", seed=7)

    def write_statements(self, share: float = 0.5) -> None:
        """People at each table pin cards and agree with one another; hosts cluster and hide one."""
        numbers = {field.id: field.number or 0 for field in fields_of(self.house, self.workshop)}
        round_number = look(self.house, self.workshop).round_number or 1
        with self.house.reading() as session:
            seats = groups.seats(session, groups.current(session, self.workshop.id), round_number)
        fields = {table.id: table.field_id for table in builders.tables_of(self.house, self.workshop)}
        said: dict[int, int] = {}
        for person in self.people:
            number = numbers[fields[seats[person]]]
            place = said.get(number, 0)
            if self.random.random() < share and place < len(SAID[number]):
                said[number] = place + 1
                self.house.write(
                    day.pin, workshop_id=self.workshop.id, author_id=person, text=SAID[number][place]
                )
        with self.house.reading() as session:
            cards = {f: statements.of_field(session, f) for f in numbers}
        for person in self.people:
            for card in cards[fields[seats[person]]]:
                if self.random.random() < 0.4:
                    self.house.write(
                        statements.support, workshop_id=self.workshop.id, statement_id=card.id, participant_id=person
                    )

    def work_at_the_tables(self) -> None:
        """Clusters with titles, one card hidden, and a Zukunftsbild that grows from cards."""
        for field in fields_of(self.house, self.workshop):
            with self.house.reading() as session:
                cards = statements.of_field(session, field.id)
                known = statements.clusters(session, field.id)
            if known or not cards:
                continue
            here = {"workshop_id": self.workshop.id, "role": "host"}
            for place, title in enumerate(TITLES.get(field.number or 0, ["Heute schon gut"])):
                made = self.house.write(statements.make_cluster, field_id=field.id, title=title, **here)
                for card in cards[place * 2 : place * 2 + 2]:
                    self.house.write(
                        statements.put_in_cluster, statement_id=card.id, cluster_id=made["cluster"], **here
                    )
            sentences = [{"text": card.text, "statements": [card.id]} for card in cards[:3]]
            self.house.write(visions.save, field_id=field.id, base=0, sentences=sentences, **here)

    def agree(self) -> None:
        for field in fields_of(self.house, self.workshop):
            self.house.write(
                visions.agree, workshop_id=self.workshop.id, field_id=field.id, number=1, role="host"
            )

    def propose(self) -> None:
        person = self.people[3]
        made = self.house.write(
            day.propose_tool, workshop_id=self.workshop.id, title="Bürgerbus am Abend", participant_id=person,
            description="Freiwillige fahren nach 20 Uhr feste Haltestellen an.",
        )  # fmt: skip
        self.house.write(
            day.decide_on_proposal, workshop_id=self.workshop.id, tool_id=made["tool"],
            admission=tools.Admission.ADMITTED, role="host",
        )  # fmt: skip

    def vote(self, share: float = 0.8) -> None:
        vote = builders.open_vote(self.house, self.workshop)
        for person in self.people:
            if self.random.random() > share:
                continue
            mine = builders.tools_for(self.house, self.workshop, vote, person)[:9]
            points: dict[str, int] = {}
            for _ in range(5):
                tool = mine[min(int(self.random.expovariate(0.45)), len(mine) - 1)]
                if points.get(tool, 0) < 3:
                    points[tool] = points.get(tool, 0) + 1
            builders.cast(self.house, self.workshop, vote, person, points)

    def count(self) -> None:
        builders.shut_and_seal(self.house, self.workshop, builders.vote_of(self.house, self.workshop))

    def reveal(self, number: int) -> None:
        field = fields_of(self.house, self.workshop)[number - 1]
        vote = builders.vote_of(self.house, self.workshop)
        here = {"workshop_id": self.workshop.id, "vote_id": vote.id, "field_id": field.id, "role": "moderator"}
        self.house.write(conduct.reveal, **here)

    def settle(self) -> None:
        """Decide every open tie by taking all, and take the results into the plan."""
        vote = builders.vote_of(self.house, self.workshop)
        with self.house.reading() as session:
            open_ties = results.undecided(session, vote)
        for field_id in open_ties:
            self.house.write(
                ties.decide_tie, workshop_id=self.workshop.id, vote_id=vote.id, field_id=field_id,
                method=Method.ALL, role="moderator",
            )  # fmt: skip
        self.house.write(plan.take_over, workshop_id=self.workshop.id, vote_id=vote.id, role="moderator")
