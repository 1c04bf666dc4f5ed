"""Refusals: wrong moves named in the field's words. They carry facts; `web.refusals` phrases them in German."""

from __future__ import annotations

from typing import Any, ClassVar


class Refusal(Exception):
    """A move that the rules do not allow. `code` is stable and public, `status` the HTTP status, `facts` JSON."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotFound(Refusal):
    """Nothing of that name in this workshop."""

    code = "not_found"
    status = 404


class NotAllowed(Refusal):
    """The role at this door may not do that. Facts: needs (role names)."""

    code = "not_allowed"
    status = 403


class NotSaved(Refusal):
    """The database could not take the write; nothing was changed and trying again is safe. Facts: reason."""

    code = "not_saved"
    status = 503


class BadInput(Refusal):
    """A value that cannot be taken. Facts: field, reason, and whatever the phrase needs (limit, value)."""

    code = "bad_input"
    status = 422


class MovedOn(Refusal):
    """Somebody else was quicker: the thing acted upon has changed. Facts: what, current (revision or step)."""

    code = "moved_on"


class KeyReused(Refusal):
    """The same operation id came with another request."""

    code = "key_reused"
    status = 422
