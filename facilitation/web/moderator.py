"""The moderator's pages and presses: the cockpit, the groups, the doors, and everything that moves the hall on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template

from facilitation import access, day, groups, participants, qr, showing
from facilitation import workshop as workshops
from facilitation.access import Link, Role
from facilitation.addresses import base_address, join_address, lan_addresses
from facilitation.agenda import programme
from facilitation.errors import BadInput
from facilitation.live.states import moderator as states
from facilitation.live.view import View
from facilitation.web import answers
from facilitation.web.words import _, ngettext
from facilitation.workshop import Workshop

blueprint = Blueprint("moderator", __name__)

EVERYWHERE = ("agenda", "groups", "votes", "turnout", "results", "tools", "statements", "showing")
TAKEN_BACK = {"next", "back", "jump", "extend", "close", "catch_up", "pause"}
PAGES = {
    "cockpit": ("moderator/page.html", ("cockpit", "cockpit.ruler", "cockpit.side")),
    "groups": ("moderator/groups.html", ("cockpit.ruler", "groups")),
    "votes": ("moderator/votes.html", ("cockpit.ruler", "votes")),
    "health": ("moderator/health.html", ("health",)),
}


def _look(code: str) -> View:
    answers.visitor(code).must_be_moderator()
    look = answers.view(code)
    look.lang = "de"
    return look


@blueprint.get("/w/<code>/moderation", defaults={"page": "cockpit"})
@blueprint.get("/w/<code>/moderation/<any(groups, votes, health):page>")
def show_page(code: str, page: str) -> Response:
    """The cockpit, or the groups, votes or health page."""
    template, regions = PAGES[page]
    return answers.face("moderator", template, _look(code), regions=regions, page=page, theme="auto")


@blueprint.get("/w/<code>/regions/moderator")
def regions(code: str) -> Response:
    """The regions of the moderator's pages, pulled."""
    return answers.pulled("moderator", _look(code))


@blueprint.get("/w/<code>/moderation/agenda")
def agenda(code: str) -> Response:
    """The whole day: planned and forecast times, slip, and jumping."""
    look = _look(code)
    state = states.whole_agenda(look)
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("moderator/agenda.html", **{**_frame(look, "agenda"), **state}))


@blueprint.get("/w/<code>/moderation/doors")
def doors(code: str) -> Response:
    """Links and QR codes of every role, the address phones reach, the Wi-Fi, and the lock of the door."""
    look = _look(code)
    workshop = look.workshop
    links = [_link_face(look, link) for link in access.links(look.session, workshop.id)]
    state = {
        "links": sorted(links, key=lambda link: (link["role"], link["table"]["number"] if link["table"] else 0)),
        "tables": [look.table_face(table) for table in look.tables],
        "without_link": [table.number for table in access.tables_without_link(look.session, workshop.id)],
        "locked": workshop.door_locked,
        "revision": workshop.revision,
        "base_url": _base(workshop),
        "join": join_address(_base(workshop), workshop.code),
        "networks": _networks(),
        "settings": workshop.settings_values,
    }
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("moderator/doors.html", qr=qr.svg, **{**_frame(look, "doors"), **state}))


@blueprint.get("/w/<code>/moderation/groups/list")
def seating_list(code: str) -> Response:
    """Who sits where in which round, to print."""
    look = _look(code)
    state = states.seating(look)
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("moderator/list.html", **{**_frame(look, "groups"), **state}))


@blueprint.post("/w/<code>/agenda/steps")
def take_step(code: str) -> Response:
    """One press of the agenda: start, next, back, jump, pause, resume, extend, close, catch_up, undo."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    action = answers.text("action")
    more: dict[str, Any] = {"minutes": answers.number("minutes")} if action == "extend" else {}
    if action == "jump":
        more["scene_id"] = answers.text("scene_id")
    result = answers.perform(
        day.take_step, workshop_id=workshop.id, action=action, step=answers.number("step"), role=who.role, **more
    )
    for vote_id in result["votes"]:
        answers.house().follow_box(workshop.id, vote_id)
    undo = {"action": f"/w/{code}/agenda/steps", "fields": {"action": "undo", "step": result["step"]}}
    return answers.done(
        code, result, said=_said(workshop, result), touch=EVERYWHERE, undo=undo if action in TAKEN_BACK else None
    )


@blueprint.post("/w/<code>/showing")
def show(code: str) -> Response:
    """Put a field's statements on the stage, darken it, or show a note."""
    workshop = answers.workshop(code)
    answers.visitor(code).must_be_moderator()
    given = answers.given()
    changes: dict[str, Any] = {name: answers.text(name) for name in ("field_id", "note") if name in given}
    if "blank" in given:
        changes["blank"] = answers.flag("blank")
    result = answers.perform(showing.show, workshop_id=workshop.id, **changes)
    if result["note"] == result["note_before"]:
        return answers.done(code, result, touch=("showing",))
    said = _("Die Notiz liegt auf der Wand.") if result["note"] else _("Die Notiz ist weggenommen.")
    undo = {"action": f"/w/{code}/showing", "fields": {"note": result["note_before"]}}
    return answers.done(code, result, said=said, touch=("showing",), undo=undo)


@blueprint.post("/w/<code>/groupings")
def divide(code: str) -> Response:
    """*Einteilen*."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    result = answers.perform(groups.divide, workshop_id=workshop.id, role=who.role)
    undo = {"action": f"/w/{code}/groupings/undo", "fields": {}}
    said = _("%(n)s Personen sind eingeteilt.", n=result["people"])
    return answers.done(code, result, said=said, touch=("groups",), undo=undo)


@blueprint.post("/w/<code>/groupings/undo")
def take_grouping_back(code: str) -> Response:
    """The grouping before holds again."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    result = answers.perform(groups.take_back, workshop_id=workshop.id, role=who.role)
    return answers.done(code, result, said=_("Die Einteilung ist zurückgenommen."), touch=("groups",))


@blueprint.post("/w/<code>/placements")
def move_person(code: str) -> Response:
    """Seat one person at another table."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    round_number = answers.number("round_number") if answers.given().get("round_number") else None
    result = answers.perform(
        groups.move, workshop_id=workshop.id, participant_id=answers.text("participant_id"),
        table_id=answers.text("table_id"), role=who.role, round_number=round_number,
    )  # fmt: skip
    return answers.done(code, result, said=_("Die Person ist umgesetzt."), touch=("groups",))


@blueprint.post("/w/<code>/participants/<participant_id>/departure")
def depart(code: str, participant_id: str) -> Response:
    """Somebody has left: the seat is free."""
    result = _person_press(code, participant_id, participants.leave)
    undo = {"action": f"/w/{code}/participants/{participant_id}/return", "fields": {}}
    return answers.done(code, result, said=_("Der Platz ist frei."), touch=("presence", "groups"), undo=undo)


@blueprint.post("/w/<code>/participants/<participant_id>/return")
def come_back(code: str, participant_id: str) -> Response:
    """Somebody is back on the same seat."""
    result = _person_press(code, participant_id, groups.come_back)
    return answers.done(code, result, said=_("Der Platz ist wieder besetzt."), touch=("presence", "groups"))


@blueprint.post("/w/<code>/door")
def lock(code: str) -> Response:
    """Lock or open the door for new phones."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    locked = answers.flag("locked")
    result = answers.perform(workshops.lock_door, workshop_id=workshop.id, locked=locked, by=who.role)
    said = _("Die Tür ist geschlossen: keine neuen Telefone.") if locked else _("Die Tür ist offen.")
    return answers.done(code, result, said=said, touch=("settings",))


@blueprint.post("/w/<code>/settings")
def change_settings(code: str) -> Response:
    """Change settings by name, e.g. base_url, wifi_name, theme, places."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    revision, values = answers.number("revision"), _values(workshop)
    result = answers.perform(
        workshops.change_settings, workshop_id=workshop.id, revision=revision, values=values, by=who.role
    )
    return answers.done(code, result, said=_("Gespeichert."), touch=("settings",))


@blueprint.post("/w/<code>/links")
def make_link(code: str) -> Response:
    """A new link for a role; a host's link names its table."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    role = answers.text("role")
    if role not in tuple(Role):
        raise BadInput(field="role", reason="choice", choices=[r.value for r in Role])
    result = answers.perform(
        access.make_link, workshop_id=workshop.id, role=Role(role), table_id=answers.text("table_id") or None,
        label=answers.text("label"), by=who.role,
    )  # fmt: skip
    look = View(answers.fresh(), answers.house(), workshop.id, answers.house().clock.now())
    link = look.session.get(Link, result["link"])
    assert link is not None
    doors_page = f"/w/{code}/moderation/doors"
    return answers.done(code, _link_face(look, link), said=_("Der Link ist da."), location=doors_page)


@blueprint.post("/w/<code>/links/tables")
def make_host_links(code: str) -> Response:
    """A link for every table that has none."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    result = answers.perform(access.make_host_links, workshop_id=workshop.id, by=who.role)
    said = ngettext("Ein Link ist da.", "%(num)d Links sind da.", len(result["links"]))
    return answers.done(code, result, said=said, location=f"/w/{code}/moderation/doors")


@blueprint.post("/w/<code>/links/<link_id>/revocation")
def revoke_link(code: str, link_id: str) -> Response:
    """Close a door for good and put out who is inside by it."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    result = answers.perform(access.revoke_link, workshop_id=workshop.id, link_id=link_id, by=who.role)
    answers.live().channel.put_out(link_id=link_id)
    return answers.done(code, result, said=_("Der Link gilt nicht mehr."), location=f"/w/{code}/moderation/doors")


def _person_press(code: str, participant_id: str, verb: Any) -> Any:
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    result = answers.perform(verb, workshop_id=workshop.id, participant_id=participant_id, by=who.role)
    if verb is participants.leave:
        answers.live().channel.put_out(person_id=participant_id)
    return result


def _said(workshop: Workshop, result: dict[str, Any]) -> str:
    now = programme(answers.fresh(), workshop.id)
    if now.agenda.closed_at is not None:
        return _("Der Tag ist beendet.")
    said = [_("Jetzt: %(item)s.", item=str(now.item.title))] if now.item is not None else []
    if result["votes"]:
        said.append(_("Die Abstimmung wurde dabei geschlossen."))
    if result["grouped"]:
        said.append(_("Die Gruppen wurden dabei eingeteilt."))
    return " ".join(said)


def _values(workshop: Workshop) -> dict[str, Any]:
    """The settings that were given, each in the type it has."""
    known = asdict(workshop.settings)
    values: dict[str, Any] = {}
    for name, given in answers.given().items():
        if name in ("key", "revision"):
            continue
        kind = type(known.get(name, ""))
        if kind is bool:
            values[name] = answers.flag(name)
        else:
            values[name] = answers.number(name) if kind is int else str(given).strip()
    return values


def _base(workshop: Workshop) -> str:
    """The address phones are sent to: as set, as configured, or the likeliest of this machine."""
    config = answers.house().config
    return base_address(workshop.settings.base_url, config.base_url, config.port)


def _networks() -> list[str]:
    """The addresses that may stand on the QR: of this machine on the LAN, or the one name its certificate covers."""
    config = answers.house().config
    found = [f"http://{ip}:{config.port}" for ip in lan_addresses()]
    return [config.base_url] if config.tls_cert is not None else found


def _link_face(look: View, link: Link) -> dict[str, Any]:
    secret = access.secret_of(answers.house().config.secret_key, link)
    table = next((table for table in look.tables if table.id == link.table_id), None)
    return {
        "id": link.id, "role": str(link.role), "label": link.label,
        "table": look.table_face(table) if table is not None else None,
        "address": f"{_base(look.workshop)}/w/{look.workshop.code}/in#{secret}", "typed": access.grouped(secret),
    }  # fmt: skip


def _frame(look: View, page: str) -> dict[str, Any]:
    frame = {"face": "moderator", "page": page, "theme": "auto", "key": answers.new_key}
    return {**look.frame(), **frame, **_title(look)}


def _title(look: View) -> dict[str, str]:
    return {"heading": str(look.workshop.title), "region": look.workshop.region}
