"""The cookies of a browser: one per role and workshop, bound to the host over HTTPS, never readable by scripts."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, request

from facilitation.live.visitor import cookie_name

KEPT_FOR = timedelta(days=90)


def keep(response: Response, name: str, value: str, *, path: str = "/", kept_for: timedelta = KEPT_FOR) -> None:
    response.set_cookie(
        name, value, max_age=kept_for, path=path, httponly=True, secure=request.is_secure, samesite="Lax"
    )


def drop(response: Response, name: str, *, path: str = "/") -> None:
    response.delete_cookie(name, path=path, httponly=True, secure=request.is_secure, samesite="Lax")


def of_role(kind: str, code: str) -> str:
    """The name of the cookie of a role (or of a participant) in a workshop."""
    return cookie_name(kind, code, request.is_secure)


def of_client(kind: str) -> str:
    """The cookie by which a browser keeps its own tries at a secret (`tries`: minutes, `device`: months)."""
    return f"{'__Host-' if request.is_secure else ''}zw-{kind}"


def of_ballot(code: str) -> str:
    """The cookie of a phone without script that remembers its ballot's id. It is bound to the vote's address, which a
    ``__Host-`` cookie cannot be."""
    return f"{'__Secure-' if request.is_secure else ''}zw-ballot-{code}"


def of_survey(code: str) -> str:
    """The cookie that opens one form of a Zwischenbilanz, bound to the form's address."""
    return f"{'__Secure-' if request.is_secure else ''}zw-survey-{code}"


def ballot_path(code: str, vote_id: str) -> str:
    return f"/w/{code}/votes/{vote_id}"
