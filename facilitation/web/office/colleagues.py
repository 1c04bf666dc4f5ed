"""Who else prepares workshops: accounts, and invitations whose link is shown once."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import Response, jsonify, make_response, render_template

from facilitation import access, organisers, qr
from facilitation.addresses import base_address
from facilitation.errors import BadInput
from facilitation.web import answers, passwords
from facilitation.web.office.frame import blueprint, frame
from facilitation.web.words import _


@blueprint.get("/office/organisers")
def colleagues() -> Response:
    """The accounts of this installation, and the invitations not yet used."""
    answers.visitor().must_be_organiser()
    state = _state()
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/organisers.html", invited=None, **state, **frame()))


@blueprint.post("/office/invitations")
def invite() -> Response:
    """A one-time link for a colleague. The link is in this answer and never shown again."""
    answers.visitor().must_be_organiser()
    config = answers.house().config
    secret = _secret_of(answers.text("key"))
    key_hash = access.hashed(config.secret_key, "one-time", secret)
    made = answers.perform(organisers.invite, key_hash=key_hash, label=answers.text("label"))
    made["address"] = f"{base_address('', config.base_url, config.port)}/office/in#{secret}"
    if answers.wants_json():
        return answers.done("", made, said=_("Die Einladung ist da. Ihr Link wird nur jetzt gezeigt."))
    answers.fresh()
    shown = {"invited": made, "qr": qr.svg, **_state(), **frame()}
    return make_response(render_template("office/organisers.html", **shown))


@blueprint.post("/office/invitations/<invitation>/revocation")
def revoke_invitation(invitation: str) -> Response:
    """The link of an invitation opens nothing any more."""
    answers.visitor().must_be_organiser()
    result = answers.perform(organisers.revoke_invitation, invitation_id=invitation)
    return answers.done("", result, said=_("Die Einladung gilt nicht mehr."), location="/office/organisers")


@blueprint.post("/office/organisers/<organiser>/removal")
def remove(organiser: str) -> Response:
    """Take an account and all its browsers away. The last one stays."""
    answers.visitor().must_be_organiser()
    result = answers.perform(organisers.remove, organiser_id=organiser)
    return answers.done("", result, said=_("Das Konto ist gelöscht."), location="/office/organisers")


def _state() -> dict[str, Any]:
    session, now = answers.session(), answers.house().clock.now()
    own = organisers.of_session(session, answers.visitor().organiser or "")
    return {
        "organisers": [
            {"id": one.id, "name": one.name, "self": own is not None and own.id == one.id}
            for one in organisers.everyone(session)
        ],
        "invitations": [
            {"id": key.hash, "label": key.label, "expires_at": key.expires_at.isoformat()}
            for key in organisers.invitations(session, now)
        ],
        "name": own.name if own is not None else None,
        "shortest": passwords.SHORTEST,
    }


def _secret_of(key: str) -> str:
    """The form's key makes the secret, so that sending twice is one invitation with one link."""
    if len(key) not in answers.KEY_LENGTHS:
        raise BadInput(field="key", reason="form")
    drawn = hmac.new(answers.house().config.secret_key, f"invitation:{key}".encode(), hashlib.sha256)
    return drawn.hexdigest()[:32]
