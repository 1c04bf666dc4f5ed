"""Templates and archives: a workshop as versioned JSON, alone or in a ZIP with its pictures and what happened in it
(docs/archive.md)."""

from __future__ import annotations

from facilitation.archive.koffer import Koffer, open_koffer, pack_koffer
from facilitation.archive.packing import Entries, VoteUnderWay, opened, pack, restore
from facilitation.archive.parcel import LARGEST_FILE, Parcel
from facilitation.archive.reading import BadArchive, BadTemplate
from facilitation.archive.template import FORMAT, PRESETS, VERSION, build, describe, presets, read_template

__all__ = [
    "FORMAT", "LARGEST_FILE", "PRESETS", "VERSION", "BadArchive", "BadTemplate", "Entries", "Koffer", "Parcel",
    "VoteUnderWay", "build", "describe", "open_koffer", "opened", "pack", "pack_koffer", "presets", "read_template",
    "restore",
]  # fmt: skip
