"""JSON for programs.

``{"document", "workshop", "code", "stand" (ISO date), "rehearsal", "notes", "columns": [{"key", "heading"}],
"rows": [{key: text, number or null}]}``. Keys are English and stable; a plan's years are their own keys
("2017") and hold "X" or "".
"""

from __future__ import annotations

import json
from typing import Any

from facilitation.documents.description import Document
from facilitation.documents.rendering.text import plain


def render(document: Document) -> bytes:
    columns = document.table.columns
    said: dict[str, Any] = {
        "document": document.title,
        "workshop": document.workshop,
        "code": document.code,
        "stand": document.stand.isoformat(),
        "rehearsal": document.is_probe,
        "notes": [plain(note) for note in document.notes],
        "columns": [{"key": column.key, "heading": column.heading} for column in columns],
        "rows": [
            {
                column.key: cell if cell is None or isinstance(cell, int) else plain(str(cell))
                for column, cell in zip(columns, row, strict=True)
            }
            for row in document.table.rows
        ],
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
