"""Links to documents: each opens one document in one format without any role, until it expires or is withdrawn.

What is known of a link lies in a folder of the installation. Its secret is not kept: it is made of its id and our key.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from facilitation.access import hashed
from facilitation.clock import Clock
from facilitation.errors import NotFound

WEB = "web"
ID = re.compile(r"[A-Za-z0-9_-]{16}")
PROOF_LENGTH = 22  # characters of a hash: 88 bits


@dataclass(frozen=True)
class Share:
    """A living link. `format` is a file format, or "web" for the page."""

    id: str
    workshop_id: str
    document: str
    format: str
    made_at: str
    until: str


class Shares:
    """The links of an installation."""

    def __init__(self, folder: Path, clock: Clock, key: bytes) -> None:
        self._folder, self._clock, self._key = folder, clock, key

    def make(self, workshop_id: str, document: str, fmt: str, lasts: timedelta) -> Share:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        now = self._clock.now()
        share = Share(
            secrets.token_urlsafe(12), workshop_id, document, fmt, now.isoformat(), (now + lasts).isoformat()
        )  # fmt: skip
        handle = os.open(self._path(share.id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(share), file)
        return share

    def of(self, workshop_id: str) -> list[Share]:
        """The living links of a workshop, the newest first. Expired ones are cleared up."""
        found = [share for path in self._folder.glob("*.share") if (share := self._read(path)) is not None]
        own = [share for share in found if share.workshop_id == workshop_id]
        return sorted(own, key=lambda share: share.made_at, reverse=True)

    def withdraw(self, workshop_id: str, share_id: str) -> Share:
        """It opens nothing from now on. Raises NotFound."""
        share = self._one(workshop_id, share_id)
        self._path(share.id).unlink(missing_ok=True)
        return share

    def opened(self, workshop_id: str, secret: str) -> Share:
        """The living link of this workshop that a secret belongs to. Raises NotFound."""
        share = self._one(workshop_id, secret[:16])
        if not hmac.compare_digest(secret.encode(), self.secret_of(share).encode()):
            raise NotFound(what="share")
        return share

    def secret_of(self, share: Share) -> str:
        return share.id + hashed(self._key, "share", f"{share.id}:{share.workshop_id}")[:PROOF_LENGTH]

    def _one(self, workshop_id: str, share_id: str) -> Share:
        share = self._read(self._path(share_id)) if ID.fullmatch(share_id) else None
        if share is None or share.workshop_id != workshop_id:
            raise NotFound(what="share")
        return share

    def _read(self, path: Path) -> Share | None:
        try:
            share = Share(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError):  # withdrawn meanwhile
            return None
        if datetime.fromisoformat(share.until) <= self._clock.now():
            path.unlink(missing_ok=True)
            return None
        return share

    def _path(self, share_id: str) -> Path:
        return self._folder / f"{share_id}.share"
