"""How a face answers: who asks, what was given, one verb through the writer, publish, and HTML or JSON by `Accept`."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request
from sqlalchemy.orm import Session

from facilitation import workshop as workshops
from facilitation.errors import BadInput
from facilitation.house import House
from facilitation.live.regions import BY_NAME, Region, of_face
from facilitation.live.rendering import Rendered, language, render, render_for_all
from facilitation.live.server import Live, live_of
from facilitation.live.view import View
from facilitation.live.visitor import Visitor, visitor_of
from facilitation.web import languages
from facilitation.workshop import Workshop

KEY_LENGTHS = range(16, 65)
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
LARGEST_NUMBER = 2**31 - 1  # what a column takes
KEY_GOES_HERE = "an-operation-id-goes-here"


def house() -> House:
    found = current_app.extensions["house"]
    assert isinstance(found, House)
    return found


def live() -> Live:
    return live_of(current_app)


def rehearsals() -> Any:
    """The Generalprobe. It is an edge that walks in through our doors, so it is handed in and not imported."""
    return current_app.extensions["rehearsals"]


def wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def session() -> Session:
    """One look at the database per request, closed with it."""
    if "session" not in g:
        g.session = Session(house().engine, autoflush=False, expire_on_commit=False)
    found: Session = g.session
    return found


def let_go() -> None:
    """Give the database connection back: whoever waits for a write needs none, and there are few."""
    found: Session | None = g.get("session")
    if found is not None and not found.dirty and not found.new:
        found.commit()  # it has only looked; what it has loaded stays as it is


def fresh() -> Session:
    """A new look, to see what a write of this very request has changed."""
    _close_session()
    return session()


def workshop(code: str) -> Workshop:
    """The workshop of the address, looked up once per request. Raises NotFound."""
    if "workshop" not in g or g.workshop.code != code.upper():
        g.unknown_code = True  # until it is found; guesses count the others
        key, own = ("code", code.upper()), session()
        g.workshop = house().memory.recall(key, lambda look: workshops.by_code(look, code), look=own)
        g.unknown_code = False
    found: Workshop = g.workshop
    return found


def visitor(code: str | None = None) -> Visitor:
    """Who asks, checked against the database in this request."""
    if "visitor" not in g:
        here = workshop(code) if code is not None else None
        memory, key = house().memory, house().config.secret_key
        g.visitor = visitor_of(session(), memory, key, here, request.cookies, request.is_secure)
        if g.visitor.participant is not None:
            languages.follow(g.visitor.participant.lang)
    found: Visitor = g.visitor
    return found


def given() -> dict[str, Any]:
    """What was sent, as form fields or as a JSON object."""
    if not request.is_json:
        return {_storable(name): _storable(value) for name, value in request.form.items()}
    try:
        sent = request.get_json(silent=True)
        storable = _storable(sent) if isinstance(sent, dict) else None
    except RecursionError:
        storable = None
    if storable is None:
        raise BadInput(field="body", reason="json")
    found: dict[str, Any] = storable
    return found


def text(name: str, default: str = "") -> str:
    value = given().get(name, default)
    if not isinstance(value, (str, int, float)):
        raise BadInput(field=name, reason="type")
    return str(value)


def number(name: str, default: int | None = None) -> int:
    """A whole number that was given. Raises BadInput."""
    value = given().get(name, default)
    try:
        found = int(str(value))
    except ValueError:
        raise BadInput(field=name, reason="number") from None
    if abs(found) > LARGEST_NUMBER:
        raise BadInput(field=name, reason="number")
    return found


def flag(name: str) -> bool:
    return str(given().get(name, "")).lower() in ("1", "true", "on", "yes", "ja")


def perform(verb: Callable[..., Any], **arguments: Any) -> Any:
    """One verb through the writer. The request's `key` makes it happen once: a repeat gets the stored answer."""
    key = given().get("key")
    if key is not None and (not isinstance(key, str) or len(key) not in KEY_LENGTHS):
        raise BadInput(field="key", reason="form")
    let_go()
    return house().writer.write(verb, actor=g.visitor.actor if "visitor" in g else "guest", key=key, **arguments)


def done(
    code: str,
    result: Any = None,
    *,
    said: str = "",
    touch: Iterable[str] = (),
    table_ids: set[str] | None = None,
    pull: Iterable[str] = (),
    undo: dict[str, Any] | None = None,
    location: str | None = None,
) -> Response:
    """After the commit: publish what changed and answer. Without script it leads back to where the form stood.

    `said` is told to who pressed, `undo` is ``{"action": address, "fields": {...}}``, `pull` names regions of the own
    page to fetch at once.
    """
    if touch:
        live().publisher.touch(workshop(code).id, touch, table_ids=table_ids)
    if wants_json():
        answer: dict[str, Any] = {"ok": True, "said": said, "result": result, "pull": list(pull)}
        if undo is not None:
            answer["undo"] = undo
        if location is not None:
            answer["location"] = location
        return jsonify(answer)
    return make_response(redirect(location or back_to(f"/w/{code}/"), 303))


def download(content: bytes, name: str, mimetype: str = "application/json") -> Response:
    """A file to keep, under this name."""
    response = make_response(content)
    response.mimetype = mimetype
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def back_to(otherwise: str) -> str:
    """The page the form stood on, if it is ours."""
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return otherwise
    if came_from.netloc == request.host and re.match("/(?!/)", came_from.path):
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return otherwise


def own_path(address: str) -> str:
    """The address if it is a path of ours, else nothing: nobody is sent to a foreign page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_own = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if is_own and address.isprintable() else ""


def view(code: str, *, table_id: str | None = None) -> View:
    """A look at the workshop for this visitor: phones see the table where their person sits."""
    here, who = workshop(code), visitor(code)
    person = who.participant
    look = View(session(), house(), here.id, house().clock.now(), lang=g.lang, table_id=table_id, person=person)
    if table_id is None and person is not None:
        look.table_id = look.seats.get(person.id)
    return look


def face(name: str, template: str, look: View, *, regions: Iterable[str] | None = None, **more: Any) -> Response:
    """A whole page of a face: every region rendered by its own partial, or as one JSON object of states."""
    wanted = [region for region in of_face(name) if regions is None or region.name in set(regions)]
    if wants_json():
        return jsonify({"face": name, "regions": {region.name: region.state(look) for region in wanted}})
    rendered = {region.name: page_region(region, look, **more) for region in wanted}
    language.set(look.lang)
    frame = {**look.frame(), "face": name, "regions": rendered, "workshop": look.workshop, "look": look}
    return make_response(render_template(template, **frame, **more))


def page_region(region: Region, look: View, **more: Any) -> Rendered:
    """A region for a page: unlike a push it may carry operation ids and the reader's own marks."""
    if not _is_for_all(region, more):
        return render(current_app, region, look, on_page=True, key=new_key, **more)
    found = render_for_all(current_app, region, look, "page", on_page=True, key=lambda: KEY_GOES_HERE, **more)
    parts = found.html.split(KEY_GOES_HERE)
    html = parts[0] + "".join(new_key() + part for part in parts[1:])
    return Rendered(found.name, found.revision, html)


def pulled(name: str, look: View, **more: Any) -> Response:
    """The regions of a face that a client asks for again (`names`), with the server's time."""
    names = [part for part in request.args.get("names", "").split(",") if part]
    known = {region.name for region in of_face(name)}
    wanted = [BY_NAME[n] for n in (names or sorted(known)) if n in known]
    return jsonify(
        {
            "now": round(house().clock.now().timestamp() * 1000),
            "regions": [_pulled(region, look, **more).as_json() for region in wanted],
        }
    )


def _pulled(region: Region, look: View, **more: Any) -> Rendered:
    if _is_for_all(region, more):
        return render_for_all(current_app, region, look, **more)
    return render(current_app, region, look, **more)


def _is_for_all(region: Region, more: dict[str, Any]) -> bool:
    """Whether everybody at a phone's table gets the same; not who agrees with a card of it."""
    return region.face == "phone" and not region.personal and not more.get("agreed")


def new_key() -> str:
    """An operation id for a form that arrives without script."""
    return secrets.token_urlsafe(16)


def _storable(value: Any) -> Any:
    """What was sent, without the characters that no database takes: NUL and halves of surrogate pairs."""
    if isinstance(value, str):
        return UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {_storable(name): _storable(inner) for name, inner in value.items()}
    return [_storable(inner) for inner in value] if isinstance(value, list) else value


def _close_session(_error: BaseException | None = None) -> None:
    found = g.pop("session", None)
    if found is not None:
        found.close()


def register(app: Flask) -> None:
    app.teardown_request(_close_session)
