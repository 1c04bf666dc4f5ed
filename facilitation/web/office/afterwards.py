"""What is still to do after the day, in words, each with the link to where it is done."""

from __future__ import annotations

from facilitation import preparation
from facilitation.preparation import Gap
from facilitation.web import answers
from facilitation.web.words import _, ngettext
from facilitation.workshop import Workshop


def left_to_do(workshop: Workshop) -> list[dict[str, str]]:
    """Every loose end as ``{"code", "text", "link"}``; empty until the day is closed."""
    found = preparation.remaining(answers.session(), workshop.id, now=answers.house().clock.now())
    return [{"code": gap.code, "text": said(gap), "link": link(workshop, gap)} for gap in found]


def said(gap: Gap) -> str:
    n, field = gap.facts.get("count", 0), gap.facts.get("field", "")
    return {
        "uncounted": ngettext("Eine Abstimmung ist noch nicht ausgezählt.",
                              "%(num)d Abstimmungen sind noch nicht ausgezählt.", n),
        "undecided": ngettext("Eine Abstimmung ist nicht ganz aufgedeckt oder hat einen offenen Gleichstand.",
                              "%(num)d Abstimmungen sind nicht ganz aufgedeckt oder haben offene Gleichstände.", n),
        "not_in_plan": _("Das Ergebnis der Abstimmung steht noch nicht im Werkstattplan."),
        "no_vision": _("Feld %(field)s hat noch kein Zukunftsbild.", field=field),
        "vision_not_agreed": _("Das Zukunftsbild von Feld %(field)s ist noch nicht vereinbart.", field=field),
        "proposals": ngettext("Über einen Vorschlag der Zukunftswerkstatt ist noch nicht entschieden.",
                              "Über %(num)d Vorschläge der Zukunftswerkstatt ist noch nicht entschieden.", n),
        "no_responsible": ngettext("Bei einem Werkzeug im Plan fehlt, wer zuständig ist.",
                                   "Bei %(num)d Werkzeugen im Plan fehlt, wer zuständig ist.", n),
        "no_year": ngettext("Bei einem Werkzeug im Plan ist noch kein Jahr angekreuzt.",
                            "Bei %(num)d Werkzeugen im Plan ist noch kein Jahr angekreuzt.", n),
        "kind_unknown": ngettext("Bei einem Werkzeug im Plan ist die Art noch offen.",
                                 "Bei %(num)d Werkzeugen im Plan ist die Art noch offen.", n),
        "no_greeting": _("Das Grußwort des Werkzeugkatalogs fehlt noch."),
        "no_imprint": _("Das Impressum der Dokumente fehlt noch."),
        "no_survey": _("Seit dem Tag ist ein Jahr vergangen. Fragen Sie, was aus dem Plan geworden ist."),
    }[gap.code]  # fmt: skip


def link(workshop: Workshop, gap: Gap) -> str:
    base = f"/w/{workshop.code}"
    table = gap.facts.get("table")
    desk = f"{base}/office/fields" if table is None else f"{base}/table/{table}"
    return {
        "uncounted": f"{base}/moderation/votes", "undecided": f"{base}/moderation/votes",
        "not_in_plan": f"{base}/moderation/votes",
        "no_vision": desk, "vision_not_agreed": desk,
        "kind_unknown": f"{base}/office/tools?kind=open",
        "no_greeting": f"{base}/office/settings#greeting", "no_imprint": f"{base}/office/settings#imprint",
        "no_survey": f"{base}/office/review",
    }.get(gap.code, f"{base}/office/plan")  # fmt: skip
