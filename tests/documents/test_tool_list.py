"""The list of tools comes out in the columns of the file it went in from."""

from __future__ import annotations

from collections import Counter

from facilitation import tools
from facilitation.archive import read_template
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders
from tests.documents.conftest import Office

HEADINGS = (
    "id;handlungsfeld;titel;art;kurzbeschreibung;zielgruppen;umsetzungsorte;institutionen;internetseiten;"
    "quellen;varianten"
)


def test_all_65_tools_come_out_as_they_went_in(workshop: Workshop, dora: Office) -> None:
    told = dora.csv(workshop, "werkzeuge")
    by_id = {row[0]: row for row in told[1:]}

    assert ";".join(told[0]) == HEADINGS
    assert Counter(row[3] for row in told[1:]) == {"bestehend": 8, "neu": 6, "": 51}
    for tool in read_template("kreis-dueren")["tools"]:
        lists = ("target_groups", "places", "institutions", "websites", "sources", "variants")
        assert by_id.pop(tool["key"]) == [
            tool["key"], tool["field"], tool["title"],
            {"existing": "bestehend", "new": "neu", "open": ""}[tool["kind"]], tool.get("description", ""),
            *("|".join(tool.get(part, [])) for part in lists),
        ]  # fmt: skip
    assert by_id == {}


def test_existing_come_before_new_before_open_each_in_the_alphabet(workshop: Workshop, dora: Office) -> None:
    of_field_1 = [row for row in dora.csv(workshop, "werkzeuge")[1:] if row[1] == "1"]

    assert [row[3] for row in of_field_1] == ["bestehend"] * 8 + ["neu"] * 6 + [""] * 6
    assert [row[2] for row in of_field_1[14:]] == [
        "aim - Auszubildende im Mentoring",
        "Arbeitsgruppe Kommunale Konferenz Alter und Pflege (AG KKAP)",
        "Informationsveranstaltungen zu betreuungsrelevanten Themen",
        "Job-Café",
        "Konzept zur strategischen und demografieorientierten Personalentwicklung beim Kreis Düren",
        "Wirtschaftsförderung",
    ]


def test_a_proposal_is_listed_once_it_is_admitted(house: House, workshop: Workshop, dora: Office) -> None:
    field = builders.fields_of(house, workshop)[1]
    house.write(tools.propose, workshop_id=workshop.id, field_id=field.id, title="Wartendes")
    house.write(tools.propose, workshop_id=workshop.id, field_id=field.id, title="Zugelassenes", admitted=True)

    titles = [row[2] for row in dora.csv(workshop, "werkzeuge")]
    assert ("Wartendes" in titles, "Zugelassenes" in titles) == (False, True)
