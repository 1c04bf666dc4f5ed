"""What a link to a document opens: the document as a page that can be read and printed, or as a file."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template

from facilitation import documents
from facilitation.documents import DOCUMENTS, apart
from facilitation.documents.description import Bar, Document
from facilitation.documents.flow import Heading, Picture
from facilitation.documents.rendering.paper import KIND_WORDS, blocks_of
from facilitation.documents.shares import WEB, Share
from facilitation.live.rendering import language
from facilitation.web import answers
from facilitation.web.office import sharing, taking_out
from facilitation.workshop import Workshop

blueprint = Blueprint("shared", __name__)


@blueprint.get("/w/<code>/shared/<share_secret>")
def shared(code: str, share_secret: str) -> Response:
    """Whoever has the link may read it, until it expires or is withdrawn."""
    workshop, house = answers.workshop(code), answers.house()
    share = sharing.shares_of(house).opened(workshop.id, share_secret)
    if answers.wants_json():
        return jsonify({"document": share.document, "format": share.format, "until": share.until})
    response = _page(workshop, share) if share.format == WEB else _file(workshop, share)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(workshop: Workshop, share: Share) -> Response:
    kind = documents.kind_of(share.document, share.format)
    made = taking_out.make(answers.house(), workshop, kind, share.format, apart.never)
    name = taking_out.filename(workshop, kind, share.format)
    return answers.download(made, name, documents.FORMATS[share.format][1])


def _page(workshop: Workshop, share: Share) -> Response:
    language.set("de")
    found = DOCUMENTS[share.document].describe(answers.session(), workshop, answers.house().clock.now())
    frame: dict[str, Any] = {
        "face": "phone", "script": "page", "lang": "de", "theme": workshop.settings.theme, "document": found,
        "blocks": [(type(block).__name__, block) for block in blocks_of(found)], "contents": _contents(found),
        "kind_words": KIND_WORDS, "source": _source, "is_bar": lambda cell: isinstance(cell, Bar),
        "probe": workshop.is_rehearsal, "demo": workshop.is_demo,
    }  # fmt: skip
    return make_response(render_template("documents/web/page.html", **frame))


def _contents(found: Document) -> list[tuple[int, Heading]]:
    """The headings of the first level with their place among the blocks, which is their anchor."""
    places = enumerate(blocks_of(found))
    return [(place, block) for place, block in places if isinstance(block, Heading) and block.level == 1]


def _source(picture: Picture) -> str:
    kind = "jpeg" if picture.content.startswith(b"\xff\xd8") else "png"
    return f"data:image/{kind};base64,{b64encode(picture.content).decode()}"
