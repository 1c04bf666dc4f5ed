"""PDF/UA: the blocks as data for ``templates/documents/flow.typ``; pictures beside it as files."""

from __future__ import annotations

import hashlib
from typing import Any

from facilitation.documents.description import Bar, Cell, Column, Document, TableBlock
from facilitation.documents.flow import (
    Bars,
    Block,
    Bullets,
    Contents,
    Cover,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Sheet,
)
from facilitation.documents.rendering.paper import blocks_of
from facilitation.documents.typesetting import asked, typeset
from facilitation.texts import lang_of

NARROW = 6  # characters: a year, a month, a cross; such columns get millimetres, the others share what is left
TALL_TEXT = 900  # characters: a longer sheet may break over pages
CHUNK = 12  # rows: a longer run of merged rows is written in parts, its label again in each


def render(document: Document) -> bytes:
    data, pictures = _data(document)
    return typeset("flow", data, pictures)


def pages_of_headings(document: Document) -> list[int]:
    """The page of every heading and sheet in the PDF, in order; the contents of a DOCX begins with these numbers."""
    data, pictures = _data(document)
    return [int(page) for page in asked("flow", data, pictures, "<heading-pages>")[0]]


def _data(document: Document) -> tuple[dict[str, Any], dict[str, bytes]]:
    pictures: dict[str, bytes] = {}
    data = {
        "title": document.title,
        "workshop": document.workshop,
        "stand": document.stand_words,
        "probe": document.is_probe,
        "wide": document.is_wide,
        "blocks": [_block(block, pictures) for block in blocks_of(document)],
    }
    return data, pictures


def _block(block: Block, pictures: dict[str, bytes]) -> dict[str, Any]:
    if isinstance(block, TableBlock):
        return _table(block)
    if isinstance(block, Picture):
        return {"type": "picture", **_picture(block, pictures)}
    if isinstance(block, Cover):
        return {
            "type": "cover", "title": block.title, "subtitle": block.subtitle, "stand": block.stand,
            "imprint": block.imprint, "logos": [_picture(logo, pictures) for logo in block.logos],
        }  # fmt: skip
    if isinstance(block, Sheet):
        return {
            "type": "sheet", "title": block.title, "kind": block.kind, "level": block.level, "facts": block.facts,
            "paragraphs": block.paragraphs, "tall": sum(map(len, block.paragraphs)) > TALL_TEXT,
            "picture": _picture(block.picture, pictures) if block.picture else None,
        }  # fmt: skip
    return _plain_block(block)


def _plain_block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {
            "type": "heading", "text": block.text, "level": block.level, "number": block.number, "kind": block.kind,
            "plate": block.plate,
        }  # fmt: skip
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "text": block.text, "style": block.style}
    if isinstance(block, Bullets):
        items = [{"text": item, "lang": lang_of(item)} for item in block.items]
        return {"type": "bullets", "items": items, "kind": block.kind}
    if isinstance(block, Facts):
        return {"type": "facts", "pairs": block.pairs}
    if isinstance(block, Bars):
        return {"type": "bars", "title": block.title, "rows": block.rows}
    if isinstance(block, Contents):
        return {"type": "contents", "title": block.title}
    assert isinstance(block, PageBreak)
    return {"type": "page-break"}


def _picture(picture: Picture, pictures: dict[str, bytes]) -> dict[str, Any]:
    kind = "jpg" if picture.content.startswith(b"\xff\xd8") else "png"
    name = f"{hashlib.sha256(picture.content).hexdigest()[:24]}.{kind}"
    pictures[name] = picture.content
    return {"file": name, "alt": picture.alt, "width": picture.width}


def _table(block: TableBlock) -> dict[str, Any]:
    cells: list[dict[str, Any]] = []
    first = 0
    for size in block.groups:
        for start in range(first, first + size, CHUNK):
            cells += _rows(block, start, min(CHUNK, first + size - start))
        first += size
    return {
        "type": "table", "caption": block.caption, "over": block.over, "heads": 2 if block.over else 1, "cells": cells,
        "columns": [_column(column) for column in block.columns],
    }  # fmt: skip


def _column(column: Column) -> dict[str, Any]:
    fixed = column.width <= NARROW
    return {
        "heading": column.heading, "centred": column.centred, "fixed": fixed,
        "width": max(6.5, column.width * 2.0) if fixed else column.width,
    }  # fmt: skip


def _rows(block: TableBlock, start: int, size: int) -> list[dict[str, Any]]:
    tinted = next((n for n, column in enumerate(block.columns) if not column.merged), 0)
    cells = []
    for place in range(start, start + size):
        for n, (column, value) in enumerate(zip(block.columns, block.rows[place], strict=True)):
            if column.merged and place > start:
                continue
            kind = block.kinds[place] if block.kinds and n == tinted else ""
            cells.append(_cell(value, size if column.merged else 1, kind))
    return cells


def _cell(value: Cell, rows: int, kind: str) -> dict[str, Any]:
    is_bar = isinstance(value, Bar)
    text = value.text if isinstance(value, Bar) else "" if value is None else str(value)
    return {"text": text, "rows": rows, "bar": is_bar, "kind": kind}
