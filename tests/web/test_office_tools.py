"""Dora keeps the tools in order: finds, adds, edits in place, puts away, takes a table over and takes it back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from facilitation import plan, tools
from facilitation.house import House
from facilitation.tools import Admission, Kind, Tool
from facilitation.web.office import parcels
from facilitation.workshop import Workshop
from tests import builders
from tests.builders import a_workshop, as_moderator, as_organiser, fields_of
from tests.imports.files import a_csv, an_xlsx

JSON = {"Accept": "application/json"}
HEAD = ["hf", "werkzeug", "neu/bestehend", "institution(en)"]


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture
def dora(client: FlaskClient) -> FlaskClient:
    as_organiser(client)
    return client


def post(client: FlaskClient, here: Workshop, path: str = "", /, **sent: Any) -> TestResponse:
    return client.post(f"/w/{here.code}/office/tools{path}", data=sent, headers=JSON)


def state(client: FlaskClient, here: Workshop, path: str = "") -> Any:
    return client.get(f"/w/{here.code}/office/tools{path}", headers=JSON).get_json()


def tool_called(house: House, here: Workshop, title: str) -> Tool:
    with house.reading() as session:
        return next(tool for tool in tools.everything(session, here.id) if tool.title == title)


def titles(told: Any) -> list[str]:
    return [tool["title"] for drawer in told["drawers"] for tool in drawer["tools"]]


def refused(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]["code"]


# Finding


def test_the_list_counts_and_every_filter_chooses(dora: FlaskClient, house: House, here: Workshop) -> None:
    told = state(dora, here)
    assert told["counts"] == {"existing": 8, "new": 6, "open": 51, "shelf": 65, "away": 0, "undescribed": 47}
    assert told["found"] == 65
    assert state(dora, here, "?kind=open")["found"] == 51
    assert state(dora, here, "?without=description")["found"] == 47
    assert titles(state(dora, here, "?q=siegel berufswahl")) == ["Berufswahl-SIEGEL"]
    field = fields_of(house, here)[1]
    chosen = state(dora, here, f"?field={field.id}")
    assert {tool["field_id"] for drawer in chosen["drawers"] for tool in drawer["tools"]} == {field.id}
    assert state(dora, here, "?q=gibtesnicht")["found"] == 0
    for query in ("", "?kind=open", "?q=siegel", f"?field={field.id}", "?away=1", "?q=gibtesnicht"):
        page = dora.get(f"/w/{here.code}/office/tools{query}")
        assert page.status_code == 200 and "Werkzeuge" in page.text
    assert refused(dora.get(f"/w/{here.code}/office/tools?kind=blau", headers=JSON)) == (422, "bad_input")


def test_a_proposal_that_waits_at_its_table_is_not_in_the_catalogue(
    dora: FlaskClient, house: House, here: Workshop
) -> None:
    field = fields_of(house, here)[0]
    house.write(tools.propose, workshop_id=here.id, field_id=field.id, title="Mitfahrbank")
    assert "Mitfahrbank" not in titles(state(dora, here))
    house.write(tools.propose, workshop_id=here.id, field_id=field.id, title="Dorfauto", admitted=True)
    assert "Dorfauto" in titles(state(dora, here))


# Adding and editing


def test_a_tool_is_added_and_its_page_opens(dora: FlaskClient, house: House, here: Workshop) -> None:
    field = fields_of(house, here)[1]
    made = post(dora, here, title="Lesepaten", field_id=field.id, kind="new").get_json()
    assert made["location"].endswith(made["result"]["tool"])
    tool = tool_called(house, here, "Lesepaten")
    assert (tool.kind, tool.key, tool.origin, tool.revision) == ("new", "lesepaten", "catalogue", 1)
    assert dora.get(made["location"]).status_code == 200
    doubled = post(dora, here, title="LESEPATEN", field_id=field.id)
    assert refused(doubled) == (422, "bad_input")
    assert post(dora, here, title="Lesepaten", field_id=fields_of(house, here)[0].id).status_code == 200
    assert refused(post(dora, here, title=" ", field_id=field.id)) == (422, "bad_input")
    assert refused(post(dora, here, title="Ohne Feld", field_id="")) == (404, "not_found")


def test_every_part_is_changed_in_place_and_undone(dora: FlaskClient, house: House, here: Workshop) -> None:
    tool, other = tool_called(house, here, "Pflegeordner"), fields_of(house, here)[3]
    changes = {
        "title": "Pflegemappe", "kind": "new", "field_id": other.id, "description": "Kurz\nund gut",
        "target_groups": "Familien\nAngehörige", "places": "Jülich", "institutions": "Amt A|Amt B",
        "websites": "www.a.de", "sources": "S. 3", "variants": "Pflegeordner\n\nPflegeordner",
    }  # fmt: skip
    before = state(dora, here, f"/{tool.id}")["tool"]
    answer = post(dora, here, f"/{tool.id}", revision=1, **changes).get_json()
    after = tool_called(house, here, "Pflegemappe")
    assert (after.kind, after.field_id, after.description, after.revision) == ("new", other.id, "Kurz\nund gut", 2)
    assert (after.institutions, after.variants, after.target_groups) == (
        ["Amt A", "Amt B"], ["Pflegeordner"], ["Familien", "Angehörige"]
    )  # fmt: skip
    assert answer["result"]["revision"] == 2
    dora.post(answer["undo"]["action"], data=answer["undo"]["fields"], headers=JSON)
    again = state(dora, here, f"/{tool.id}")["tool"]
    assert {**again, "revision": 1} == before


def test_of_two_editors_the_second_is_told_how_it_stands_and_overwrites_nothing(
    dora: FlaskClient, house: House, here: Workshop
) -> None:
    tool = tool_called(house, here, "Pflegeordner")
    assert post(dora, here, f"/{tool.id}", revision=1, places="Rathaus").status_code == 200
    late = post(dora, here, f"/{tool.id}", revision=1, description="Mein Text")
    assert refused(late) == (409, "moved_on")
    told = late.get_json()["error"]["details"]
    assert (told["current"], told["parts"]["places"]) == (2, "Rathaus")
    assert post(dora, here, f"/{tool.id}", revision=2, description="Mein Text").status_code == 200
    after = tool_called(house, here, "Pflegeordner")
    assert (after.places, after.description) == (["Rathaus"], "Mein Text")


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"title": ""}, "Titel fehlt"), ({"title": "x" * 201}, "höchstens 200"), ({"kind": "blau"}, "nicht gepasst"),
        ({"description": "x" * 4001}, "höchstens 4000"),
        ({"variants": "x" * 4001}, "höchstens 4000"), ({"variants": "\n".join(map(str, range(101)))}, "nicht gepasst"),
        ({"title": "Betriebliche Kinderbetreuung"}, "gibt es in diesem Feld schon"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words(
    dora: FlaskClient, house: House, here: Workshop, sent: dict[str, str], says: str
) -> None:
    tool = tool_called(house, here, "Pflegeordner")
    answer = post(dora, here, f"/{tool.id}", revision=1, **sent)
    assert refused(answer) == (422, "bad_input")
    assert says in answer.get_json()["error"]["message"]
    assert tool_called(house, here, "Pflegeordner").revision == 1


def test_without_script_a_form_leads_back_to_its_page(dora: FlaskClient, house: House, here: Workshop) -> None:
    tool = tool_called(house, here, "Pflegeordner")
    page = f"/w/{here.code}/office/tools/{tool.id}"
    answer = dora.post(page, data={"revision": 1, "kind": "new"}, headers={"Referer": f"http://localhost{page}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    gone = dora.post(f"{page}/removal", data={"revision": 2}, headers={"Referer": f"http://localhost{page}"})
    assert (gone.status_code, gone.headers["Location"]) == (303, f"/w/{here.code}/office/tools")


# Away, out, and what rests on it


def test_a_tool_put_away_leaves_the_shelf_and_the_next_ballot_and_comes_back(
    dora: FlaskClient, house: House, here: Workshop
) -> None:
    tool = tool_called(house, here, "Pflegeordner")
    answer = post(dora, here, f"/{tool.id}/shelving", revision=1, away="1").get_json()
    shelf = dora.get(f"/w/{here.code}/tools", headers=JSON).get_json()
    assert "Pflegeordner" not in titles(shelf)
    assert titles(state(dora, here, "?away=1")) == ["Pflegeordner"]
    with house.reading() as session:
        assert tool.id not in [one.id for one in tools.on_ballot(session, tool.field_id)]
    dora.post(answer["undo"]["action"], data=answer["undo"]["fields"], headers=JSON)
    assert tool_called(house, here, "Pflegeordner").admission == Admission.ADMITTED
    assert "Pflegeordner" in titles(dora.get(f"/w/{here.code}/tools", headers=JSON).get_json())


def test_a_tool_is_removed_and_comes_back_with_all_its_parts(dora: FlaskClient, house: House, here: Workshop) -> None:
    tool = tool_called(house, here, "Pflegeordner")
    before = state(dora, here, f"/{tool.id}")["tool"]
    answer = post(dora, here, f"/{tool.id}/removal", revision=1).get_json()
    assert "Pflegeordner" not in titles(state(dora, here))
    made = dora.post(answer["undo"]["action"], data=answer["undo"]["fields"], headers=JSON).get_json()
    after = state(dora, here, f"/{made['result']['tool']}")["tool"]
    assert {**after, "id": before["id"]} == before


def test_what_the_plan_or_a_ballot_rests_on_is_only_put_away(dora: FlaskClient, house: House, here: Workshop) -> None:
    tool = tool_called(house, here, "Pflegeordner")
    house.write(plan.add, workshop_id=here.id, field_id=tool.field_id, tool_id=tool.id, role="organiser")
    assert refused(post(dora, here, f"/{tool.id}/removal", revision=1)) == (409, "rests_on")
    assert "weglegen, aber nicht entfernen" in dora.get(f"/w/{here.code}/office/tools/{tool.id}").text
    other = tool_called(house, here, "Berufswahl-SIEGEL")
    assert state(dora, here, f"/{other.id}")["rests"] == []
    builders.people(house, here, 6)
    builders.run_to(house, here, "choice")
    builders.open_vote(house, here)
    answer = post(dora, here, f"/{other.id}/removal", revision=1)
    assert refused(answer) == (409, "rests_on")
    assert answer.get_json()["error"]["details"]["what"] == ["vote_options"]
    assert post(dora, here, f"/{other.id}/shelving", revision=1, away="1").status_code == 200


# Pictures


def a_picture() -> io.BytesIO:
    kept = io.BytesIO()
    Image.new("RGB", (60, 40), (20, 90, 60)).save(kept, "PNG")
    kept.seek(0)
    return kept


def test_a_picture_is_shown_on_the_phone_and_on_the_stage_and_goes_again(
    dora: FlaskClient, house: House, here: Workshop
) -> None:
    tool = tool_called(house, here, "Pflegeordner")
    sent = {"revision": 1, "alt": "Ein Ordner", "picture": (a_picture(), "ordner.png")}
    made = post(dora, here, f"/{tool.id}/picture", **sent).get_json()["result"]
    guest = dora.application.test_client()
    page = guest.get(f"/w/{here.code}/tools/{tool.id}").text
    assert f'/pictures/{made["picture"]}" alt="Ein Ordner" width="60" height="40"' in page
    builders.run_to(house, here, "arrival")
    assert made["picture"] in guest.get(f"/w/{here.code}/stage").text
    told = post(dora, here, f"/{tool.id}/picture", revision=2, alt="Ein roter Ordner").get_json()["result"]
    assert told["picture"] == made["picture"], "only the words have changed"
    new = post(dora, here, f"/{tool.id}/picture", revision=3, alt="Neu", picture=(a_picture(), "n.png")).get_json()
    assert guest.get(f"/w/{here.code}/pictures/{made['picture']}").status_code == 404
    assert guest.get(f"/w/{here.code}/pictures/{new['result']['picture']}").status_code == 200
    post(dora, here, f"/{tool.id}/picture/removal", revision=4)
    assert "<img" not in guest.get(f"/w/{here.code}/tools/{tool.id}").text


def test_what_is_no_picture_is_refused(dora: FlaskClient, house: House, here: Workshop) -> None:
    tool = tool_called(house, here, "Pflegeordner")
    assert refused(post(dora, here, f"/{tool.id}/picture", revision=1, alt="nichts")) == (422, "bad_picture")
    sent = {"revision": 1, "picture": (io.BytesIO(b"<svg/>"), "bild.svg")}
    assert refused(post(dora, here, f"/{tool.id}/picture", **sent)) == (422, "bad_picture")


# From a table


def sent_table(dora: FlaskClient, here: Workshop, table: bytes, name: str = "Werkzeuge.xlsx") -> str:
    """The address of the preview."""
    answer = post(dora, here, "/uploads", file=(io.BytesIO(table), name))
    assert answer.status_code == 200, answer.get_json()
    return str(answer.get_json()["location"])


def taken(dora: FlaskClient, here: Workshop, told: Any) -> TestResponse:
    """Press *Übernehmen* on a preview."""
    chosen = {f"c.{column['place']}": column["target"] for column in told["columns"]}
    more = {"empties": "1" if told["empties"] else "", "of_sheet": told["sheet"], "of_row": told["row"]}
    return post(dora, here, "/imports", upload=told["upload"], sheet=told["sheet"], row=told["row"],
                seen=told["mark"], **chosen, **more)  # fmt: skip


def test_a_table_is_looked_at_taken_over_and_taken_back(dora: FlaskClient, house: House, here: Workshop) -> None:
    rows = [["1", "Pflegeordner", "neu", "Amt A"], [2, "Lesepaten", "N", "Verein"]]
    table = an_xlsx([["Unsere Sammlung"], [], HEAD, *rows])
    place = sent_table(dora, here, table)
    told = dora.get(place, headers=JSON).get_json()
    assert [one["title"] for one in told["report"]["new"]] == ["Lesepaten"]
    assert told["report"]["changed"][0]["changes"]["kind"] == ["existing", "new"]
    page = dora.get(place).text
    assert "Lesepaten" in page and "Pflegeordner" in page and 'data-send' in page
    assert tool_called(house, here, "Pflegeordner").kind == Kind.EXISTING, "looking changes nothing"
    answer = taken(dora, here, told).get_json()
    assert answer["said"] == "Übernommen: 1 neu, 1 geändert, 0 gleich."
    assert tool_called(house, here, "Pflegeordner").kind == Kind.NEW
    assert "Werkzeuge.xlsx" in dora.get(answer["location"]).text
    assert dora.get(place, headers=JSON).status_code == 404, "what is taken over is kept no longer"
    back = dora.post(answer["undo"]["action"], data={}, headers=JSON).get_json()
    assert back["said"] == "Zurückgenommen: 1 entfernt, 1 wie vorher."
    assert "Lesepaten" not in titles(state(dora, here))
    assert refused(dora.post(answer["undo"]["action"], data={}, headers=JSON)) == (409, "moved_on")


def test_problems_stand_in_the_preview_with_row_and_column_and_stop_everything(
    dora: FlaskClient, house: House, here: Workshop
) -> None:
    place = sent_table(dora, here, a_csv([HEAD, ["9", "Lesepaten", "neu", ""], ["1", "Gutes", "rot", ""]]), "w.csv")
    told = dora.get(place, headers=JSON).get_json()
    assert [(p["row"], p["column"], p["heading"], p["value"]) for p in told["report"]["problems"]] == [
        (2, "A", "hf", "9"), (3, "C", "neu/bestehend", "rot")
    ]  # fmt: skip
    assert told["report"]["problems"][0]["message"].startswith("„9“ gibt es nicht. Möglich sind 1, 2, 3, 4, 5,")
    page = dora.get(place).text
    assert "„rot“ ist keine Art." in page and "disabled" in page
    answer = taken(dora, here, told)
    assert refused(answer) == (422, "import_refused")
    assert "2 Probleme" in answer.get_json()["error"]["message"]
    assert state(dora, here)["found"] == 65


def test_columns_and_sheets_are_corrected_by_hand(dora: FlaskClient, house: House, here: Workshop) -> None:
    table = an_xlsx([["Gruppe", "Was", "Farbe?"], ["1", "Lesepaten", "neu"]], ("Alt", [HEAD, ["1", "Altes", "n", ""]]))
    place = sent_table(dora, here, table)
    assert [one["title"] for one in dora.get(place, headers=JSON).get_json()["report"]["new"]] == ["Altes"]
    by_hand = f"{place}&sheet=0&of_sheet=1"
    told = dora.get(by_hand, headers=JSON).get_json()
    assert (told["sheet"], [p["code"] for p in told["report"]["problems"]]) == (0, ["no_title_column"])
    assert dora.get(by_hand).status_code == 200
    chosen = f"{place}&sheet=0&of_sheet=0&row=1&of_row=1&c.0=field&c.1=title&c.2=kind"
    told = dora.get(chosen, headers=JSON).get_json()
    assert told["report"]["problems"] == []
    assert taken(dora, here, told).get_json()["result"]["new"] == 1
    assert tool_called(house, here, "Lesepaten").kind == Kind.NEW


def test_another_row_of_headings_is_chosen_by_hand(dora: FlaskClient, here: Workshop) -> None:
    table = a_csv([["Titel", "HF"], ["Erste Zeile", "1"], ["Werkzeug", "Handlungsfeld"], ["Zweite", "2"]])
    place = sent_table(dora, here, table, "w.csv")
    assert dora.get(place, headers=JSON).get_json()["row"] == 1
    told = dora.get(f"{place}&row=3&of_row=1&c.0=title&c.1=field", headers=JSON).get_json()
    assert (told["row"], [one["title"] for one in told["report"]["new"]]) == (3, ["Zweite"])


def test_what_was_seen_is_what_happens(dora: FlaskClient, house: House, here: Workshop) -> None:
    told = dora.get(sent_table(dora, here, a_csv([HEAD, ["1", "Pflegeordner", "neu", ""]])), headers=JSON).get_json()
    tool = tool_called(house, here, "Pflegeordner")
    post(dora, here, f"/{tool.id}", revision=1, places="Rathaus")
    assert refused(taken(dora, here, told)) == (409, "moved_on")
    assert tool_called(house, here, "Pflegeordner").kind == Kind.EXISTING


def test_empty_cells_empty_only_when_it_is_ticked(dora: FlaskClient, here: Workshop) -> None:
    place = sent_table(dora, here, a_csv([HEAD, ["1", "Pflegeordner", "", ""]]), "w.csv")
    assert dora.get(place, headers=JSON).get_json()["report"]["same"] == 1
    told = dora.get(f"{place}&empties=1", headers=JSON).get_json()
    assert set(told["report"]["changed"][0]["changes"]) == {"kind", "institutions"}
    assert taken(dora, here, told).status_code == 200


@pytest.mark.parametrize(
    ("table", "says"), [(b"", "nichts"), (b"%PDF-1.7", "keine Tabelle"), (b"PK\x03\x04", "beschädigt")]
)
def test_what_is_no_table_is_refused_in_words_and_leaves_nothing(
    dora: FlaskClient, here: Workshop, tmp_path: Path, table: bytes, says: str
) -> None:
    answer = post(dora, here, "/uploads", file=(io.BytesIO(table), "x.xlsx"))
    assert refused(answer) == (422, "bad_file")
    assert says in answer.get_json()["error"]["message"]
    assert refused(post(dora, here, "/uploads")) == (422, "bad_file")
    assert list(tmp_path.glob("uploads/*")) == []


def test_an_upload_is_kept_for_an_hour_and_for_its_workshop_only(
    dora: FlaskClient, house: House, here: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = sent_table(dora, here, a_csv([HEAD, ["1", "Lesepaten", "neu", ""]]), "w.csv")
    [kept] = tmp_path.glob("uploads/*")
    assert kept.stat().st_mode & 0o777 == 0o600
    elsewhere = a_workshop(house, "world-cafe")
    assert dora.get(place.replace(here.code, elsewhere.code), headers=JSON).status_code == 404
    assert dora.get(f"/w/{here.code}/office/tools/import?upload=../../secret", headers=JSON).status_code == 404
    assert dora.get(place, headers=JSON).status_code == 200
    monkeypatch.setattr(parcels, "KEPT_SECONDS", -1)
    assert dora.get(place, headers=JSON).status_code == 404
    sent_table(dora, here, a_csv([HEAD]), "w.csv")
    assert not kept.exists(), "the next upload sweeps"


def test_the_moderator_has_no_business_here(client: FlaskClient, house: House, here: Workshop) -> None:
    as_moderator(client, here)
    tool = tool_called(house, here, "Pflegeordner")
    assert post(client, here, f"/{tool.id}", revision=1, kind="new").status_code == 403
    assert post(client, here, "/uploads", file=(io.BytesIO(b"titel"), "w.csv")).status_code == 403
    assert tool_called(house, here, "Pflegeordner").revision == 1


def test_three_hundred_tools_and_twelve_fields_stay_handy(dora: FlaskClient, house: House) -> None:
    template = {
        "format": "zukunftswerkstatt-workshop", "version": 1,
        "workshop": {"title": "Großer Kreis", "day": "2031-05-01", "begins": "10:00"},
        "fields": [{"number": n, "title": f"Feld {n}"} for n in range(1, 13)],
        "agenda": [{"title": "Ankommen", "minutes": 10, "scenes": [{"activity": "arrival"}]}],
        "tools": [{"field": str(n % 12 + 1), "title": f"Werkzeug {n} <script>", "key": f"k{n}"} for n in range(300)],
    }  # fmt: skip
    great = builders.built(house, template)
    page = dora.get(f"/w/{great.code}/office/tools").text
    assert page.count("data-tool=") == 300
    assert "<script>" not in page.replace('<script type="module"', "")
