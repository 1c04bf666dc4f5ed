"""What simulated people say: invented German sentences about the future of a place, by theme where it is known."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Theme:
    """Who does what: every line of `who` goes with every line of `what`. `word` tells the theme by a field's title."""

    word: str
    who: tuple[str, ...]
    what: tuple[str, ...]
    tools: tuple[str, ...]


THEMES = (
    Theme(
        "fachkräfte",
        ("Betriebe aus dem Kreis", "Junge Leute nach der Ausbildung", "Handwerk und Pflege", "Zugezogene Fachleute"),
        (
            "finden hier schnell zueinander",
            "bleiben gern, weil Arbeit und Familie zusammenpassen",
            "lernen voneinander in gemeinsamen Werkstätten",
            "haben Wohnung, Kita und Arbeitsplatz an einem Ort",
            "arbeiten zwei Tage in der Woche im Dorfbüro",
            "erleben vom ersten Tag an, dass man sie braucht",
        ),
        ("Dorfbüro mit Kinderzimmer", "Probewoche im Betrieb", "Ankommens-Patenschaft", "Gemeinsame Lehrwerkstatt"),
    ),
    Theme(
        "bildung",
        ("Kinder aus allen Ortsteilen", "Eltern und Großeltern", "Schülerinnen und Schüler", "Menschen jeden Alters"),
        (
            "lernen auch draußen und bei den Betrieben im Ort",
            "treffen sich nachmittags in der offenen Schule",
            "probieren Neues aus, ohne Angst vor Fehlern",
            "finden in der Bücherei Rat, Ruhe und gutes Netz",
            "bringen einander Sprachen und Handgriffe bei",
            "entscheiden mit, was in der Schule geschieht",
        ),
        ("Offene Schule am Nachmittag", "Lernbus mit Werkbank", "Sprachtandem im Café", "Bücherei der Dinge"),
    ),
    Theme(
        "teilhabe",
        ("Ältere und Junge", "Neu Zugezogene", "Menschen mit und ohne Behinderung", "Vereine und Nachbarschaften"),
        (
            "kochen jede Woche zusammen im Gemeindehaus",
            "planen ihre Feste gemeinsam",
            "kommen ohne Stufe in jedes öffentliche Haus",
            "teilen sich Räume, Werkzeug und Ideen",
            "werden gefragt, bevor entschieden ist",
            "helfen einander über eine einfache Telefonkette",
        ),
        ("Telefonkette der Nachbarschaft", "Rollende Bürgersprechstunde", "Tisch der Neuen", "Haus ohne Stufen"),
    ),
    Theme(
        "mobilität",
        ("Menschen ohne Auto", "Jugendliche am Abend", "Ältere aus den Dörfern", "Pendlerinnen und Pendler"),
        (
            "fahren halbstündlich mit dem Rufbus in die Stadt",
            "kommen auf sicheren Radwegen überall hin",
            "kaufen im Dorfladen ein und treffen dort Bekannte",
            "erreichen Ärztin und Apotheke in einer Viertelstunde",
            "steigen am Mobilpunkt vom Rad in die Bahn um",
            "nutzen Autos, die sich mehrere Haushalte teilen",
        ),
        ("Rufbus bis Mitternacht", "Mitfahrbank am Dorfplatz", "Radweg ohne Lücke", "Rollender Dorfladen"),
    ),
    Theme(
        "wohnen",
        ("Familien", "Alleinstehende im Alter", "Auszubildende", "Mehrere Generationen"),
        (
            "wohnen Tür an Tür und achten aufeinander",
            "finden im alten Ortskern bezahlbare Wohnungen",
            "bleiben in ihrem Viertel, auch wenn sie Pflege brauchen",
            "gärtnern zusammen hinter dem Haus",
            "tauschen eine zu große gegen eine passende Wohnung",
            "sitzen abends auf schattigen Plätzen beieinander",
        ),
        ("Wohnungstausch im Viertel", "Umbauberatung vor der Haustür", "Garten für alle", "Hofgemeinschaft auf Zeit"),
    ),
)  # fmt: skip
ANYWHERE = Theme(
    "",
    ("Alle Generationen", "Nachbarinnen und Nachbarn", "Kinder und Jugendliche", "Vereine, Betriebe und Verwaltung"),
    (
        "treffen sich auf einem Platz, der im Sommer Schatten hat",
        "wissen, wen sie fragen können",
        "gestalten ihren Ort mit kleinen Schritten selbst",
        "feiern zusammen, was gelungen ist",
        "teilen Räume und Geräte, statt sie doppelt zu kaufen",
        "gehen kurze Wege zu allem, was sie täglich brauchen",
        "finden für gute Ideen schnell Geld und Hilfe",
    ),
    ("Ideenkasse mit kurzem Antrag", "Platz mit Schattendach", "Gerätehaus zum Leihen", "Sprechstunde im Wagen"),
)
WISHES = (  # the gentle hint points these out: a wish or a plan, not yet a picture
    "Es soll mehr Treffpunkte für Jugendliche geben.",
    "Der Bus wird öfter fahren.",
    "Wir müssen uns mehr um die Älteren kümmern.",
    "Man könnte leere Läden gemeinsam nutzen.",
)
CHEERFUL = "Sonntags ist der ganze Platz voller Leben 🌻🎶"
ENDINGS = (".", ", und zwar das ganze Jahr.", ", auch am Wochenende.", ", gleich um die Ecke.", ", Jung wie Alt.")
CLUSTERS = ("Gemeinsam", "Kurze Wege", "Räume und Plätze", "Hilfe im Alltag", "Mitreden")
INSTITUTIONS = (
    "Gemeindeverwaltung", "Sportverein", "Pflegedienst", "Grundschule", "Handwerksbetrieb", "Seniorenbeirat",
    "Jugendzentrum", "Kirchengemeinde", "Wohnungsgesellschaft", "Bürgerverein", "Volkshochschule", "",
)  # fmt: skip


def theme_of(title: str) -> Theme:
    """The theme of a field's title; the general one for fields nobody has written for."""
    return next((theme for theme in THEMES if theme.word in title.casefold()), ANYWHERE)


def sentence(title: str, random: Random) -> str:
    """A card for a field: mostly a picture in the present tense, now and then a wish."""
    chance = random.random()
    if chance < 0.06:
        return random.choice(WISHES)
    if chance < 0.08:
        return CHEERFUL
    return picture(title, random)


def picture(title: str, random: Random) -> str:
    """A sentence in the present tense."""
    theme = theme_of(title)
    return f"{random.choice(theme.who)} {random.choice(theme.what)}{random.choice(ENDINGS)}"


def tool(title: str, random: Random) -> str:
    """The name of a tool that somebody proposes for a field."""
    return random.choice(theme_of(title).tools)
