"""Archive and Werkzeugkoffer through the office's doors, and the faces of a day that came out of a file."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient

from facilitation import archive, pictures, tools
from facilitation.ballots import conduct
from facilitation.house import House
from facilitation.rehearsal.copy import make_copy
from facilitation.tools import editing
from facilitation.workshop import Workshop, by_code
from tests.archive.chance import a_picture
from tests.builders import (
    a_workshop,
    as_host,
    as_moderator,
    as_organiser,
    as_participant,
    cast,
    fields_of,
    open_vote,
    people,
    run_to,
    shut_and_seal,
    tools_for,
)  # fmt: skip

JSON = {"Accept": "application/json"}


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture
def dora(client: FlaskClient) -> FlaskClient:
    as_organiser(client)
    return client


def sent(content: bytes, **more: str) -> dict[str, Any]:
    return {"file": (BytesIO(content), "datei.zip"), **more}


def a_day_with_votes(house: House, here: Workshop) -> None:
    everybody = people(house, here, 15)
    run_to(house, here, "choice")
    vote = open_vote(house, here)
    for person in everybody:
        cast(house, here, vote, person, {tools_for(house, here, vote, person)[0]: 2})
    vote = shut_and_seal(house, here, vote)
    for field in fields_of(house, here):
        house.write(conduct.reveal, workshop_id=here.id, vote_id=vote.id, field_id=field.id, role="moderator")


def test_dora_takes_a_workshop_along_and_brings_it_back(dora: FlaskClient, house: House, here: Workshop) -> None:
    a_day_with_votes(house, here)
    file = dora.get(f"/w/{here.code}/office/archive.zip?entries=with-names")
    assert (file.status_code, file.mimetype) == (200, "application/zip"), file.text
    assert f'filename="zukunftswerkstatt-{here.code}-2017-10-18.zip"' in file.headers["Content-Disposition"]
    answer = dora.post("/workshops/restorations", data=sent(file.data), headers=JSON).get_json()
    code = answer["result"]["code"]
    assert code != here.code and answer["location"] == f"/w/{code}/office"
    assert answer["result"]["rows"]["sealed_ballots"] == 15
    again = dora.get(f"/w/{code}/office/archive.zip?entries=with-names").data
    first, second = archive.opened(file.data), archive.opened(again)
    assert second.parts == first.parts


def test_every_face_of_a_restored_day_can_be_opened(dora: FlaskClient, house: House, here: Workshop) -> None:
    a_day_with_votes(house, here)
    file = dora.get(f"/w/{here.code}/office/archive.zip").data
    code = dora.post("/workshops/restorations", data=sent(file), headers=JSON).get_json()["result"]["code"]
    with house.reading() as session:
        restored = by_code(session, code)
    for come_in, paths in (
        (as_moderator, ("moderation", "moderation/groups", "moderation/votes", "moderation/journal", "stage")),
        (lambda browser, there: as_host(browser, there, 1), ("table/1",)),
        (as_participant, ("phone", "tools", "results")),
    ):
        browser = dora.application.test_client()
        come_in(browser, restored)
        for path in paths:
            assert browser.get(f"/w/{code}/{path}").status_code == 200, path
    for path in ("office", "office/archive", "office/koffer", "office/plan", "documents/werkstattplan.xlsx"):
        assert dora.get(f"/w/{code}/{path}").status_code == 200, path


def test_without_script_the_file_leads_to_the_new_office_or_a_page_that_says_why(
    dora: FlaskClient, here: Workshop
) -> None:
    file = dora.get(f"/w/{here.code}/office/archive.zip?entries=none").data
    done = dora.post("/workshops/restorations", data=sent(file))
    assert done.status_code == 303 and done.headers["Location"].endswith("/office")
    refused = dora.post("/workshops/restorations", data=sent(b"kein Archiv"))
    assert refused.status_code == 422 and "kein Archiv der Zukunftswerkstatt" in refused.text


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "no_zip"), (b"PK\x03\x04 half", "no_zip"), (b"PK\x03\x04" + b"0" * 99, "broken")]
)
def test_what_is_no_archive_is_refused_in_json_too(
    dora: FlaskClient, house: House, here: Workshop, content: bytes, reason: str
) -> None:
    told = dora.post("/workshops/restorations", data=sent(content), headers=JSON)
    assert (told.status_code, told.get_json()["error"]["details"]["reason"]) == (422, reason)
    assert len(dora.get("/office", headers=JSON).get_json()["workshops"]) == 1
    assert dora.get(f"/w/{here.code}/office/archive.zip?entries=all").status_code == 422


def test_while_a_box_is_open_only_the_preparation_leaves(dora: FlaskClient, house: House, here: Workshop) -> None:
    people(house, here, 10)
    run_to(house, here, "choice")
    open_vote(house, here)
    told = dora.get(f"/w/{here.code}/office/archive.zip", headers=JSON)
    assert (told.status_code, told.get_json()["error"]["code"]) == (409, "vote_under_way")
    assert dora.get(f"/w/{here.code}/office/archive.zip?entries=none").status_code == 200
    page = dora.get(f"/w/{here.code}/office/archive").text
    assert "entries=none" in page and "entries=with-names" not in page


def test_a_koffer_goes_from_one_office_to_another_without_script(
    dora: FlaskClient, house: House, here: Workshop
) -> None:
    there = a_workshop(house, "world-cafe")
    with house.reading() as session:
        chosen, before = (
            [t.id for t in tools.everything(session, here.id)][:3],
            len(tools.everything(session, there.id)),
        )
    koffer = dora.post(f"/w/{here.code}/office/koffer.zip", data={"tool": chosen})
    assert koffer.mimetype == "application/zip"
    looked = dora.post(f"/w/{there.code}/office/koffer/uploads", data=sent(koffer.data))
    page = dora.get(looked.headers["Location"])
    assert page.status_code == 200 and "Felder zuordnen" in page.text
    state = dora.get(looked.headers["Location"], headers=JSON).get_json()
    places = {f"place.{n}": field["place"] for n, field in enumerate(state["theirs"])}
    taken = dora.post(
        f"/w/{there.code}/office/koffer/entries", data={"upload": state["upload"], "seen": state["mark"], **places}
    )
    assert taken.status_code == 303
    with house.reading() as session:
        assert len(tools.everything(session, there.id)) == before + 3
    gone = dora.post(f"/w/{there.code}/office/koffer/entries", data={"upload": state["upload"]}, headers=JSON)
    assert (gone.status_code, gone.get_json()["error"]["details"]) == (404, {"what": "upload"})


def test_an_upload_belongs_to_its_workshop_and_cannot_be_a_path(
    dora: FlaskClient, house: House, here: Workshop
) -> None:
    there = a_workshop(house, "world-cafe")
    with house.reading() as session:
        chosen = [tools.everything(session, here.id)[0].id]
    koffer = dora.post(f"/w/{here.code}/office/koffer.zip", json={"tool": chosen}).data
    token = dora.post(f"/w/{here.code}/office/koffer/uploads", data=sent(koffer), headers=JSON).get_json()["result"][
        "upload"
    ]
    assert dora.get(f"/w/{here.code}/office/koffer/entering?upload={token}").status_code == 200
    for other, name in ((there.code, token), (here.code, "../../test.db"), (here.code, "")):
        assert dora.get(f"/w/{other}/office/koffer/entering?upload={name}").status_code == 404


def test_pictures_come_along_into_a_rehearsal_and_into_the_next_workshop(
    dora: FlaskClient, house: House, here: Workshop
) -> None:
    drawn = a_picture(Random(5))
    with house.reading() as session:
        tool = tools.everything(session, here.id)[0]
    house.write(
        editing.set_picture, workshop_id=here.id, tool_id=tool.id, revision=tool.revision, role="organiser",
        picture=drawn, alt="Ein Zelt",
    )  # fmt: skip
    house.write(pictures.add, workshop_id=here.id, use=pictures.Use.LOGO, picture=a_picture(Random(6)), alt="Logo")
    probe = make_copy(house, here.code).code
    following = dora.post("/workshops", data={"template": here.code}, headers=JSON).get_json()["result"]["code"]
    for code in (probe, following):
        with house.reading() as session:
            workshop = by_code(session, code)
            same = next(t for t in tools.everything(session, workshop.id) if t.key == tool.key)
            hung = pictures.one(session, workshop.id, same.picture_id or "")
            assert (hung.sha256, hung.alt, pictures.content_of(hung).content) == (
                drawn.sha256,
                "Ein Zelt",
                drawn.content,
            )
            assert [p.alt for p in pictures.of(session, workshop.id, pictures.Use.LOGO)] == ["Logo"]
    refused = dora.get(f"/w/{probe}/office/archive.zip?entries=none", headers=JSON)
    assert refused.status_code == 422
