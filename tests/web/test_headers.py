"""Manners towards browsers: the headers of every answer, the cookies, and whose presses are taken."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from werkzeug.datastructures import Headers

from facilitation import access
from facilitation.access import Role
from facilitation.web.guesses import guesses
from tests.builders import KEY, a_link
from tests.web.roles import JSON, Hall, two_halls
from tests.web.test_access_matrix import WHO_MAY


@pytest.fixture(scope="module")
def halls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, Hall]]:
    first, second = two_halls(tmp_path_factory.mktemp("halls"))
    yield first, second
    first.app.extensions["live"].publisher.close()
    first.house.close()


@pytest.fixture(autouse=True)
def _nobody_guessed_before() -> None:
    guesses.forget()


def test_a_role_is_one_cookie_that_no_script_and_no_foreign_page_can_use(halls: tuple[Hall, Hall]) -> None:
    hall = halls[0]
    secret = access.secret_of(KEY, a_link(hall.house, hall.workshop, Role.MODERATOR))
    told = {}
    for scheme in ("http", "https"):
        client = hall.app.test_client()
        answer = client.post(f"/w/{hall.workshop.code}/sessions", data={"secret": secret}, base_url=f"{scheme}://hall")
        [told[scheme]] = answer.headers.getlist("Set-Cookie")
    assert told["http"].startswith(f"zw-moderator-{hall.workshop.code}={secret};")
    assert told["https"].startswith(f"__Host-zw-moderator-{hall.workshop.code}={secret};")
    for scheme, cookie in told.items():
        marks = {part.strip() for part in cookie.split(";")[1:]}
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= marks
        assert ("Secure" in marks) == (scheme == "https")
        assert not any(mark.startswith("Domain") for mark in marks)


def test_the_ballots_cookie_is_bound_to_the_votes_address(halls: tuple[Hall, Hall]) -> None:
    hall = halls[0]
    for scheme, name in (("http", "zw-ballot"), ("https", "__Secure-zw-ballot")):
        _person, jar = hall.newcomer()
        prefix = "__Host-" if scheme == "https" else ""
        client = hall.app.test_client()
        for cookie, value in jar.items():
            client.set_cookie(prefix + cookie, value, domain="hall", secure=scheme == "https")
        path = f"/w/{hall.workshop.code}/votes/{hall.ids['vote_id']}"
        answer = client.post(f"{path}/ballots", data={"abstain": "1"}, base_url=f"{scheme}://hall")
        assert answer.status_code == 303, answer.text
        [told] = answer.headers.getlist("Set-Cookie")
        assert told.startswith(f"{name}-{hall.workshop.code}=") and f"Path={path}" in told and "HttpOnly" in told
        assert ("Secure;" in told) == (scheme == "https")


def is_strict(headers: Headers, secure: bool) -> bool:
    """Whether an answer of ours forbids the browser whatever we do not need."""
    told = headers["Content-Security-Policy"]
    policy = dict(part.strip().split(" ", 1) for part in told.split(";"))
    socket = "wss" if secure else "ws"
    return (
        (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
        and policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
        and re.fullmatch(rf"'self' {socket}://(hall|localhost)", policy["connect-src"]) is not None
        and not re.search(r"unsafe|\*|data:[^;]|https?:", told.replace("'self' data:", ""))
        and headers["X-Content-Type-Options"] == "nosniff"
        and headers["Referrer-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"
        and headers["Cross-Origin-Resource-Policy"] == "same-origin"
        and ("Strict-Transport-Security" in headers) == secure
        and "Access-Control-Allow-Origin" not in headers
    )


@pytest.mark.parametrize("address", WHO_MAY)
def test_every_answer_to_every_role_carries_the_strict_headers(halls: tuple[Hall, Hall], address: str) -> None:
    hall, (method, rule) = halls[0], address.split(" ", 1)
    path = hall.address(rule, name="css/tokens.css" if "static" in rule else "werkstattplan")
    for role in ("guest", "participant", "host of table 1", "organiser") if method == "GET" else ("guest", "observer"):
        answer = hall.browser(role).open(path, method=method, query_string={"table": hall.ids["table_id"]})
        assert is_strict(answer.headers, secure=False), (role, answer.headers)
        assert "static" in rule or answer.status_code == 304 or "no-store" in answer.headers["Cache-Control"] or (
            "private" in answer.headers["Cache-Control"] and "pictures" in rule
        )
    assert is_strict(hall.app.test_client().open(path, method=method, base_url="https://hall").headers, secure=True)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nowhere"), ("PUT", "/"), ("TRACE", "/"), ("GET", "/w/NOPE/"), ("OPTIONS", "/")]
)
def test_an_answer_to_nothing_of_ours_is_as_strict(halls: tuple[Hall, Hall], method: str, path: str) -> None:
    assert method not in ("PUT", "TRACE") or halls[0].app.test_client().open(path, method=method).status_code == 405
    assert is_strict(halls[0].app.test_client().open(path, method=method).headers, secure=False)


def test_an_answer_without_them_would_be_seen(halls: tuple[Hall, Hall]) -> None:
    """The control of the two tests above: each header is missed."""
    good = halls[0].app.test_client().get("/").headers
    for name in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"):
        assert not is_strict(Headers([(n, v if n != name else "") for n, v in good]), secure=False)
    for bad in ("script-src 'self' 'unsafe-inline'", "script-src 'self' https://cdn.example", "script-src *"):
        policy = good["Content-Security-Policy"].replace("script-src 'self'", bad)
        assert not is_strict(Headers({**dict(good), "Content-Security-Policy": policy}), secure=False)


@pytest.mark.parametrize("host", ["a b", "a;script-src *", "x\"", "[", "a,b", "a/b", "ü.de", "evil.example:99999999"])
def test_a_host_that_is_none_is_refused_and_never_comes_back(halls: tuple[Hall, Hall], host: str) -> None:
    answer = halls[0].app.test_client().get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in str(answer.headers) + answer.text


AT_THE_SOCKETS_DOOR = [("GET", ""), ("POST", ""), ("POST", "&sid=x"), ("PUT", ""), ("GET", "&j=1")]


@pytest.mark.parametrize(("method", "path"), AT_THE_SOCKETS_DOOR)
def test_what_the_sockets_door_answers_is_no_page_and_kept_nowhere(
    halls: tuple[Hall, Hall], method: str, path: str
) -> None:
    address = f"/socket.io/?EIO=4&transport=polling{path}"
    headers = halls[0].app.test_client().open(address, method=method).headers
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert not any(name.startswith("Access-Control") for name in headers.keys())  # noqa: SIM118


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://localhost.elsewhere.example"])
def test_no_socket_opens_for_a_foreign_page(halls: tuple[Hall, Hall], origin: str) -> None:
    address = "/socket.io/?EIO=4&transport=polling"
    client = halls[0].app.test_client()
    assert client.get(address, headers={"Origin": origin}).status_code == 400
    assert client.get(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get(address, headers={"Origin": "http://localhost"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "http://localhost.elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 200),
        ({}, 200),
    ],
)
def test_a_foreign_page_cannot_press_for_the_moderator(
    halls: tuple[Hall, Hall], headers: dict[str, str], status: int
) -> None:
    hall = halls[0]
    address = f"/w/{hall.workshop.code}/showing"
    answer = hall.browser("moderator").post(address, data={"note": "Hallo"}, headers={**JSON, **headers})
    assert answer.status_code == status
    if status == 403:
        assert answer.get_json()["error"]["code"] == "foreign_origin"


FOREIGN = [
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},  # a browser that sends no Origin, for whatever reason
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
]


@pytest.mark.parametrize("foreign", FOREIGN, ids=str)
def test_no_unsafe_address_takes_a_foreign_press(halls: tuple[Hall, Hall], foreign: dict[str, str]) -> None:
    """The addresses are read from the url map, so a new one is tried without anybody thinking of it."""
    hall, told = halls[0], {}
    for rule in hall.app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            answer = hall.browser("organiser").open(hall.address(rule.rule), method=method, headers={**JSON, **foreign})
            told[f"{method} {rule.rule}"] = (answer.status_code, answer.get_json()["error"]["code"])
    assert len(told) > 60
    assert set(told.values()) == {(403, "foreign_origin")}, told


def test_nobody_is_led_back_to_a_foreign_page(halls: tuple[Hall, Hall]) -> None:
    hall = halls[0]
    client, address = hall.browser("moderator"), f"/w/{hall.workshop.code}/showing"
    own = f"http://localhost/w/{hall.workshop.code}/moderation"
    for referer, lands in (
        (own, f"/w/{hall.workshop.code}/moderation"),
        ("https://elsewhere.example/w/x", f"/w/{hall.workshop.code}/"),
        ("http://localhost//elsewhere.example/", f"/w/{hall.workshop.code}/"),
        ("http://[", f"/w/{hall.workshop.code}/"),
    ):
        answer = client.post(address, data={"note": ""}, headers={"Referer": referer})
        assert (answer.status_code, answer.location) == (303, lands)
