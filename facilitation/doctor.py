"""The doctor: is this machine fit for a day? Disk, clock, database, fonts, browser, network, files, legal pages."""

from __future__ import annotations

import shutil
import webbrowser
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from facilitation import operator
from facilitation.addresses import lan_addresses
from facilitation.documents.glyphs import FONTS
from facilitation.health import ENOUGH_DISK
from facilitation.house import House
from facilitation.live.relay import answers
from facilitation.texts import translations

ENOUGH_FILES = 4096  # a phone needs one, and the server some more
NOT_BEFORE = datetime(2025, 1, 1, tzinfo=UTC)  # a clock behind this has lost its battery
OK, WARN, FAIL = "ok", "warn", "fail"

_ = translations("de").gettext


def examine(house: House) -> dict[str, Any]:
    """``{"fit", "checks": [{"name", "state", "said", "value"}]}``; not fit when a day would lack something."""
    checks: list[tuple[str, Callable[[House], tuple[str, str, Any]]]] = [
        ("disk", _disk), ("clock", _clock), ("database", _database), ("fonts", _fonts), ("browser", _browser),
        ("network", _network), ("open_files", _open_files), ("placeholders", _placeholders), ("relay", _relay),
    ]  # fmt: skip
    found = []
    for name, check in checks:
        state, said, value = check(house)
        found.append({"name": name, "state": state, "said": said, "value": value})
    return {"fit": all(check["state"] != FAIL for check in found), "checks": found}


def _disk(house: House) -> tuple[str, str, Any]:
    free = shutil.disk_usage(house.config.data_dir).free
    if free < ENOUGH_DISK:
        return FAIL, _("Auf dem Datenträger ist zu wenig Platz. Ein Gigabyte sollte frei sein."), free
    return OK, _("Genug Platz auf dem Datenträger."), free


def _clock(house: House) -> tuple[str, str, Any]:
    now = house.clock.now()
    try:
        ZoneInfo("Europe/Berlin")
    except (ZoneInfoNotFoundError, OSError):
        return FAIL, _("Die Zeitzonen fehlen auf diesem Rechner."), now.isoformat()
    if now < NOT_BEFORE:
        return FAIL, _("Die Uhr dieses Rechners geht falsch. Stellen Sie sie, bevor der Tag beginnt."), now.isoformat()
    return OK, _("Bitte vergleichen Sie die Uhr mit Ihrer eigenen."), now.isoformat()


def _database(house: House) -> tuple[str, str, Any]:
    kind = house.engine.dialect.name
    try:
        with house.engine.connect() as connection:
            if kind == "sqlite":
                said = connection.execute(text("PRAGMA quick_check")).scalar()
                if said != "ok":
                    return FAIL, _("Die Datenbank ist beschädigt. Spielen Sie die letzte Kopie ein."), said
            else:
                connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return FAIL, _("Die Datenbank antwortet nicht."), type(error).__name__
    return OK, _("Die Datenbank ist in Ordnung."), kind


def _relay(house: House) -> tuple[str, str, Any]:
    config = house.config
    if not config.has_siblings:
        return OK, _("Ein Prozess bedient alle; es braucht kein Redis."), None
    if not config.redis_url:
        return WARN, _("Ohne REDIS_URL erfahren die anderen Prozesse von Änderungen erst nach einer Sekunde."), None
    if not answers(config.redis_url):
        return WARN, _("Redis antwortet nicht. Abgestimmt wird trotzdem; Bildschirme folgen nach einer Sekunde."), False
    return OK, _("Redis antwortet."), True


def _fonts(_house: House) -> tuple[str, str, Any]:
    found = sorted(path.name for path in FONTS.glob("*.ttf"))
    if not found:
        return FAIL, _("Die Schriften für Drucksachen fehlen. Bitte installieren Sie neu."), 0
    return OK, _("Die Schriften für Drucksachen sind da."), len(found)


def _browser(_house: House) -> tuple[str, str, Any]:
    try:
        return OK, _("Ein Browser für Bühne und Moderation ist da."), webbrowser.get().__class__.__name__
    except webbrowser.Error:
        said = _("Auf diesem Rechner gibt es keinen Browser. Öffnen Sie Bühne und Moderation von einem anderen.")
        return WARN, said, None


def _network(_house: House) -> tuple[str, str, Any]:
    found = lan_addresses()
    if found == ["127.0.0.1"]:
        return WARN, _("Dieser Rechner ist in keinem Netz. Telefone erreichen ihn so nicht."), found
    return OK, _("Unter diesen Adressen erreichen ihn Telefone im selben Netz."), found


def _open_files(_house: House) -> tuple[str, str, Any]:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return OK, _("Hier gibt es keine Grenze für offene Dateien."), None
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if 0 <= hard < ENOUGH_FILES:
        return WARN, _("Für sehr viele Telefone ist die Grenze für offene Dateien niedrig."), hard
    return OK, _("Genug offene Dateien erlaubt."), hard


def _placeholders(house: House) -> tuple[str, str, Any]:
    with house.reading() as session:
        left = operator.missing(session)
    if left:
        return WARN, _("Datenschutz und Impressum sind nicht ausgefüllt; ein Tag mit Gästen beginnt so nicht."), left
    return OK, _("Datenschutz, Impressum und Barrierefreiheit sind ausgefüllt."), []
