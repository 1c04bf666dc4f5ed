"""The rush on one card, a hundred rounds: two processes on each database, and two real servers over all doors."""

from __future__ import annotations

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from facilitation.house import House
from facilitation.rehearsal.browser import Browser, Refused
from facilitation.rehearsal.moderation import Moderation
from tests import cards
from tests.ballots.racing import SENDS, open_card_vote, rush
from tests.real_server import RealServer

pytestmark = pytest.mark.audit

ROUNDS = 100


@pytest.mark.timeout(900)
def test_a_hundred_rushes_from_two_processes_leave_one_ballot_each(any_house: House, tmp_path: Path) -> None:
    workshop, vote = open_card_vote(any_house)
    accepted = rush(any_house, workshop, vote, cards.made(any_house, workshop, ROUNDS), tmp_path)
    assert [len(ids) for ids in accepted] == [1] * ROUNDS
    assert sum(any_house.boxes.turnout(vote).values()) == ROUNDS


@pytest.mark.timeout(900)
def test_a_hundred_rushes_over_all_doors_of_two_servers_leave_one_ballot_each(
    tmp_path: Path, postgresql_url: str
) -> None:
    env = {"DATABASE_URL": postgresql_url, "SECRET_KEY": "two servers, one key"}
    with RealServer(tmp_path, **env) as one, RealServer(tmp_path, **env) as other, ThreadPoolExecutor(SENDS) as hands:
        ada = Moderation(other.url, "")
        ada.come_in_as_organiser(other.organiser_key)
        code = ada.browser.post("/workshops", template="kreis-dueren")["result"]["code"]
        ada.code = code
        revision = ada.get("moderation/doors")["revision"]
        ada.post("settings", revision=revision, vote_mode="cards")
        ada.look()
        while ada.activity != "choice":
            ada.press_go()
        ada.open_vote()
        vote, field = ada.vote["id"], ada.vote["turnout"][0]["field"]["id"]
        rows = ada.post("voting-cards", count=ROUNDS)["rows"]
        cookies = dict(ada.browser._cookies)

        def send(server: RealServer, path: str, row: dict[str, str], ballot_id: str, phone: dict[str, str]) -> str:
            browser = Browser(server.url)
            browser._cookies = {**cookies, **{name: (value, "/") for name, value in phone.items()}}
            sent = {"card": row["typed"], "field_id": field, "ballot_id": ballot_id, "abstain": True}
            try:
                while True:
                    try:
                        browser.post(f"/w/{code}/{path}", **sent)
                    except Refused as refused:
                        assert refused.code in ("already_voted", "too_fast"), refused
                        if refused.code == "already_voted":
                            return ""
                        time.sleep(1)  # one moderator's browser may not send so much at once
                    else:
                        return ballot_id
            finally:
                browser.close()

        paths = (f"votes/{vote}/ballots", "tablet/ballots", f"votes/{vote}/paper-ballots")
        for row in rows:
            phone = Browser(one.url)
            phone.post(f"/w/{code}/card", key=secrets.token_hex(16), card=row["address"])
            kept = phone.cookies()
            same = [f"{row['typed']}-same-{n}" for n in range(3)]
            told = [
                *hands.map(
                    lambda n, row=row, kept=kept, same=same: send(
                        (one, other)[n % 2], paths[n % 3], row,
                        same[n % 3] if n < SENDS // 2 else f"{row['typed']}-other-{n:02}", kept,
                    ),
                    range(SENDS),
                )
            ]  # fmt: skip
            assert len({ballot for ballot in told if ballot}) == 1
        ada.look()
        assert ada.vote["done"] == ROUNDS
