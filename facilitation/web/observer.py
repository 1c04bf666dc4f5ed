"""The observer's page: the votes as they stand, and the confirmation of a count."""

from __future__ import annotations

from flask import Blueprint, Response

from facilitation.live.view import View
from facilitation.texts import DEFAULT
from facilitation.web import answers

blueprint = Blueprint("observer", __name__)


@blueprint.get("/w/<code>/observer")
def page(code: str) -> Response:
    """Where the votes stand; moderators may look too."""
    return answers.face("observer", "observer/page.html", _look(code), theme="auto")


@blueprint.get("/w/<code>/regions/observer")
def regions(code: str) -> Response:
    return answers.pulled("observer", _look(code))


def _look(code: str) -> View:
    answers.visitor(code).must_be_witness()
    look = answers.view(code)
    look.lang = DEFAULT
    return look
