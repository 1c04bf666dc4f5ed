"""The stage: the projector's page. Anyone may watch it; opened by a moderator it may also drive. What it will show next
only the moderation sees."""

from __future__ import annotations

from flask import Blueprint, Response
from markupsafe import Markup

from facilitation import qr
from facilitation.live.ahead import Ahead
from facilitation.live.view import View
from facilitation.texts import DEFAULT
from facilitation.web import answers

blueprint = Blueprint("stage", __name__)


@blueprint.get("/w/<code>/stage")
def page(code: str) -> Response:
    look = _look(code)
    drives = answers.visitor(code).is_moderator
    return answers.face("stage", "stage/page.html", look, theme=look.workshop.settings.theme, drives=drives)


@blueprint.get("/w/<code>/regions/stage")
def regions(code: str) -> Response:
    return answers.pulled("stage", _look(code))


@blueprint.get("/w/<code>/stage/ahead")
def ahead(code: str) -> Response:
    """What *Weiter* will put on the wall."""
    here = answers.workshop(code)
    answers.visitor(code).must_be_moderator()
    look = Ahead(answers.session(), answers.house(), here.id, answers.house().clock.now(), lang=DEFAULT)
    return answers.pulled("stage", look)


@blueprint.app_template_global("qr_svg")
def qr_svg(text: str, label: str) -> Markup:
    """A QR code as an inline drawing."""
    return Markup(qr.svg(text, label=label))


def _look(code: str) -> View:
    """The hall's look: the same for whoever opens it, in the workshop's language."""
    here = answers.workshop(code)
    answers.visitor(code)
    return View(answers.session(), answers.house(), here.id, answers.house().clock.now(), lang=DEFAULT)
