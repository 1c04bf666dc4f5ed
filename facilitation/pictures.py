"""Pictures of a workshop: logos of funders and partners, pictures of tools. Kept in the database, clean and small.

Whatever is sent is decoded and drawn anew, so nothing of the sender's file (place, camera, hidden parts) is kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import ForeignKey, LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import BadInput, NotFound, Refusal

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_AREA = 40_000_000  # pixels: more would fill the memory while it is unpacked
LONGEST_SIDE = 2000  # pixels kept: sharp on paper at 17 cm and on any projector
LARGEST_PNG = 1024 * 1024  # above this a picture without holes is a photograph
ALT_LIMIT = 300
NAME_LIMIT = 120
READ = ("PNG", "JPEG", "WEBP")
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg"}


class Use(StrEnum):
    """What a picture is for."""

    LOGO = "logo"
    TOOL = "tool"


class BadPicture(Refusal):
    """No picture that can be kept. Facts: reason (format, too_large, pixels), limit."""

    code = "bad_picture"
    status = 422


@dataclass(frozen=True)
class Drawn:
    """A picture ready to be kept: PNG or JPEG, sizes in pixels. Its words for a log leave the content out."""

    content: bytes = field(repr=False)
    type: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def __str__(self) -> str:
        return f"{self.type} {self.sha256}"


class Picture(Base):
    """A picture and what it shows, for those who cannot see it (`alt`). Its content is read only when asked for."""

    __tablename__ = "pictures"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    use: Mapped[Use] = mapped_column(String(8))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    alt: Mapped[str] = mapped_column(String(ALT_LIMIT), default="")
    type: Mapped[str] = mapped_column(String(10))
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(Instant)

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.type]


def drawn(sent: bytes) -> Drawn:
    """What was sent, decoded and drawn anew: upright, at most LONGEST_SIDE, without anything but its pixels.

    Takes PNG, JPEG and WebP; gives PNG or JPEG, which every document can hold. Raises BadPicture. It may take half a
    second: call it before the writer, not inside.
    """
    image = _opened(sent)
    try:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is read smaller at once
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        has_holes = upright.has_transparency_data
        clean = upright.convert("RGBA" if has_holes else "RGB")
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        raise BadPicture(reason="format") from None
    if image.format == "PNG" or has_holes:
        as_png = _saved(clean, "PNG", optimize=True)
        if has_holes or len(as_png) <= LARGEST_PNG:
            return Drawn(as_png, "image/png", clean.width, clean.height)
    return Drawn(_saved(clean, "JPEG", quality=88, optimize=True), "image/jpeg", clean.width, clean.height)


def as_it_is(sent: bytes) -> Drawn:
    """A picture that `drawn` made before (from an archive), byte for byte. Raises BadPicture for any other."""
    image = _opened(sent)
    kind = {"PNG": "image/png", "JPEG": "image/jpeg"}.get(image.format or "")
    if kind is None or max(image.size) > LONGEST_SIDE:
        raise BadPicture(reason="format")
    try:
        image.load()
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        raise BadPicture(reason="format") from None
    return Drawn(sent, kind, image.width, image.height)


def add(
    session: Session, *, now: datetime, workshop_id: str, use: Use, picture: Drawn, name: str = "", alt: str = ""
) -> Any:
    """Keep a picture, behind those of the same use. `name` is the sender's file name. Raises BadInput."""
    last = select(func.max(Picture.position)).where(Picture.workshop_id == workshop_id, Picture.use == use)
    kept = Picture(
        workshop_id=workshop_id,
        use=use,
        position=(session.scalar(last) or 0) + 1,
        name=name[-NAME_LIMIT:],
        alt=_alt(alt),
        type=picture.type,
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        content=picture.content,
        created_at=now,
    )
    session.add(kept)
    session.flush()
    return {"picture": kept.id}


def describe(session: Session, *, now: datetime, workshop_id: str, picture_id: str, alt: str) -> Any:
    """Say what a picture shows."""
    kept = one(session, workshop_id, picture_id)
    kept.alt = _alt(alt)
    return {"picture": kept.id}


def remove(session: Session, *, now: datetime, workshop_id: str, picture_id: str) -> Any:
    session.delete(one(session, workshop_id, picture_id))
    session.flush()
    return {"picture": picture_id}


def one(session: Session, workshop_id: str, picture_id: str) -> Picture:
    """A picture of this workshop. Raises NotFound for one of another."""
    found = session.get(Picture, picture_id)
    if found is None or found.workshop_id != workshop_id:
        raise NotFound(what="picture")
    return found


def of(session: Session, workshop_id: str, use: Use | None = None) -> list[Picture]:
    """The pictures of a workshop (for one use), in their order, without their content."""
    wanted = select(Picture).where(Picture.workshop_id == workshop_id)
    if use is not None:
        wanted = wanted.where(Picture.use == use)
    return list(session.scalars(wanted.order_by(Picture.use, Picture.position, Picture.id)))


def content_of(picture: Picture) -> Drawn:
    """A kept picture ready to be kept elsewhere, e.g. in an archive."""
    return Drawn(picture.content, picture.type, picture.width, picture.height)


def lying_here(session: Session, sha256: str) -> Drawn | None:
    """A picture of this content, from any workshop of the installation."""
    found = session.scalar(select(Picture).where(Picture.sha256 == sha256).limit(1))
    return content_of(found) if found is not None else None


def face(picture: Picture, code: str) -> dict[str, Any]:
    """A picture as screens show it."""
    return {
        "id": picture.id,
        "address": f"/w/{code}/pictures/{picture.id}",
        "alt": picture.alt,
        "width": picture.width,
        "height": picture.height,
    }


def _opened(sent: bytes) -> Image.Image:
    if len(sent) > LARGEST_FILE:
        raise BadPicture(reason="too_large", limit=LARGEST_FILE // 1024 // 1024)
    try:
        image = Image.open(BytesIO(sent), formats=READ)  # reads the head only
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadPicture(reason="format") from None
    if image.width * image.height > LARGEST_AREA:
        raise BadPicture(reason="pixels", limit=LARGEST_AREA // 1_000_000)
    return image


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    kept = BytesIO()
    image.save(kept, kind, **options)
    return kept.getvalue()


def _alt(text: str) -> str:
    cleaned = " ".join(text.split())
    if len(cleaned) > ALT_LIMIT:
        raise BadInput(field="alt", reason="too_long", limit=ALT_LIMIT, length=len(cleaned))
    return cleaned
