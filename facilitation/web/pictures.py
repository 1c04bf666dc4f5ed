"""A workshop's pictures by their own addresses: logos on the wall, pictures of tools. They never change."""

from __future__ import annotations

from flask import Blueprint, Response, make_response

from facilitation import pictures
from facilitation.web import answers

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/w/<code>/pictures/<picture_id>")
def picture(code: str, picture_id: str) -> Response:
    """The picture itself, for everyone who has the workshop's code."""
    here = answers.workshop(code)
    answers.visitor(code)
    found = pictures.one(answers.session(), here.id, picture_id)
    response = make_response(found.content)
    response.mimetype = found.type
    response.headers["Content-Disposition"] = f'inline; filename="{found.id}.{found.extension}"'
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
