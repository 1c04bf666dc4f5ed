"""The presses of a vote: their order, what they refuse, what stays hidden, and paper beside the phones."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from facilitation import ballots, day, plan
from facilitation.ballots import State, Vote
from facilitation.database.operations import Operation
from facilitation.house import House
from facilitation.journal import Entry
from facilitation.workshop import Workshop
from tests.builders import (
    a_workshop,
    as_host,
    as_moderator,
    as_participant,
    cast,
    clock_of,
    look,
    people,
    run_to,
    tables_of,
    tools_for,
    vote_of,
)

JSON = {"Accept": "application/json"}
PAPER_ID = "a-ballot-typed-in-by-ada"
COUNTS = ("ballots", "spent", "phone", "paper")


class Booth:
    """A workshop in its choice round, seen by whoever holds the client."""

    def __init__(self, client: FlaskClient, house: House, voters: int = 25, **settings: Any) -> None:
        self.client, self.house = client, house
        self.workshop: Workshop = a_workshop(house, **settings)
        self.people = people(house, self.workshop, voters)
        run_to(house, self.workshop, "choice")
        self.vote_id = vote_of(house, self.workshop).id

    def vote(self) -> Vote:
        with self.house.reading() as session:
            return ballots.one(session, self.workshop.id, self.vote_id)

    def press(self, what: str, client: FlaskClient | None = None, **sent: Any) -> Any:
        return (client or self.client).post(
            f"/w/{self.workshop.code}/votes/{self.vote_id}/{what}",
            data={"revision": self.vote().revision, **sent},
            headers=JSON,
        )

    def cast(self, choose: Any = None) -> None:
        """Everybody votes by phone: three points for the first tool of their field, two for the second."""
        for person in self.people:
            known = tools_for(self.house, self.workshop, self.vote(), person)
            cast(
                self.house, self.workshop, self.vote(), person, choose(known) if choose else {known[0]: 3, known[1]: 2}
            )

    def count(self, choose: Any = None) -> None:
        for what in ("opening", "shutting", "sealing"):
            assert self.press(what).status_code == 200
            if what == "opening":
                self.cast(choose)

    def page(self, path: str) -> Any:
        return self.client.get(f"/w/{self.workshop.code}/{path}", headers=JSON).json

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page("moderation/votes")["regions"]["votes"]
        return found

    def face(self) -> dict[str, Any]:
        return next(vote for vote in self.state()["votes"] if vote["id"] == self.vote_id)

    def seat(self, person: str) -> dict[str, Any]:
        """A person's number and the field where they sit."""
        with self.house.reading() as session:
            paper = day.ballot_paper(session, self.workshop.id, self.vote(), person)
        return {"number": self.people.index(person) + 1, "field": paper["field"]}

    def paper(self, person: str, client: FlaskClient | None = None, **sent: Any) -> Any:
        """Ada types a sheet of paper in: two points for the first tool, unless something else is given."""
        tool = tools_for(self.house, self.workshop, self.vote(), person)[0]
        marks = sent or {f"points.{tool}": 2}
        given = {"number": self.seat(person)["number"], "ballot_id": PAPER_ID, **marks}
        return self.press("paper-ballots", client, **given)


@pytest.fixture
def booth(client: FlaskClient, house: House) -> Booth:
    made = Booth(client, house)
    as_moderator(client, made.workshop)
    return made


# --- one after another ---


def test_a_vote_goes_from_draft_to_the_plan_by_presses(booth: Booth) -> None:
    states = [booth.vote().state]
    for what in ("opening", "shutting", "sealing"):
        answer = booth.press(what).json
        assert answer["ok"] is True
        states.append(answer["result"]["state"])
        if what == "opening":
            booth.cast()
    assert states == ["draft", "open", "shut", "sealed"]
    for one in booth.face()["fields"]:
        booth.press("reveals", field_id=one["field"]["id"])
    assert booth.vote().state == State.DECIDED
    assert booth.press("plan").json["result"]["entries"] == 10
    assert booth.face()["in_plan"] is True


def test_every_press_needs_the_state_before_it(booth: Booth) -> None:
    field = tables_of(booth.house, booth.workshop)[0].field_id
    early = {what: booth.press(what, field_id=field).status_code for what in ("shutting", "sealing", "reveals", "plan")}
    assert early == dict.fromkeys(early, 409)
    booth.press("opening")
    assert booth.press("opening").json["error"]["code"] == "wrong_state"


def test_of_two_presses_at_the_same_revision_one_counts(booth: Booth) -> None:
    seen = booth.vote().revision
    assert booth.press("opening", revision=seen).status_code == 200
    assert booth.press("shutting", revision=seen).json["error"]["code"] == "moved_on"
    assert booth.vote().state == State.OPEN


def test_a_shutting_is_taken_back_within_thirty_seconds(booth: Booth) -> None:
    booth.press("opening")
    undo = booth.press("shutting").json["undo"]
    clock_of(booth.house).forward(seconds=29)
    booth.client.post(undo["action"], data=undo["fields"], headers=JSON)
    assert booth.vote().state == State.OPEN
    booth.cast()
    booth.press("shutting")
    assert booth.face()["undo_until"] is not None
    clock_of(booth.house).forward(seconds=31)
    assert booth.face()["undo_until"] is None
    assert booth.press("shutting/undo").status_code == 409
    assert booth.vote().state == State.SHUT


def test_a_refused_counting_leaves_paper_possible(booth: Booth) -> None:
    booth.press("opening")
    booth.press("shutting")
    assert booth.press("sealing", revision=booth.vote().revision - 1).json["error"]["code"] == "moved_on"
    assert booth.paper(booth.people[0]).status_code == 200
    assert booth.press("sealing").json["result"]["state"] == "sealed"
    assert booth.face()["protocol"]["ballots"] == 1
    assert booth.paper(booth.people[1]).json["error"]["code"] == "vote_not_open"


def test_the_same_counting_sent_twice_happens_once(booth: Booth) -> None:
    booth.press("opening")
    booth.cast()
    booth.press("shutting")
    seen = booth.vote().revision
    twice = [booth.press("sealing", key="k" * 20, revision=seen).json for _ in range(2)]
    assert twice[0]["result"] == twice[1]["result"]
    told = booth.face()["protocol"]
    assert {n: told[n] for n in COUNTS} == {"ballots": 25, "spent": 25, "phone": 25, "paper": 0}


# --- what stays hidden ---


def test_before_a_reveal_turnout_is_all_there_is(booth: Booth) -> None:
    booth.press("opening")
    booth.cast()
    face = booth.face()
    assert (face["done"], face["of"]) == (25, 25)
    assert [(one["done"], one["of"]) for one in face["turnout"]] == [(5, 5)] * 5
    booth.press("shutting")
    booth.press("sealing")
    assert booth.state()["results"][0]["fields"] == []
    everything = json.dumps([booth.state()["results"]] + [booth.page(page) for page in ("moderation", "stage")])
    assert '"rows"' not in everything
    field = booth.face()["fields"][3]["field"]
    assert booth.press("reveals", field_id=field["id"]).json["said"] == f"„{field['short']}“ ist aufgedeckt."
    shown = booth.state()["results"][0]["fields"]
    assert [one["field"]["id"] for one in shown] == [field["id"]]
    assert [(row["points"], row["people"]) for row in shown[0]["rows"][:2]] == [(15, 5), (10, 5)]


def test_few_ballots_show_ranks_and_no_points(client: FlaskClient, house: House) -> None:
    booth = Booth(client, house, voters=20)
    as_moderator(client, booth.workshop)
    booth.count()
    booth.press("reveals", field_id=booth.face()["fields"][0]["field"]["id"])
    found = booth.state()["results"][0]["fields"][0]
    assert (found["ballots"], found["shows_points"]) == (4, False)
    assert [(row["rank"], row["points"], row["people"]) for row in found["rows"][:2]] == [
        (1, None, None),
        (2, None, None),
    ]


# --- ties ---


def tied(known: list[str]) -> dict[str, int]:
    """Five tools with one point each, when there is room for four."""
    return dict.fromkeys(known[:5], 1)


@pytest.fixture
def tie(client: FlaskClient, house: House) -> Booth:
    booth = Booth(client, house, places=4)
    as_moderator(client, booth.workshop)
    booth.count(tied)
    return booth


def reveal_first(booth: Booth) -> str:
    field: str = booth.face()["fields"][0]["field"]["id"]
    assert booth.press("reveals", field_id=field).status_code == 200
    return field


def chosen(booth: Booth) -> int:
    return sum(row["is_chosen"] for row in booth.state()["results"][0]["fields"][0]["rows"])


@pytest.mark.parametrize(("method", "taken"), [("all", 5), ("draw", 4)])
def test_a_tie_is_decided_by_a_press_and_only_once(tie: Booth, method: str, taken: int) -> None:
    field = reveal_first(tie)
    assert (tie.face()["fields"][0]["tie"], chosen(tie)) == (True, 0)
    answer = tie.press("ties", field_id=field, method=method).json
    assert len(answer["result"]["chosen"]) == taken
    assert (tie.face()["fields"][0]["tie"], chosen(tie)) == (False, taken)
    if method == "draw":
        assert answer["said"] == f"Das Los hat entschieden. Losnummer: {answer['result']['seed']}."
    assert tie.press("ties", field_id=field, method=method).status_code == 422


def test_a_run_off_becomes_the_next_scene(tie: Booth) -> None:
    run_to(tie.house, tie.workshop, "results")
    field = reveal_first(tie)
    run_off = tie.press("ties", field_id=field, method="run_off").json["result"]["run_off"]
    following = look(tie.house, tie.workshop).next_scene
    assert following is not None
    assert following.options["vote"] == run_off
    go = tie.page("moderation")["regions"]["cockpit"]["go"]
    assert go["run_off"] is True
    assert tie.face()["fields"][0]["run_off_waits"] is True
    assert tie.press("ties", field_id=field, method="run_off").status_code == 409


def test_ties_want_a_known_method_and_a_tie(booth: Booth) -> None:
    booth.count()
    field = reveal_first(booth)
    assert booth.press("ties", field_id=field, method="dice").status_code == 422
    assert booth.press("ties", field_id=field, method="all").json["error"]["details"]["reason"] == "no_tie"


# --- paper ---


def test_paper_is_typed_in_while_open_and_while_shut(booth: Booth) -> None:
    ben, cem = booth.people[:2]
    early = booth.press("paper-ballots", number=1, abstain="1", ballot_id=PAPER_ID)
    assert early.json["error"]["code"] == "vote_not_open"
    booth.press("opening")
    assert booth.paper(ben).json["said"] == "Der Stimmzettel von Nummer 1 liegt im Kasten."
    booth.press("shutting")
    assert booth.paper(cem, abstain="1", ballot_id="another-sheet-of-paper").status_code == 200
    assert booth.face()["done"] == 2


def test_a_sheet_typed_in_twice_counts_once(booth: Booth) -> None:
    booth.press("opening")
    first, again = booth.paper(booth.people[0]), booth.paper(booth.people[0])
    assert first.json["result"] == again.json["result"]
    assert booth.face()["done"] == 1


def test_a_seat_votes_by_phone_or_on_paper_never_both(booth: Booth) -> None:
    ben, cem = booth.people[:2]
    booth.press("opening")
    known = tools_for(booth.house, booth.workshop, booth.vote(), ben)
    cast(booth.house, booth.workshop, booth.vote(), ben, {known[0]: 1})
    assert booth.paper(ben).json["error"]["code"] == "already_voted"
    booth.paper(cem)
    with pytest.raises(ballots.AlreadyVoted):
        cast(booth.house, booth.workshop, booth.vote(), cem, {})
    assert booth.face()["done"] == 2


def test_paper_follows_the_rules_of_the_phone(booth: Booth) -> None:
    booth.press("opening")
    ben = booth.people[0]
    known = tools_for(booth.house, booth.workshop, booth.vote(), ben)
    elsewhere = next(p for p in booth.people if booth.seat(p)["field"] != booth.seat(ben)["field"])
    foreign = tools_for(booth.house, booth.workshop, booth.vote(), elsewhere)[0]
    wrong: list[tuple[dict[str, Any], str]] = [
        ({f"points.{known[0]}": 4}, "too_many_on_one"),
        ({f"points.{known[0]}": 3, f"points.{known[1]}": 3}, "points_spent"),
        ({f"points.{foreign}": 1}, "foreign_tool"),
        ({f"points.{known[0]}": "viel"}, "bad_input"),
        ({f"points.{known[0]}": ""}, "bad_input"),
    ]
    assert [booth.paper(ben, **marks).json["error"]["code"] for marks, _ in wrong] == [code for _, code in wrong]
    assert booth.press("paper-ballots", number=99, abstain="1").status_code == 404
    assert booth.face()["done"] == 0


def test_a_host_types_paper_in_for_the_own_field_only(booth: Booth) -> None:
    booth.press("opening")
    own, foreign = tables_of(booth.house, booth.workshop)[:2]
    hanna, emil = booth.client.application.test_client(), booth.client.application.test_client()
    as_host(hanna, booth.workshop, own.number)
    as_participant(emil, booth.workshop)
    at = {booth.seat(person)["field"]: person for person in booth.people}
    assert booth.paper(at[foreign.field_id], hanna).status_code == 403
    assert booth.paper(at[own.field_id], emil).status_code == 403
    assert booth.paper(at[own.field_id], hanna).status_code == 200


def written(house: House) -> tuple[int, int]:
    """Journal lines and operations so far."""
    with house.reading() as session:
        lines = session.scalar(select(func.count()).select_from(Entry)) or 0
        return lines, session.scalar(select(func.count()).select_from(Operation)) or 0


def test_a_paper_ballot_leaves_nothing_in_the_main_database(booth: Booth) -> None:
    booth.press("opening")
    before = written(booth.house)
    assert booth.paper(booth.people[0]).status_code == 200
    assert written(booth.house) == before
    booth.press("shutting", key="k" * 20)
    assert written(booth.house) == (before[0] + 1, before[1] + 1)


def test_the_split_is_told_where_it_tells_on_nobody(booth: Booth) -> None:
    booth.press("opening")
    for n, person in enumerate(booth.people):
        if n < 3:
            booth.paper(person, abstain="1", ballot_id=f"sheet-of-paper-no-{n}")
        else:
            cast(booth.house, booth.workshop, booth.vote(), person, {})
    booth.press("shutting")
    booth.press("sealing")
    told = booth.face()["protocol"]
    assert {n: told[n] for n in COUNTS} == {"ballots": 25, "spent": 25, "phone": None, "paper": None}


# --- into the plan ---


def test_the_transfer_waits_until_everything_is_decided(booth: Booth) -> None:
    booth.count()
    reveal_first(booth)
    assert booth.press("plan").json["error"]["code"] == "wrong_state"
    for one in booth.face()["fields"]:
        booth.press("reveals", field_id=one["field"]["id"])
    twice = [booth.press("plan").json["result"] for _ in range(2)]
    assert twice == [{"made": 10, "entries": 10}, {"made": 0, "entries": 10}]
    with booth.house.reading() as session:
        assert {e.trace["vote"] for e in plan.entries(session, booth.workshop.id)} == {booth.vote_id}
