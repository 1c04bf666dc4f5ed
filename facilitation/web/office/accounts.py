"""Coming into the office with name and password, and leaving it: here, or on every device at once."""

from __future__ import annotations

from flask import Response, g, jsonify, make_response, redirect, render_template, request

from facilitation import access, organisers
from facilitation.errors import BadInput, Refusal
from facilitation.live.visitor import office_cookie
from facilitation.web import answers, cookies, passwords
from facilitation.web.guesses import guesses, remember_device
from facilitation.web.office.frame import blueprint, frame
from facilitation.web.words import _


class WrongPassword(Refusal):
    """Name and password do not belong together, or there is no such name: nobody is told which."""

    code = "wrong_password"
    status = 422


@blueprint.get("/office/sign-in")
def sign_in_page() -> Response:
    """Name and password."""
    onward = answers.own_path(request.args.get("next", ""))
    if answers.wants_json():
        return jsonify({"accounts": bool(organisers.everyone(answers.session()))})
    if answers.visitor().is_organiser:
        return make_response(redirect(onward or "/office", 303))
    return make_response(render_template("office/sign_in.html", next=onward, **frame()))


@blueprint.post("/office/sign-in")
def sign_in() -> Response:
    """A right password becomes an organiser's session."""
    guesses.must_have_tries()
    organiser = organisers.by_name(answers.session(), answers.text("name"))
    stored = organiser.password_hash if organiser is not None else None
    if not passwords.is_right(answers.text("password"), stored) or organiser is None:
        raise guesses.refusal(WrongPassword())
    remember_device()
    cookie = access.random_secret()
    session_hash = access.hashed(answers.house().config.secret_key, "office", cookie)
    answers.house().write(organisers.sign_in, organiser_id=organiser.id, session_hash=session_hash)
    told = {"organiser": organiser.id, "name": organiser.name}
    response = answers.done("", told, location=answers.own_path(answers.text("next")) or "/office")
    cookies.keep(response, office_cookie(request.is_secure), cookie)
    return response


@blueprint.post("/office/sign-out")
def sign_out() -> Response:
    """This browser leaves the office."""
    session_hash = answers.visitor().organiser
    if session_hash is not None:
        answers.house().write(access.end_organiser_session, session_hash=session_hash)
        answers.live().channel.put_out(organiser=session_hash)
    return _out()


@blueprint.post("/office/sign-out/everywhere")
def sign_out_everywhere() -> Response:
    """Every browser of this organiser leaves the office; open screens follow within a second."""
    session_hash = _own_session()
    answers.house().write(organisers.sign_out_everywhere, session_hash=session_hash)
    answers.live().channel.put_out(organiser=session_hash)
    return _out()


@blueprint.get("/office/password")
def password_page() -> Response:
    """Who came by a one-time key takes a name and a password; whoever has one changes it."""
    organiser = organisers.of_session(answers.session(), _own_session())
    onward = answers.own_path(request.args.get("next", "")) or "/office"
    state = {"name": organiser.name if organiser is not None else None, "shortest": passwords.SHORTEST}
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/password.html", next=onward, **state, **frame()))


@blueprint.post("/office/password")
def set_password() -> Response:
    """The first password with its name, or a new one in place of the `current`."""
    session_hash = _own_session()
    organiser = organisers.of_session(answers.session(), session_hash)
    password = passwords.checked(answers.text("password"))
    onward = answers.own_path(answers.text("next")) or "/office/organisers"
    if organiser is None:
        made = answers.perform(
            organisers.settle_in, session_hash=session_hash, name=answers.text("name"),
            _password_hash=passwords.hashed(password),
        )  # fmt: skip
        said = _("Von nun an melden Sie sich mit Name und Kennwort an.")
        return answers.done("", made, said=said, location=onward)
    guesses.must_have_tries()
    if not passwords.is_right(answers.text("current"), organiser.password_hash):
        raise guesses.refusal(BadInput(field="current", reason="wrong"))
    made = answers.perform(
        organisers.change_password, session_hash=session_hash, _password_hash=passwords.hashed(password)
    )
    return answers.done("", made, said=_("Das neue Kennwort gilt. Andere Geräte sind abgemeldet."), location=onward)


def _own_session() -> str:
    answers.visitor().must_be_organiser()
    found: str = g.visitor.organiser
    return found


def _out() -> Response:
    response = answers.done("", {}, location="/office/sign-in")
    cookies.drop(response, office_cookie(request.is_secure))
    return response
