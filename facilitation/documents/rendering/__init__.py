"""One renderer per format: each turns a described document into bytes."""

from __future__ import annotations

from collections.abc import Callable

from facilitation.documents.description import Document
from facilitation.documents.rendering import as_csv, as_docx, as_json, as_ods, as_pdf, as_xlsx

FORMATS: dict[str, tuple[Callable[[Document], bytes], str]] = {
    "docx": (as_docx.render, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (as_pdf.render, "application/pdf"),
    "xlsx": (as_xlsx.render, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": (as_ods.render, "application/vnd.oasis.opendocument.spreadsheet"),
    "csv": (as_csv.render, "text/csv; charset=utf-8"),
    "json": (as_json.render, "application/json"),
}
