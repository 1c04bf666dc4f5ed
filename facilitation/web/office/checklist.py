"""What is missing before the day, in words, each with the link to where it is mended."""

from __future__ import annotations

from facilitation import preparation
from facilitation.addresses import base_address, lan_addresses
from facilitation.preparation import Gap, Reach
from facilitation.web import answers
from facilitation.web.words import _
from facilitation.workshop import Workshop


def checklist(workshop: Workshop) -> list[dict[str, str]]:
    """Every gap as ``{"code", "text", "link"}``."""
    config = answers.house().config
    reach = Reach(
        address=base_address(workshop.settings.base_url, config.base_url, config.port), own=tuple(lan_addresses())
    )
    found = preparation.missing(answers.session(), workshop.id, now=answers.house().clock.now(), reach=reach)
    return [{"code": gap.code, "text": _said(gap), "link": _link(workshop, gap)} for gap in found]


def _link(workshop: Workshop, gap: Gap) -> str:
    base = f"/w/{workshop.code}"
    settings, hall = f"{base}/office/settings", f"{base}/office/fields"
    return {
        "day_past": f"{settings}#day", "no_place": f"{settings}#place", "no_years": f"{settings}#years",
        "no_rules": f"{settings}#rules", "no_logo": f"{settings}#logos", "logo_unsaid": f"{settings}#logos",
        "no_wifi": f"{settings}#wifi_name", "address_here": f"{settings}#base_url",
        "address_elsewhere": f"{settings}#base_url", "address_lan": f"{settings}#base_url",
        "no_end": f"{base}/office/agenda", "ends_late": f"{base}/office/agenda", "ends_early": f"{base}/office/agenda",
        "no_rounds": f"{base}/office/agenda", "no_questions": f"{hall}#questions", "no_seats": f"{hall}#tables",
        "agenda_doubts": f"{base}/office/agenda", "no_operator": "/office/operator",
        "no_password": "/office/organisers", "no_cards": f"{base}/office/cards",
        "no_tools": f"{base}/office/tools?field={gap.facts.get('field_id', '')}",
        "kind_open": f"{base}/office/tools?kind=open",
    }.get(gap.code, f"{base}/moderation/doors")  # fmt: skip


def _said(gap: Gap) -> str:
    count = next((gap.facts[name] for name in ("tools", "logos", "count") if name in gap.facts), 0)
    told = {
        **gap.facts, "n": count, "own": ", ".join(gap.facts.get("own", [])),
        "tables": _listed(gap.facts.get("tables", [])), "fields": _listed(gap.facts.get("fields", [])),
    }  # fmt: skip
    phrases = _phrases() | (_single() if count == 1 else {})
    return phrases[gap.code] % told


def _phrases() -> dict[str, str]:
    return {
        "day_past": _("Der Tag liegt in der Vergangenheit."),
        "no_end": _("Es steht noch nicht fest, wann der Tag enden soll."),
        "ends_late": _("Das Programm endet %(minutes)s Minuten nach dem gewünschten Ende."),
        "ends_early": _("Das Programm endet %(minutes)s Minuten vor dem gewünschten Ende."),
        "no_rounds": _("Das Programm hat noch keine Runde, in der an Tischen gearbeitet wird."),
        "no_wifi": _("Das WLAN des Saals ist noch nicht eingetragen."),
        "address_here": _("%(address)s erreicht kein Telefon. Tragen Sie die Adresse im WLAN des Saals ein."),
        "address_elsewhere": _("Unter %(address)s ist dieser Rechner nicht zu erreichen. Er hat: %(own)s."),
        "address_lan": _("%(address)s gilt nur in diesem Netz. Drucken Sie erst, wenn es das Netz des Saals ist."),
        "no_password": _("Noch hat niemand im Büro ein Kennwort."),
        "no_moderator_link": _("Es gibt noch keinen Link für die Moderation."),
        "no_host_link": _("Es fehlt der Link der Tischmoderation: Tisch %(tables)s."),
        "no_seats": _("Es fehlt die Zahl der Plätze: Tisch %(tables)s."),
        "no_school_link": _("Die Schulgruppe hat noch keinen Link."),
        "no_questions": _("„%(item)s“ hat keine Leitfrage: Feld %(fields)s."),
        "no_rules": _("Noch ist nicht eingetragen, wie ein Zukunftsbild geschrieben wird."),
        "no_tools": _("Feld %(field)s hat keine Werkzeuge."),
        "no_cards": _("Es wird mit Stimmkarten abgestimmt, aber noch sind keine gedruckt."),
        "no_place": _("Der Ort fehlt noch."),
        "no_years": _("Die Jahre des Werkstattplans fehlen noch."),
        "no_logo": _("Noch ist kein Logo da."),
        "agenda_doubts": _("Im Ablauf passen %(n)s Dinge noch nicht zusammen."),
        "no_operator": _("Noch ist nicht eingetragen, wer diese Seiten verantwortet (Impressum, Datenschutz)."),
        "kind_open": _("Bei %(n)s Werkzeugen ist die Art noch offen."),
        "logo_unsaid": _("%(n)s Logos haben noch keine Beschreibung."),
    }


def _single() -> dict[str, str]:
    return {
        "agenda_doubts": _("Im Ablauf passt noch etwas nicht zusammen."),
        "kind_open": _("Bei einem Werkzeug ist die Art noch offen."),
        "logo_unsaid": _("Ein Logo hat noch keine Beschreibung."),
    }


def _listed(numbers: list[int]) -> str:
    """``1, 2 und 5``."""
    shown = [str(number) for number in numbers]
    return _(" und ").join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))
