"""The agenda edited in the office: what stands, what moves along, what is taken back; and edited days really run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilitation import archive, ballots, day, groups
from facilitation.agenda import Activity, Programme, steps
from facilitation.agenda.draft import ItemBegun, OnlyItem, RoundBegun
from facilitation.agenda.kinds import KINDS
from facilitation.errors import BadInput, MovedOn, NotFound, Refusal
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders
from tests.agenda.editor import edit, item, scene, undo
from tests.builders import clock_of, look, run_to, step


def keys(house: House, workshop: Workshop) -> list[str]:
    return [one.key for one in look(house, workshop).items]


def rounds(house: House, workshop: Workshop) -> list[tuple[str, int | None, str]]:
    return [(one.key, one.round_number, one.movement["kind"]) for one in look(house, workshop).rounds if one.movement]


def described(house: House, workshop: Workshop) -> Any:
    with house.reading() as session:
        return archive.describe(session, workshop.id)


# What an edit does

def test_an_item_is_added_changed_moved_copied_and_removed(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    added = edit(any_house, workshop, "add_item", kind="break", after=item(any_house, workshop, "runde-2")["item_id"])
    assert keys(any_house, workshop)[7:10] == ["runde-2", "break-1", "runde-3"]
    changes = {"title": "Kaffee", "title.en": "Coffee", "minutes": "15", "fixed_start": "19:30", "protected": "0"}
    edit(any_house, workshop, "change_item", item_id=added["item"], revision=1, changes=changes)
    coffee = look(any_house, workshop).items[8]
    assert (dict(coffee.title), coffee.minutes, str(coffee.fixed_start), coffee.protected) == (
        {"de": "Kaffee", "de_leicht": "Pause", "en": "Coffee"}, 15, "19:30:00", False,
    )  # fmt: skip
    first = look(any_house, workshop).items[0].id
    edit(any_house, workshop, "move_item", item_id=added["item"], revision=2, before=first)
    edit(any_house, workshop, "duplicate_item", item_id=added["item"])
    assert keys(any_house, workshop)[:3] == ["break-1", "break-1-4", "ankommen"]
    edit(any_house, workshop, "remove_item", item_id=added["item"], revision=3)
    assert keys(any_house, workshop)[:2] == ["break-1-4", "ankommen"]


def test_scenes_are_added_changed_moved_copied_and_removed(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)

    def scenes() -> list[tuple[str, str]]:
        now = look(any_house, workshop)
        found = next(one for one in now.items if one.key == "begruessung")
        return [(str(one.activity), str(one.title)) for one in now.scenes_of[found.id]]

    edit(any_house, workshop, "add_scene", **item(any_house, workshop, "begruessung"), activity="break")
    changes = {"title": "Grußworte", "speaker": "Bürgermeisterin"}
    edit(any_house, workshop, "change_scene", **scene(any_house, workshop, "begruessung", 0), changes=changes)
    edit(any_house, workshop, "duplicate_scene", **scene(any_house, workshop, "begruessung", 0))
    assert scenes() == [("plenum", "Grußworte"), ("plenum", "Grußworte"), ("break", "")]
    last = scene(any_house, workshop, "begruessung", 2)
    first = scene(any_house, workshop, "begruessung", 0)["scene_id"]
    edit(any_house, workshop, "move_scene", **last, before=first)
    edit(any_house, workshop, "remove_scene", **scene(any_house, workshop, "begruessung", 1))
    assert scenes() == [("break", ""), ("plenum", "Grußworte")]


def test_rounds_are_numbered_by_their_order_and_the_first_is_at_home(house: House) -> None:
    workshop = builders.a_workshop(house)
    first = item(house, workshop, "runde-1")
    edit(house, workshop, "move_item", **item(house, workshop, "runde-3"), before=first["item_id"])
    assert rounds(house, workshop) == [("runde-3", 1, "home"), ("runde-1", 2, "home"), ("runde-2", 3, "shift")]
    undo(house, workshop)
    assert rounds(house, workshop) == [("runde-1", 1, "home"), ("runde-2", 2, "shift"), ("runde-3", 3, "return")]


def test_an_item_is_a_round_as_long_as_people_work_at_tables_in_it(house: House) -> None:
    workshop = builders.a_workshop(house)
    edit(house, workshop, "change_scene", **scene(house, workshop, "act", 0), changes={"activity": "vision"})
    assert rounds(house, workshop)[-1] == ("act", 4, "shift")
    edit(house, workshop, "change_scene", **scene(house, workshop, "act", 0), changes={"activity": "plenum"})
    assert len(rounds(house, workshop)) == 3


def test_limits_come_in_pairs(house: House) -> None:
    workshop = builders.a_workshop(house)

    def limits(**changes: Any) -> tuple[int | None, int | None]:
        edit(house, workshop, "change_item", **item(house, workshop, "impuls"), changes=changes)
        found = next(one for one in look(house, workshop).items if one.key == "impuls")
        return found.minimum, found.maximum

    assert limits(minimum="30", maximum="") == (30, 45)
    assert limits(minimum="", maximum="45") == (None, None)
    assert limits(minimum="", maximum="20") == (20, 20)
    with pytest.raises(BadInput):
        limits(minimum="40", maximum="30")


def test_lines_keep_their_variants_while_they_stand_or_are_mended(house: House) -> None:
    workshop = builders.a_workshop(house)

    def questions(**changes: Any) -> list[dict[str, str]]:
        edit(house, workshop, "change_scene", **scene(house, workshop, "runde-1", 1), changes=changes)
        now = look(house, workshop)
        found: list[dict[str, str]] = now.scenes_of[now.rounds[0].id][1].options["questions"]
        return found

    first, second = questions()
    assert questions(questions=f"{first['de']}\nWoran merkt man das?") == [
        first, {**second, "de": "Woran merkt man das?"},
    ]
    assert questions(questions=f"{second['de']}\n\n{first['de']}") == [{"de": second["de"]}, first]
    mended = questions(**{"questions": "Was ist neu?", "questions.en": "What is new?"})
    assert mended == [{"de": "Was ist neu?", "en": "What is new?"}]
    gap = questions(**{"questions": "Was ist neu?\nWas bleibt?", "questions.en": "\nWhat stays?"})
    assert gap == [{"de": "Was ist neu?"}, {"de": "Was bleibt?", "en": "What stays?"}]
    with pytest.raises(BadInput):
        questions(**{"questions.en": "One\nTwo\nThree"})


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"title": " "}, "title", "empty"),
        ({"title": "x" * 201}, "title", "too_long"),
        ({"note.en": "Only English"}, "note", "german_first"),
        ({"minutes": "viel"}, "minutes", "number"),
        ({"minutes": "-1"}, "minutes", "range"),
        ({"minutes": 1441}, "minutes", "range"),
        ({"fixed_start": "25:00"}, "fixed_start", "hour"),
        ({"movement": "jump"}, "movement", "choice"),
        ({"title": 7}, "title", "type"),
    ],
)
def test_what_cannot_be_taken_is_named(house: House, changes: dict[str, Any], field: str, reason: str) -> None:
    workshop = builders.a_workshop(house)
    before = described(house, workshop)
    with pytest.raises(BadInput) as refused:
        edit(house, workshop, "change_item", **item(house, workshop, "runde-2"), changes=changes)
    assert (refused.value.facts["field"], refused.value.facts["reason"]) == (field, reason)
    assert described(house, workshop) == before


def test_texts_of_any_kind_are_kept_as_they_are(house: House) -> None:
    workshop = builders.a_workshop(house)
    for title in ("=1+1", "<script>alert(1)</script>", "🐝 Bienen", "مرحبا", "x" * 200):
        edit(house, workshop, "change_item", **item(house, workshop, "pause"), changes={"title": title})
        assert str(next(one for one in look(house, workshop).items if one.key == "pause").title) == title


# Two people, and taking back

def test_of_two_who_edit_one_item_the_slower_is_told_and_nothing_is_lost(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    seen = item(any_house, workshop, "impuls")
    other = item(any_house, workshop, "act")
    edit(any_house, workshop, "change_item", **seen, changes={"minutes": 40})
    with pytest.raises(MovedOn) as told:
        edit(any_house, workshop, "change_item", **seen, changes={"title": "Vortrag"})
    assert told.value.facts == {"what": "item", "current": 2}
    edit(any_house, workshop, "change_item", **other, changes={"minutes": 20})  # the control: another item
    changed = {one.key: one for one in look(any_house, workshop).items}
    assert (changed["impuls"].minutes, changed["act"].minutes) == (40, 20)


def test_every_kind_of_edit_can_be_taken_back(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    first = look(any_house, workshop).items[0].id

    def whole() -> Any:
        now = look(any_house, workshop)
        ids = [(one.id, [part.id for part in now.scenes_of[one.id]]) for one in now.items]
        return ids, described(any_house, workshop)

    before = []
    edits_made: list[tuple[str, Callable[[], dict[str, Any]]]] = [
        ("add_item", lambda: {"kind": "vision"}),
        ("change_item", lambda: {**item(any_house, workshop, "impuls"), "changes": {"title": "Neu", "minutes": 5}}),
        ("move_item", lambda: {**item(any_house, workshop, "runde-2"), "before": first}),
        ("duplicate_item", lambda: {"item_id": first}),
        ("remove_item", lambda: item(any_house, workshop, "einfuehrung")),
        ("add_scene", lambda: {**item(any_house, workshop, "act"), "activity": "choice"}),
        ("change_scene", lambda: {**scene(any_house, workshop, "runde-1", 1), "changes": {"activity": "choice"}}),
        ("move_scene", lambda: {**scene(any_house, workshop, "runde-1", 0), "before": ""}),
        ("duplicate_scene", lambda: scene(any_house, workshop, "runde-1", 0)),
        ("remove_scene", lambda: scene(any_house, workshop, "runde-3", 1)),
        ("change_hours", lambda: {"changes": {"begins": "16:00", "ends": ""}}),
    ]
    for name, asked in edits_made:
        before.append(whole())
        edit(any_house, workshop, name, **asked())
        assert whole() != before[-1], name
    for wanted in reversed(before):
        undo(any_house, workshop)
        assert whole() == wanted
    with pytest.raises(steps.NothingThere):
        undo(any_house, workshop)


def test_what_changes_nothing_is_nothing_to_take_back(house: House) -> None:
    workshop = builders.a_workshop(house)
    asked = item(house, workshop, "act")
    assert edit(house, workshop, "change_item", **asked, changes={"minutes": 30})["edit"] is None
    assert edit(house, workshop, "change_item", **item(house, workshop, "act"), changes={"minutes": 31})["edit"] == 2


def test_only_the_latest_edit_is_taken_back(house: House) -> None:
    workshop = builders.a_workshop(house)
    older = edit(house, workshop, "change_item", **item(house, workshop, "act"), changes={"minutes": 20})["edit"]
    edit(house, workshop, "change_item", **item(house, workshop, "impuls"), changes={"minutes": 20})
    with pytest.raises(MovedOn):
        edit(house, workshop, "undo", number=older)


def test_the_day_keeps_one_item_and_unknown_things_are_not_found(house: House) -> None:
    workshop = builders.a_workshop(house)
    for key in keys(house, workshop)[1:]:
        edit(house, workshop, "remove_item", **item(house, workshop, key))
    with pytest.raises(OnlyItem):
        edit(house, workshop, "remove_item", **item(house, workshop, "ankommen"))
    elsewhere = builders.a_workshop(house, "world-cafe")
    with pytest.raises(NotFound):
        edit(house, workshop, "change_item", **item(house, elsewhere, "pause"), changes={"minutes": 1})
    with pytest.raises(BadInput):
        edit(house, workshop, "sing")


# On the day

def test_what_has_begun_or_is_over_stands_and_the_rest_can_be_edited(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    run_to(any_house, workshop, "break")
    for key, reason in (("ankommen", "over"), ("pause", "begun")):
        attempts: list[tuple[str, dict[str, Any]]] = [
            ("change_item", {"changes": {"minutes": 1}}), ("move_item", {}), ("remove_item", {}),
            ("add_scene", {"activity": "plenum"}),
        ]
        for name, asked in attempts:
            with pytest.raises(ItemBegun) as refused:
                edit(any_house, workshop, name, **item(any_house, workshop, key), **asked)
            assert refused.value.facts["reason"] == reason
    with pytest.raises(ItemBegun) as refused:
        first = look(any_house, workshop).items[0].id
        edit(any_house, workshop, "move_item", **item(any_house, workshop, "act"), before=first)
    assert refused.value.facts["reason"] == "before"
    expected = look(any_house, workshop).forecast_end(any_house.clock.now())
    edit(any_house, workshop, "change_item", **item(any_house, workshop, "act"), changes={"minutes": 10})
    copied = edit(any_house, workshop, "duplicate_item", item_id=item(any_house, workshop, "ankommen")["item_id"])
    now = look(any_house, workshop)
    assert (expected - now.forecast_end(any_house.clock.now())).total_seconds() == (20 - 30) * 60
    assert (now.items[4].key, now.items[5].id) == ("pause", copied["item"])
    assert (now.agenda.step, now.planned_end()) == (5, workshop.wanted_end)


def test_a_closed_day_is_not_edited(house: House) -> None:
    workshop = builders.a_workshop(house)
    step(house, workshop, "start")
    step(house, workshop, "close")
    with pytest.raises(steps.DayClosed):
        edit(house, workshop, "add_item", kind="break")


def test_new_minutes_count_more_than_what_catching_up_proposed_and_undoing_a_step_keeps_them(house: House) -> None:
    workshop = builders.a_workshop(house)
    step(house, workshop, "start")
    clock_of(house).forward(minutes=40)
    step(house, workshop, "catch_up")
    step(house, workshop, "next")

    def minutes() -> int:
        return look(house, workshop).rounds[1].minutes_now

    proposed = minutes()
    assert proposed < 45
    edit(house, workshop, "change_item", **item(house, workshop, "runde-2"), changes={"title": "Zweite Runde"})
    assert minutes() == proposed
    edit(house, workshop, "change_item", **item(house, workshop, "runde-2"), changes={"minutes": 60})
    step(house, workshop, "undo")
    assert minutes() == 60
    undo(house, workshop)
    assert minutes() == proposed


def test_a_removed_scene_in_the_history_of_steps_does_no_harm(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    step(any_house, workshop, "start")
    step(any_house, workshop, "next")
    step(any_house, workshop, "back")  # would lead to the welcome again
    edit(any_house, workshop, "remove_item", **item(any_house, workshop, "begruessung"))
    step(any_house, workshop, "undo")  # takes the press before it back instead
    now = look(any_house, workshop)
    assert now.item is not None and (now.item.key, now.agenda.is_running) == ("ankommen", True)
    edit(any_house, workshop, "remove_scene", **scene(any_house, workshop, "impuls", 0))
    step(any_house, workshop, "next")
    assert str(look(any_house, workshop).item.key) == "schule-meets-demografie"  # type: ignore[union-attr]


def test_an_item_that_came_in_since_has_not_begun_when_a_step_is_taken_back(house: House) -> None:
    workshop = builders.a_workshop(house)
    step(house, workshop, "start")
    here = look(house, workshop).items[0].id
    added = edit(house, workshop, "add_item", kind="plenum", after=here)["item"]
    step(house, workshop, "next")
    step(house, workshop, "undo")
    step(house, workshop, "undo")
    assert all(one.started_at is None for one in look(house, workshop).items)
    assert look(house, workshop).items[1].id == added


def test_an_item_whose_vote_has_opened_stands_even_when_the_day_went_back(house: House) -> None:
    workshop = builders.a_workshop(house)
    builders.people(house, workshop, 5)
    run_to(house, workshop, "choice")
    builders.open_vote(house, workshop)
    step(house, workshop, "back")
    step(house, workshop, "back")
    assert not look(house, workshop).rounds[2].has_begun
    with pytest.raises(ItemBegun) as refused:
        edit(house, workshop, "remove_item", **item(house, workshop, "runde-3"))
    assert refused.value.facts["reason"] == "vote"
    with house.reading() as session:
        assert len(ballots.of_workshop(session, workshop.id)) == 1


def test_a_round_that_has_begun_keeps_its_number(house: House) -> None:
    workshop = builders.a_workshop(house)
    builders.people(house, workshop, 10)
    run_to(house, workshop, "move")
    third = look(house, workshop).scenes_of[look(house, workshop).rounds[2].id][0].id
    step(house, workshop, "jump", scene_id=third)  # round 2 is passed over
    with pytest.raises(RoundBegun):
        edit(house, workshop, "remove_item", **item(house, workshop, "runde-2"))
    edit(house, workshop, "change_item", **item(house, workshop, "runde-2"), changes={"title": "Nicht heute"})


# Seats follow

def seats(house: House, workshop: Workshop) -> list[dict[str, str]]:
    with house.reading() as session:
        grouping = groups.current(session, workshop.id)
        return [groups.seats(session, grouping, number) for number in range(1, 7)]


def test_rounds_that_changed_are_seated_anew_and_the_others_stay(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    builders.people(any_house, workshop, 12)
    any_house.write(groups.divide, workshop_id=workshop.id, role="moderator", seed=3)
    one, two, three, *_ = seats(any_house, workshop)
    answer = edit(any_house, workshop, "add_item", kind="vision", after=item(any_house, workshop, "runde-2")["item_id"])
    assert answer["seated_anew"]
    now = seats(any_house, workshop)
    assert (now[0], now[1], now[3], now[4]) == (one, two, three, {})
    assert set(now[2]) == set(one) and now[2] != now[1]
    edit(any_house, workshop, "remove_item", **item(any_house, workshop, "runde-2"))
    edit(any_house, workshop, "remove_item", **item(any_house, workshop, "runde-3"))
    assert [len(placed) for placed in seats(any_house, workshop)] == [12, 12, 0, 0, 0, 0]
    undo(any_house, workshop)
    undo(any_house, workshop)
    undo(any_house, workshop)
    assert seats(any_house, workshop)[:4] == [one, two, three, {}]


def test_a_title_seats_nobody_anew(house: House) -> None:
    workshop = builders.a_workshop(house)
    builders.people(house, workshop, 6)
    house.write(groups.divide, workshop_id=workshop.id, role="moderator", seed=3)
    before = seats(house, workshop)
    changed = edit(house, workshop, "change_item", **item(house, workshop, "runde-2"), changes={"title": "Zwei"})
    assert (changed["seated_anew"], seats(house, workshop)) == (False, before)


def test_who_comes_back_after_a_round_was_added_has_a_seat_in_it(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = builders.people(house, workshop, 10)
    run_to(house, workshop, "vision")
    from facilitation import participants

    house.write(participants.leave, workshop_id=workshop.id, participant_id=ben)
    edit(house, workshop, "add_item", kind="vision", after=item(house, workshop, "runde-3")["item_id"])
    house.write(groups.come_back, workshop_id=workshop.id, participant_id=ben)
    assert [ben in placed for placed in seats(house, workshop)] == [True, True, True, True, False, False]


# Edited days run

LIKELY = """add_item add_item add_item move_item move_item remove_item duplicate_item change_item add_scene move_scene
remove_scene duplicate_scene change_scene undo""".split()
EDITS = st.lists(
    st.tuples(
        st.sampled_from(LIKELY),
        st.integers(0, 30),
        st.integers(0, 30),
        st.sampled_from(KINDS),
    ),
    min_size=1,
    max_size=12,
)


def random_edit(house: House, workshop: Workshop, name: str, which: int, where: int, kind: str) -> None:
    """An edit somebody might make; refusals are the rules of the office at work, and leave nothing behind."""
    now: Programme = look(house, workshop)
    one = now.items[which % len(now.items)]
    other = now.items[where % len(now.items)]
    parts = now.scenes_of[one.id]
    of_item: dict[str, Any] = {"item_id": one.id, "revision": one.revision}
    of_scene: dict[str, Any] = {"scene_id": parts[where % len(parts)].id if parts else "", "revision": one.revision}
    asked: dict[str, Any] = {
        "add_item": {"kind": kind, "after": one.id},
        "move_item": {**of_item, "before": other.id if where % 3 else ""},
        "remove_item": of_item,
        "duplicate_item": {"item_id": one.id},
        "change_item": {**of_item, "changes": {"minutes": where, "movement": ("mix", "shift", "return")[where % 3]}},
        "add_scene": {**of_item, "activity": kind},
        "move_scene": {**of_scene, "before": ""},
        "remove_scene": of_scene,
        "duplicate_scene": of_scene,
        "change_scene": {**of_scene, "changes": {"activity": list(Activity)[which % 9].value, "questions": "Was?"}},
        "undo": {},
    }
    before = described(house, workshop)
    try:
        if name == "undo":
            undo(house, workshop)
        else:
            edit(house, workshop, name, **asked[name])
    except (ItemBegun, RoundBegun, OnlyItem, NotFound, steps.NothingThere):
        assert described(house, workshop) == before


def check(house: House, workshop: Workshop) -> None:
    """What the rest of the day relies on."""
    now = look(house, workshop)
    assert [one.position for one in now.items] == list(range(1, len(now.items) + 1))
    assert [one.round_number for one in now.items if one.movement] == list(range(1, len(now.rounds) + 1))
    assert not now.rounds or now.rounds[0].movement["kind"] == "home"  # type: ignore[index]
    for one in now.items:
        parts = now.scenes_of[one.id]
        assert [part.position for part in parts] == list(range(1, len(parts) + 1))
        assert one.movement or not any(part.activity in day.SEATED for part in parts)


def live_through(house: House, before: list[Any], during: list[Any]) -> None:
    """A day edited before it begins and while it runs, lived to its end, and every press of it taken back."""
    workshop = builders.a_workshop(house)
    here = builders.people(house, workshop, 6)
    for one in before:
        random_edit(house, workshop, *one)
        check(house, workshop)
    assert described(house, builders.built(house, described(house, workshop))) == described(house, workshop)
    if not look(house, workshop).scenes:
        return
    step(house, workshop, "start")
    waiting = list(during)
    while look(house, workshop).next_scene is not None:
        step(house, workshop, "next")
        if waiting:
            random_edit(house, workshop, *waiting.pop())
            check(house, workshop)
        now = look(house, workshop)
        if now.scene is not None and now.scene.activity in day.SEATED:
            with house.reading() as session:
                assert all(day.seat_of(session, now, person) for person in here)
    step(house, workshop, "close")
    taken = 0
    while True:  # and every press can be taken back, to before the start
        try:
            step(house, workshop, "undo")
        except Refusal as refusal:
            assert isinstance(refusal, steps.NothingThere)
            break
        taken += 1
    assert taken > 0


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=EDITS, during=EDITS)
def test_a_day_edited_at_random_before_and_while_it_runs_is_run_without_a_refusal(
    house: House, before: list[Any], during: list[Any]
) -> None:
    live_through(house, before, during)
