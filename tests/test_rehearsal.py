"""The Generalprobe: a copy apart from the real day, simulated people who only use the doors, and its end."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from facilitation import access, archive, participants, wording
from facilitation import workshop as workshops
from facilitation.access import Role
from facilitation.database import Base
from facilitation.errors import BadInput, NotFound
from facilitation.house import House
from facilitation.rehearsal import Refused, SimulatedPhone, Unreachable, make_copy, vocabulary, wipe
from facilitation.rehearsal.browser import Browser
from facilitation.rehearsal.copy import code_of
from facilitation.rehearsal.moderation import Moderation
from facilitation.rehearsal.tally import Tally
from facilitation.workshop import Workshop
from tests import builders, real_server
from tests.builders import KEY
from tests.real_server import RealServer


def rows(engine: Engine) -> dict[str, int]:
    """How many rows every table has."""
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def probe_of(house: House, workshop: Workshop) -> Workshop:
    with house.reading() as session:
        return workshops.by_code(session, code_of(workshop.code))


# --- the copy ---


def test_the_copy_is_a_workshop_of_its_own_marked_as_a_rehearsal(house: House) -> None:
    original = builders.a_workshop(house)
    builders.people(house, original, 5)
    copy = make_copy(house, original.code.lower())
    probe = probe_of(house, original)
    assert copy.code == probe.code == f"{original.code}-PROBE"
    assert (probe.is_rehearsal, probe.rehearsal_of) == (True, original.id)
    assert probe.day == original.local(house.clock.now()).date()
    with house.reading() as session:
        first, second = archive.describe(session, original.id), archive.describe(session, probe.id)
        assert participants.count_present(session, probe.id) == 0
    first["workshop"].pop("day"), second["workshop"].pop("day")
    assert first == second


def test_its_links_open_the_copy_and_not_the_original(house: House) -> None:
    original = builders.a_workshop(house)
    copy, probe = make_copy(house, original.code), probe_of(house, original)
    with house.reading() as session:
        opened = access.link_of(session, KEY, copy.moderator_secret)
        assert opened is not None
        assert (opened.workshop_id, opened.role) == (probe.id, Role.MODERATOR)
        tables = {t.number: t.id for t in builders.tables_of(house, probe)}
        hosts = {number: access.link_of(session, KEY, secret) for number, secret in copy.host_secrets.items()}
    assert {number: link.table_id for number, link in hosts.items() if link} == tables


def test_a_second_rehearsal_replaces_the_first(house: House) -> None:
    original = builders.a_workshop(house)
    make_copy(house, original.code)
    once, first = rows(house.engine), probe_of(house, original).id
    make_copy(house, original.code)
    assert rows(house.engine) == once
    assert probe_of(house, original).id != first


def test_wiping_leaves_no_row_and_no_ballot_box(any_house: House) -> None:
    house = any_house
    original = builders.a_workshop(house)
    builders.people(house, original, 3)
    before = rows(house.engine)
    copy = make_copy(house, original.code)
    probe = probe_of(house, original)
    everybody = builders.people(house, probe, 6)
    builders.run_to(house, probe, "choice")
    vote = builders.open_vote(house, probe)
    builders.cast(house, probe, vote, everybody[0], {builders.tools_for(house, probe, vote, everybody[0])[0]: 2})
    assert sum(house.boxes.turnout(vote).values()) == 1
    assert rows(house.engine)["participants"] == 9  # the control: there was something to wipe
    assert wipe(house, copy.code) is True
    assert rows(house.engine) == before
    assert house.boxes.turnout(vote) == {}
    assert list(house.config.boxes_dir.glob("*")) == []


def test_wiping_never_touches_the_real_day(house: House) -> None:
    original = builders.a_workshop(house)
    assert wipe(house, original.code) is False
    with house.reading() as session:
        assert workshops.by_code(session, original.code).id == original.id


def test_a_rehearsal_of_a_rehearsal_is_refused(house: House) -> None:
    original = builders.a_workshop(house)
    copy = make_copy(house, original.code)
    with pytest.raises((BadInput, NotFound)):
        make_copy(house, copy.code)
    with pytest.raises(NotFound):
        make_copy(house, "ZZZZ")


# --- what people say ---


def test_pictures_are_in_the_present_tense_and_wishes_trigger_the_hint() -> None:
    titles = ["Fachkräfte gewinnen", "Bildung", "Gesellschaftliche Teilhabe", "Mobilität", "Leben & Wohnen", "Hafen"]
    pictures = {vocabulary.picture(title, Random(n)) for title in titles for n in range(200)}
    assert [text for text in pictures if wording.findings(text)] == []
    assert [text for text in vocabulary.WISHES if not wording.findings(text)] == []
    assert max(len(text) for text in pictures) <= 280


def test_every_field_has_plenty_to_say() -> None:
    for theme in (*vocabulary.THEMES, vocabulary.ANYWHERE):
        assert len({vocabulary.picture(theme.word, Random(n)) for n in range(300)}) > 60


def test_the_tally_counts_and_says_so() -> None:
    tally = Tally("K7M4-PROBE", 3)
    for what in ("joined", "joined", "statements", "left"):
        tally.add(what)
    tally.fault(Refused("/x", 500, {"code": "refused"}))
    tally.scene = "Runde 2"
    summary = tally.summary()
    assert {name: summary[name] for name in ("code", "phones", "joined", "statements", "left", "errors")} == {
        "code": "K7M4-PROBE", "phones": 3, "joined": 2, "statements": 1, "left": 1, "errors": 1,
    }  # fmt: skip
    assert tally.line().startswith("Runde 2: 2 von 3 Telefonen, 1 Aussage,")


# --- against the real server ---


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with RealServer(tmp_path_factory.mktemp("rehearsal")) as running:
        yield running
        assert running.tracebacks == ""


def rehearse(server: RealServer, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*real_server.COMMAND, "rehearse", *arguments]
    env = {**os.environ, "DATA_DIR": str(server.data_dir), "PORT": str(server.port)}
    return subprocess.run(
        command, cwd=real_server.ROOT, env=env, capture_output=True, text=True, encoding="utf-8", timeout=170
    )


def demo(server: RealServer) -> str:
    return str(Browser(server.url).get("/")["workshop"])


@pytest.mark.day
@pytest.mark.timeout(200)
def test_a_rehearsal_plays_the_whole_day_from_the_command_line(server: RealServer) -> None:
    played = rehearse(server, "--workshop", demo(server), "--phones", "20", "--minutes", "0.5")
    assert played.returncode == 0, played.stderr
    summary = json.loads(played.stdout)
    assert (summary["code"], summary["phones"], summary["joined"]) == (f"{demo(server)}-PROBE", 20, 20)
    assert summary["errors"] == 0, played.stderr
    assert summary["statements"] > 5 and summary["supports"] > 5
    assert 10 <= summary["ballots"] <= 20
    assert "von 20 Telefonen" in played.stderr
    results = Browser(server.url).get(f"/w/{summary['code']}/results")
    assert [len(vote["fingerprints"]) for vote in results["votes"]] == [summary["ballots"]]
    stage = Browser(server.url).get(f"/w/{summary['code']}/stage")["regions"]["stage"]
    assert (stage["activity"], stage["probe"]) == ("over", True)
    real = Browser(server.url).get(f"/w/{demo(server)}/stage")["regions"]["stage"]
    assert (real["activity"], real["present"], real["probe"]) == ("waiting", 0, False)


@pytest.mark.day
def test_the_office_starts_a_rehearsal_that_a_human_moderates_and_wipes_it(server: RealServer) -> None:
    dora, code = organiser(server, demo(server)), demo(server)
    begun = dora.post("rehearsals", phones=12, minutes=0)
    assert (begun["code"], begun["phones"], begun["running"]) == (f"{code}-PROBE", 12, True)
    ada = Moderation(server.url, f"{code}-PROBE")
    ada.browser = dora.browser
    until(lambda: dora.get("rehearsals")["rehearsal"]["joined"] == 12)
    ada.look()
    ada.step("start")
    assert ada.activity == "arrival"
    dora.post("rehearsals/wipe")
    assert dora.get("rehearsals")["rehearsal"] is None
    with pytest.raises(Refused, match="not_found"):
        ada.look()


@pytest.mark.day
def test_without_a_server_or_a_workshop_it_says_so(server: RealServer) -> None:
    unknown = rehearse(server, "--workshop", "ZZZZ", "--phones", "3")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    nobody = rehearse(server, "--workshop", demo(server), "--url", "http://127.0.0.1:9")
    assert (nobody.returncode, nobody.stdout) == (1, "")
    assert "http://127.0.0.1:9" in nobody.stderr


@pytest.mark.day
def test_a_phone_reaches_nobody_when_the_server_is_gone(tmp_path: Path) -> None:
    phone = SimulatedPhone("http://127.0.0.1:9", "K7M4", patience=0.3)
    with pytest.raises(Unreachable):
        phone.join()
    assert phone.connect() is False


@pytest.mark.day
def test_a_deed_sent_twice_is_done_once(server: RealServer) -> None:
    ben, key = Browser(server.url), "drawn-by-the-phone-of-Ben"
    address = f"/w/{demo(server)}/participants"
    first = ben.post(address, key=key, name="", institution="", wish="")["result"]
    again = Browser(server.url).post(address, key=key, name="", institution="", wish="")["result"]
    assert first == again


_signed_in: dict[str, Browser] = {}


def organiser(server: RealServer, code: str) -> Moderation:
    """Dora in the office of a workshop. The key of the terminal opens once, so her browser is kept."""
    dora = Moderation(server.url, code)
    if server.url not in _signed_in:
        dora.come_in_as_organiser(server.organiser_key)
        _signed_in[server.url] = dora.browser
    dora.browser = _signed_in[server.url]
    return dora


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


@pytest.mark.day
@pytest.mark.timeout(200)
def test_where_there_are_voting_cards_the_guests_draw_them_and_vote_with_them(server: RealServer) -> None:
    dora = organiser(server, "")
    dora.code = dora.browser.post("/workshops", template="world-cafe")["result"]["code"]
    dora.post("settings", revision=dora.get("moderation/doors")["revision"], vote_mode="cards")
    played = rehearse(server, "--workshop", dora.code, "--phones", "12", "--minutes", "0.4")
    assert played.returncode == 0, played.stderr
    summary = json.loads(played.stdout)
    assert summary["errors"] == 0, played.stderr
    assert summary["ballots"] >= 5
    dora.code = summary["code"]
    assert {name: dora.get("office/cards")[name] for name in ("printed", "handed_out", "spoiled")} == {
        "printed": 12, "handed_out": 12, "spoiled": 0,
    }  # fmt: skip
