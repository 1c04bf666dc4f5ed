"""A table that was sent and is being looked at: its sheets as they were read, kept for an hour."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from facilitation.imports import reading
from facilitation.imports.reading import Sheet
from facilitation.web.office import parcels

KIND = "json"


@dataclass(frozen=True)
class Upload:
    """The sheets of a file and what the file was called."""

    file_name: str
    sheets: list[Sheet]


def keep(folder: Path, code: str, upload: Upload) -> str:
    """Keep it for its workshop; returns the name to find it by."""
    return parcels.keep(folder, code, json.dumps([upload.file_name, reading.as_json(upload.sheets)]).encode(), KIND)


def find(folder: Path, code: str, token: str) -> Upload:
    """What was kept for this workshop under this name. Raises NotFound when it never was or its hour is over."""
    file_name, sheets = json.loads(parcels.find(folder, code, token, KIND))
    return Upload(file_name, reading.from_json(sheets))


def drop(folder: Path, code: str, token: str) -> None:
    parcels.drop(folder, code, token, KIND)
