"""The Werkzeugmarkt on paper: a poster or a folding sheet per tool, each with a code that opens it on a phone."""

from __future__ import annotations

from typing import Any

from facilitation import fields, pictures, tools
from facilitation.documents.printing.sheet import PAPERS, Shop, Wishes, field_face, reach
from facilitation.documents.typesetting import Code
from facilitation.fields import Field
from facilitation.tools import Tool

POSTER_CODE, FOLD_CODE = 45.0, 40.0


def posters(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """A poster for every tool on the shelf, or for those of one field."""
    scale = PAPERS[str(wishes["paper"])]
    return [{**page, "paper": wishes["paper"], "scale": scale} for page in _pages(shop, wishes, POSTER_CODE * scale)]


def folding_sheets(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """A sheet for every tool, folded once to A5: title and code in front, facts behind."""
    return _pages(shop, wishes, FOLD_CODE)


def _pages(shop: Shop, wishes: Wishes, width: float) -> list[dict[str, Any]]:
    wanted = str(wishes["field"])
    return [
        _page(shop, field, tool, width)
        for field in fields.everything(shop.session, shop.workshop.id)
        if wanted in ("all", str(field.number))
        for tool in tools.in_document_order(tools.on_ballot(shop.session, field.id))
    ]


def _page(shop: Shop, field: Field, tool: Tool, width: float) -> dict[str, Any]:
    facts = (
        ("Für wen", tool.target_groups),
        ("Wo", tool.places),
        ("Wer", tool.institutions),
        ("Mehr dazu", tool.websites),
    )
    return {
        "field": field_face(field), "title": tool.title, "kind": str(tool.kind), "description": tool.description,
        "facts": [[name, ", ".join(values)] for name, values in facts if values], "proposal": tool.is_proposal,
        "picture": _picture(shop, tool),
        "code": Code(shop.address(f"/tools/{tool.id}")), "code_mm": width, "reach": reach(width),
    }  # fmt: skip


def _picture(shop: Shop, tool: Tool) -> dict[str, str] | None:
    """The tool's picture among the files of the sheet, with what it shows."""
    if tool.picture_id is None:
        return None
    kept = pictures.one(shop.session, shop.workshop.id, tool.picture_id)
    name = f"pictures/{kept.sha256}.{pictures.EXTENSIONS[kept.type]}"
    shop.files[name] = kept.content
    return {"name": name, "alt": kept.alt or tool.title}
