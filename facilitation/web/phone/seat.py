"""A person's own seat: name, language, going, and having this phone forgotten."""

from __future__ import annotations

import json

from flask import Response, jsonify, make_response, render_template, request

from facilitation import ballots, participants, retention
from facilitation.errors import BadInput
from facilitation.live.rendering import language
from facilitation.live.states import my_seat
from facilitation.texts import LANGUAGES
from facilitation.web import answers, cookies, languages
from facilitation.web.browsers import LETTERS
from facilitation.web.phone.face import blueprint
from facilitation.web.words import _

SIZES = ("usual", "large")


@blueprint.get("/w/<code>/me")
def about_me(code: str) -> Response:
    """Everything that is stored of this person, to read, and with ``?file=1`` to keep as JSON."""
    here, person = answers.workshop(code), answers.visitor(code).must_take_part()
    look = answers.view(code)
    told = {**my_seat.stored(look, person), "until": retention.due_at(answers.session(), here).isoformat()}
    if request.args.get("file"):
        content = json.dumps(told, ensure_ascii=False, indent=2).encode()
        return answers.download(content, f"meine-angaben-{here.code}.json", "application/json")
    if answers.wants_json():
        return jsonify(told)
    language.set(look.lang)
    return make_response(render_template("phone/about_me.html", told=told, **look.frame(), face="phone", script="page"))


@blueprint.post("/w/<code>/me")
def rename(code: str) -> Response:
    here, person = answers.workshop(code), answers.visitor(code).must_take_part()
    named = answers.perform(
        participants.rename, workshop_id=here.id, participant_id=person.id,
        name=answers.text("name"), institution=answers.text("institution"),
    )  # fmt: skip
    return answers.done(here.code, named, said=_("Gespeichert."), touch=["presence"], pull=["mine"])


@blueprint.post("/w/<code>/me/time")
def ask_for_time(code: str) -> Response:
    """*Ich brauche noch Zeit* (``on``), or not any more. Where nobody writes or votes it comes to nothing."""
    here, person = answers.workshop(code), answers.visitor(code).must_take_part()
    look = answers.view(code)
    scene_id = look.scene.id if look.scene is not None and look.may_need_time and answers.flag("on") else None
    asked = answers.perform(participants.ask_for_time, workshop_id=here.id, participant_id=person.id, scene_id=scene_id)
    return answers.done(here.code, asked, touch=["turnout"], pull=["mine"])


@blueprint.post("/w/<code>/me/departure")
def leave(code: str) -> Response:
    """Free the seat; what was written stays, and coming back takes the same seat."""
    here, person = answers.workshop(code), answers.visitor(code).must_take_part()
    left = answers.perform(participants.leave, workshop_id=here.id, participant_id=person.id)
    answers.live().channel.put_out(person_id=person.id)
    return answers.done(here.code, left, touch=["presence"], location=f"/w/{here.code}/")


@blueprint.post("/w/<code>/me/forgetting")
def forget(code: str) -> Response:
    """*Dieses Telefon vergessen*: name, institution and key go; so do the cookies."""
    here, person = answers.workshop(code), answers.visitor(code).must_take_part()
    votes = ballots.of_workshop(answers.session(), here.id)
    forgotten = answers.perform(participants.forget_phone, workshop_id=here.id, participant_id=person.id)
    answers.live().channel.put_out(person_id=person.id)
    response = answers.done(here.code, forgotten, touch=["presence"], location=f"/w/{here.code}/")
    for kept in ("participant", "card"):
        cookies.drop(response, cookies.of_role(kept, here.code))
    for vote in votes:
        cookies.drop(response, cookies.of_ballot(here.code), path=cookies.ballot_path(here.code, vote.id))
    return response


@blueprint.post("/w/<code>/language")
def speak(code: str) -> Response:
    """Read this workshop in another language; whoever has not joined yet is remembered by a cookie alone."""
    here, who = answers.workshop(code), answers.visitor(code)
    lang = answers.text("lang")
    if lang not in LANGUAGES:
        raise BadInput(field="lang", reason="choice", choices=list(LANGUAGES))
    if who.participant is not None:
        answers.perform(participants.speak, workshop_id=here.id, participant_id=who.participant.id, lang=lang)
    response = answers.done(here.code, {"lang": lang}, location=answers.back_to(f"/w/{here.code}/"))
    cookies.keep(response, languages.COOKIE, lang)
    return response


@blueprint.post("/w/<code>/letters")
def enlarge(code: str) -> Response:
    """Read everything in larger letters on this device, or in the usual ones again."""
    here, _who = answers.workshop(code), answers.visitor(code)
    size = answers.text("size")
    if size not in SIZES:
        raise BadInput(field="size", reason="choice", choices=list(SIZES))
    response = answers.done(here.code, {"size": size})
    cookies.keep(response, LETTERS, size)
    return response
