"""The log as JSON lines (LOG_FORMAT=json): what happened and how long it took, never who, where from or with what.

A line holds only what is named here. Messages of other packages and of exceptions may quote what people sent, so of
them only the kind and the place in the program are kept.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

OURS = "facilitation."
REQUEST_LOG = "facilitation.requests"


class JsonLines(logging.Formatter):
    """One JSON object per record: at, level, logger, event, and the record's `facts`."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name,
        }  # fmt: skip
        if record.name.startswith(OURS):
            told["event"] = str(record.msg)  # never its arguments
        told |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0] is not None:
            told["exception"] = record.exc_info[0].__name__
            told["where"] = [
                f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        elif not record.name.startswith(OURS):
            told["where"] = [f"{record.filename}:{record.lineno} {record.funcName}"]
        return json.dumps(told, ensure_ascii=False)


def set_up(log_format: str) -> None:
    """For a process that serves: everything logged goes to stderr as JSON lines; `text` leaves Python's own way."""
    if log_format != "json":
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(REQUEST_LOG).setLevel(logging.INFO)
