"""The door: the installation's front page, joining a workshop, and the landing of links that carry a role."""

from __future__ import annotations

import hashlib
import hmac
import time
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

import facilitation
from facilitation import access, addresses, badges, day, fields, groups, participants, qr
from facilitation import workshop as workshops
from facilitation.access import OneTimeKey, Role
from facilitation.agenda import programme
from facilitation.errors import BadInput
from facilitation.fields import Field
from facilitation.live.visitor import office_cookie
from facilitation.participants import DoorLocked, Kind, Participant
from facilitation.standby import status
from facilitation.web import answers, cookies, phone
from facilitation.web.guesses import guesses
from facilitation.workshop import Workshop

blueprint = Blueprint("door", __name__)


@blueprint.get("/")
def front() -> Response:
    """Type the code; the only workshop of an installation is offered at once."""
    known = [w for w in workshops.all_workshops(answers.session()) if not w.is_rehearsal]
    only = known[0] if len(known) == 1 else None
    if answers.wants_json():
        return jsonify({"face": "door", "workshop": only.code if only else None})
    return _page("door/front.html", only=only)


@blueprint.post("/")
def find() -> Response:
    here = answers.workshop(answers.text("code"))
    return answers.done(here.code, {"code": here.code}, location=f"/w/{here.code}/")


@blueprint.get("/healthz")
def health() -> Response:
    """For whoever watches over the server: does it answer, does its database, and how old is its copy?"""
    alive, copied = _database_answers(), status.read(answers.house().config)
    age = copied.age(time.time())
    told = {
        "ok": alive,
        "database": "ok" if alive else "unreachable",
        "version": facilitation.__version__,
        "now": answers.house().clock.now().isoformat(),
        "copy": {"state": copied.state, "age": None if age is None else int(age)},
    }
    return make_response(jsonify(told), 200 if alive else 503)


@blueprint.get("/W/<code>")
def enter_by_qr(code: str) -> Response:
    """The QR's address is in capitals throughout: that makes a smaller, sturdier code."""
    return make_response(redirect(f"/w/{code.upper()}/", 302))


@blueprint.get("/w/<code>")
@blueprint.get("/w/<code>/")
def enter(code: str) -> Response:
    """The phone for whoever has joined, else the way in."""
    here, who = answers.workshop(code), answers.visitor(code)
    if who.participant is not None and who.participant.is_here:
        return phone.page(here.code)
    return _join_page(here, who.participant, pupil=who.school is not None)


@blueprint.post("/w/<code>/participants")
def join(code: str) -> Response:
    """Take a seat, or one's old seat again. The cookie is derived from the form's key: sending twice is once."""
    here, who = answers.workshop(code), answers.visitor(code)
    pupil = who.school is not None and who.participant is None
    if pupil and not day.school_is_open(programme(answers.session(), here.id)):
        raise DoorLocked()
    secret = request.cookies.get(_cookie(here)) if who.participant is not None else None
    secret = secret or _secret_of(answers.text("key"))
    name, institution, wish = answers.text("name"), answers.text("institution"), _wish(here)
    answers.let_go()
    joined = answers.house().write(
        groups.arrive,
        workshop_id=here.id,
        name=name,
        institution=institution,
        wish_field_id=wish,
        badge=answers.number("badge") if answers.text("badge").strip() and not pupil else None,
        lang=g.lang,
        key_hash=access.hashed(answers.house().config.secret_key, "participant", secret),
        kind=Kind.PUPIL if pupil else Kind.PERSON,
    )
    response = answers.done(here.code, joined, touch=["presence"], location=f"/w/{here.code}/")
    cookies.keep(response, _cookie(here), secret)
    return response


@blueprint.get("/w/<code>/in")
def landing(code: str) -> Response:
    """Where a role's link lands. Its secret stands behind the # and is posted by a script, or typed in."""
    here = answers.workshop(code)
    return _page("door/landing.html", here=here, action=f"/w/{here.code}/sessions", field="secret", next="")


@blueprint.post("/w/<code>/sessions")
def come_in(code: str) -> Response:
    """A secret becomes a cookie of its role."""
    here = answers.workshop(code)
    secret = access.plain(answers.text("secret"))
    link = access.link_of(answers.session(), answers.house().config.secret_key, secret)
    if link is None or link.workshop_id != here.id:
        raise guesses.refusal()
    response = answers.done(here.code, {"role": link.role}, location=_home_of(here, link))
    cookies.keep(response, cookies.of_role(link.role, here.code), secret)
    return response


@blueprint.post("/w/<code>/sessions/end")
def go_out(code: str) -> Response:
    """This browser gives its roles back; a participant stays one."""
    here = answers.workshop(code)
    response = answers.done(here.code, {}, location=f"/w/{here.code}/")
    for role in Role:
        cookies.drop(response, cookies.of_role(role, here.code))
    return response


@blueprint.get("/office/in")
def office_landing() -> Response:
    next_page = answers.own_path(request.args.get("next", ""))
    return _page("door/landing.html", here=None, action="/office/sessions", field="key", next=next_page)


@blueprint.post("/office/sessions")
def come_into_office() -> Response:
    """A one-time key (the terminal's, or an invitation) becomes an organiser's session; then it asks for a password."""
    next_page = answers.own_path(answers.text("next")) or "/office"
    if answers.visitor().is_organiser:
        return answers.done("", {}, location=next_page)
    key, cookie = answers.house().config.secret_key, access.random_secret()
    key_hash = access.hashed(key, "one-time", answers.text("key").strip())
    if answers.session().get(OneTimeKey, key_hash) is None:
        raise guesses.refusal()
    answers.house().write(access.use_one_time_key, key_hash=key_hash, session_hash=access.hashed(key, "office", cookie))
    response = answers.done("", {}, location=f"/office/password?{urlencode({'next': next_page})}")
    cookies.keep(response, office_cookie(request.is_secure), cookie)
    return response


@blueprint.get("/w/<code>/qr/join.svg")
def join_qr(code: str) -> Response:
    here = answers.workshop(code)
    config = answers.house().config
    base = addresses.base_address(here.settings.base_url, config.base_url, config.port)
    return _drawing(qr.svg(addresses.join_address(base, here.code), label=f"QR {here.code}"))


@blueprint.get("/w/<code>/qr/wifi.svg")
def wifi_qr(code: str) -> Response:
    settings = answers.workshop(code).settings
    return _drawing(qr.svg(qr.wifi(settings.wifi_name, settings.wifi_password), label="QR WLAN"))


def _join_page(here: Workshop, known: Participant | None, *, pupil: bool) -> Response:
    session = answers.session()
    locked = here.door_locked and known is None
    if pupil and known is None:
        locked = not day.school_is_open(programme(session, here.id))
    offered = [fields.face(field, g.lang) for field in _wishable(here)]
    if answers.wants_json():
        told = {"code": here.code, "title": here.title.to(g.lang), "locked": locked, "pupil": pupil}
        return jsonify({"face": "door", **told, "known": known is not None, "fields": offered})
    return _page(
        "door/join.html", here=here, known=known, locked=locked, pupil=pupil, fields=offered, key=answers.new_key(),
        badges=bool(badges.planned_numbers(session, here.id)), badge=request.args.get("badge", ""),
        name_limit=participants.NAME_LIMIT, institution_limit=participants.INSTITUTION_LIMIT,
    )  # fmt: skip


def _page(template: str, **more: object) -> Response:
    here = more.get("here")
    theme = here.settings.theme if isinstance(here, Workshop) else "auto"
    frame = {"face": "phone", "script": "door", "lang": g.lang, "theme": theme}
    return make_response(render_template(template, **frame, **more))


def _database_answers() -> bool:
    try:
        return answers.session().scalar(select(1)) == 1
    except SQLAlchemyError:
        return False


def _drawing(svg: str) -> Response:
    response = make_response(svg)
    response.headers["Content-Type"] = "image/svg+xml; charset=utf-8"
    return response


def _secret_of(key: str) -> str:
    if len(key) not in answers.KEY_LENGTHS:
        raise BadInput(field="key", reason="form")
    return hmac.new(answers.house().config.secret_key, f"join:{key}".encode(), hashlib.sha256).hexdigest()


def _cookie(here: Workshop) -> str:
    return cookies.of_role("participant", here.code)


def _wishable(here: Workshop) -> list[Field]:
    """The fields that somebody may wish for at the door, if the office has it so."""
    return fields.numbered(answers.session(), here.id) if here.settings.field_wishes else []


def _wish(here: Workshop) -> str | None:
    wish = answers.text("wish") if here.settings.field_wishes else ""
    known = {field.id for field in _wishable(here)}
    if wish and wish not in known:
        raise BadInput(field="wish", reason="choice")
    return wish or None


def _home_of(here: Workshop, link: access.Link) -> str:
    """Where a role works. A host's table is named by its number."""
    base = f"/w/{here.code}"
    if link.role == Role.HOST:
        table = fields.table(answers.session(), here.id, link.table_id or "")
        return f"{base}/table/{table.number}"
    homes = {Role.MODERATOR: "/moderation", Role.RECEPTION: "/reception", Role.OBSERVER: "/observer"}
    return base + homes.get(Role(link.role), "/")
