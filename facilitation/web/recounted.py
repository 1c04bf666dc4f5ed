"""What a recount found, in words: one German phrase per kind of difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facilitation.web.words import _


def difference(found: Mapping[str, Any]) -> str:
    """One difference that `recount` told: ``{"what", "field", "tool"}``."""
    facts = {"field": found["field"], "tool": found["tool"]}
    return {
        "number": _("Es liegen nicht so viele Stimmzettel da, wie ausgezählt wurden."),
        "list": _("Die Liste der Prüfzeichen ist nicht die vom Auszählen."),
        "fingerprint": _("Ein Stimmzettel passt nicht zu seinem Prüfzeichen."),
        "shown_then": _("Feld %(field)s, „%(tool)s“: Beim Aufdecken stand etwas anderes da.", **facts),
        "shown_now": _("Feld %(field)s, „%(tool)s“: Jetzt wird etwas anderes gezeigt.", **facts),
        "plan": _("Feld %(field)s, „%(tool)s“: Im Werkstattplan steht etwas anderes.", **facts),
    }[found["what"]]
