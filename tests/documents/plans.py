"""Two plans to take out: the Düren table of October 2018, and one as in Dithmarschen with two fields and its sheets."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from facilitation import fields, goals, measures, plan, tools
from facilitation.archive import read_template
from facilitation.house import House
from facilitation.measures import rows
from facilitation.tools import editing
from facilitation.workshop import Workshop
from tests import builders

OCTOBER = datetime(2018, 10, 15, 10, tzinfo=UTC)
JANUARY = datetime(2019, 1, 30, 10, tzinfo=UTC)
EVERY = [2017, 2018, 2019, 2020]
OFFICE = "Kreisverwaltung Düren, Amt für Demografie, Kinder, Jugend, Familie und Senioren"
SCHOOLS = "Kreisverwaltung Düren, Amt für Schule, Bildung und Integration"
EQUAL = (
    "Kreisverwaltung Düren, Gleichstellungsbeauftragte/Stadt Düren, Gleichstellungsbeauftragte/Beauftragte für "
    "Chancengleichheit am Arbeitsmarkt der Agentur Aachen-Düren"
)

# title, responsible, place, years, in the order of the source; the first three are new, the others exist
DUEREN = [
    ("Arbeitsgruppe Kommunale Konferenz Alter und Pflege (AG KKAP)", "Kreisverwaltung Düren, Sozialamt", "Kreis Düren",
     [2018, 2019, 2020]),
    ("Betriebliche Tagespflege", OFFICE, "Stadt Düren", EVERY),
    ("Notfallbetreuung für Kinder", OFFICE, "Stadt Düren", [2019]),
    ("aim - Auszubildende im Mentoring", SCHOOLS, "Kreis Düren", [2018, 2019]),
    ("BerufswahlSIEGEL NRW", SCHOOLS, "Kreis Düren", [2018, 2019, 2020]),
    ("Informationsveranstaltungen zu betreuungsrelevanten Themen", OFFICE, "Stadt Düren (Kreishaus)",
     [2017, 2018, 2019]),
    ("Job-Café", EQUAL, "Stadt Düren", EVERY),
    ("Wirtschaftsförderung", "Kreisverwaltung Düren, Amt für Kreisentwicklung und Wirtschaftsförderung", "Kreis Düren",
     EVERY),
]  # fmt: skip

YOUTH = "Junge Menschen halten"
CARE = "Versorgung auf dem Land"


def a_tool(house: House, workshop: Workshop, number: int, title: str, kind: str) -> str:
    """A new tool of a field; returns its id."""
    with house.reading() as session:
        field = fields.by_number(session, workshop.id, number)
        known = [tool for tool in tools.of_field(session, field.id) if tool.title == title and tool.kind == kind]
    if known:
        return known[0].id
    made = house.write(
        editing.add, workshop_id=workshop.id, field_id=field.id, title=f"{title} ({kind})", parts={"kind": kind},
        role="organiser",
    )  # fmt: skip
    return str(made["tool"])


def an_entry(house: House, workshop: Workshop, number: int, title: str, kind: str = "new", **cells: Any) -> str:
    """A tool in the plan with its cells; returns the entry's id."""
    tool = a_tool(house, workshop, number, title, kind)
    with house.reading() as session:
        field = fields.by_number(session, workshop.id, number)
    made = house.write(plan.add, workshop_id=workshop.id, field_id=field.id, tool_id=tool, role="organiser")
    house.write(
        plan.edit, workshop_id=workshop.id, entry_id=made["entry"], revision=1, role="organiser",
        changes={"title": title, **cells},
    )  # fmt: skip
    return str(made["entry"])


def dueren(house: House) -> Workshop:
    """Eight rows of one field, written down in another order than the plan's."""
    workshop = builders.a_workshop(house)
    for place, (title, responsible, site, years) in reversed(list(enumerate(DUEREN))):
        kind = "new" if place < 3 else "existing"
        an_entry(house, workshop, 1, title, kind, responsible=responsible, place=site, years=years)
    return workshop


def dithmarschen(house: House) -> Workshop:
    """Two fields with a description, the years 2019 and 2020, goals, three sheets and the communication."""
    template = read_template("world-cafe")
    template["workshop"] |= {"region": "Kreis Dithmarschen", "years": [2019, 2020]}
    template["workshop"].setdefault("settings", {}).update(
        plan_layout="kreis-dithmarschen", plan_background="Der Kreis wird älter.\n\nDie Ziele folgen."
    )
    template["fields"] = [
        {"number": n, "title": {"de": title}, "description": {"de": f"{title}: worum es geht."}}
        for n, title in enumerate((YOUTH, CARE), start=1)
    ]
    template["tools"] = []
    template["tables"] = [{"number": n, "field": str(n)} for n in (1, 2)]
    workshop = builders.built(house, template)
    lab = an_entry(
        house, workshop, 1, "Ideenlabor", contact="Jugendförderung", place="Heide", years=[2019], participants="Vereine"
    )
    an_entry(house, workshop, 1, "Rückkehrtag", contact="Wirtschaftsförderung", place="Kreis", years=[2019, 2020])
    bus = an_entry(house, workshop, 2, "Marktbus", contact="Amt für Verkehr", place="Amt Büsum", years=[2020])
    write_sheet(house, workshop, lab, target_groups="Jugendliche", budget="Ca. 25.000 € p.a.", advice="nein",
                partners="Jugendring (Träger)\nSchulen (Partner)", lead="Ein Raum für Ideen",
                description="Im Labor entstehen Vorhaben.", chances="Viele machen mit.", difficulties="Es fehlt Zeit.")
    row(house, workshop, lab, 2019, "Raum suchen", marks="1, 2")
    row(house, workshop, lab, 2019, "Umbau", bars="3-6", marks="6", notes="6: Übergabe")
    row(house, workshop, lab, 2019, "Eröffnung", open_date="Termin offen")
    row(house, workshop, lab, 2019, "Fortführung 2020", bars="7-12", notes="12: Projektende", carried_to="2020")
    row(house, workshop, lab, 2020, "Evaluierung", marks="4")
    write_sheet(house, workshop, bus, budget="Noch nicht bezifferbar")
    row(house, workshop, bus, 2020, "Linie planen", bars="1-4")
    write_sheet(house, workshop, None, target_groups="Öffentlichkeit", description="Alle erfahren davon.")
    row(house, workshop, None, 2019, "Presse", marks="2, 8")
    for name, text in (("values", "Offenheit"), ("content", "Junge bleiben\nAlte auch"), ("method", "Beteiligung")):
        house.write(
            goals.edit, workshop_id=workshop.id, level="overall", name=name, revision=0, role="organiser", text=text
        )
    house.write(
        goals.edit, workshop_id=workshop.id, level="concrete", name="structure", revision=0, role="organiser",
        text="Ein Netz der Ämter",
    )  # fmt: skip
    return workshop


def write_sheet(house: House, workshop: Workshop, entry: str | None, **cells: str) -> Any:
    """The first writing on a sheet."""
    return house.write(
        measures.edit, workshop_id=workshop.id, entry_id=entry, revision=0, role="organiser", changes=cells
    )


def row(house: House, workshop: Workshop, entry: str | None, year: int, title: str, **cells: str) -> str:
    """An Einzelmaßnahme; returns its id."""
    made = house.write(
        rows.add, workshop_id=workshop.id, entry_id=entry, year=year, role="organiser",
        changes={"title": title, **cells},
    )  # fmt: skip
    return str(made["measure"])
