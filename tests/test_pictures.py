"""Pictures: drawn anew without what the sender's file knew, small, and belonging to one workshop."""

from __future__ import annotations

import hashlib
import random
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from facilitation import pictures
from facilitation.errors import NotFound
from facilitation.house import House
from facilitation.pictures import LONGEST_SIDE, BadPicture, Use
from tests import builders

MAKER = "Kamera von Emil"


def a_picture(size: tuple[int, int] = (40, 20), kind: str = "PNG", mode: str = "RGB", **saving: object) -> bytes:
    kept = BytesIO()
    colour = (200, 30, 40, 0)[: len(mode)] if mode.isalpha() and len(mode) > 1 else 1
    Image.new(mode, size, colour).save(kept, kind, **saving)
    return kept.getvalue()


def a_photograph(size: tuple[int, int], kind: str) -> bytes:
    """Noise, which nothing packs well."""
    kept = BytesIO()
    Image.frombytes("RGB", size, random.Random(1).randbytes(size[0] * size[1] * 3)).save(kept, kind)
    return kept.getvalue()


def with_notes(kind: str) -> bytes:
    """A picture that names its camera and lies on its side."""
    notes = Image.Exif()
    notes[0x010F] = MAKER
    notes[0x0112] = 6  # turn right
    return a_picture(kind=kind, exif=notes)


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_turned_upright_and_forgets_its_camera(kind: str) -> None:
    sent = with_notes(kind)
    assert MAKER.encode() in sent  # the control: the sender's file did know
    drawn = pictures.drawn(sent)
    assert MAKER.encode() not in drawn.content
    assert (drawn.width, drawn.height) == (20, 40) == opened(drawn.content).size
    assert not opened(drawn.content).getexif()


def test_documents_get_png_or_jpeg_only() -> None:
    assert pictures.drawn(a_picture(kind="WEBP")).type == "image/jpeg"
    assert pictures.drawn(a_picture(kind="WEBP", mode="RGBA")).type == "image/png"
    assert pictures.drawn(a_picture(kind="JPEG")).type == "image/jpeg"
    assert pictures.drawn(a_picture(kind="PNG")).type == "image/png"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    assert opened(pictures.drawn(a_picture(mode=mode)).content).mode in ("RGB", "RGBA")


def test_cmyk_photographs_are_taken() -> None:
    assert opened(pictures.drawn(a_picture(kind="JPEG", mode="CMYK")).content).mode == "RGB"


def test_holes_stay_holes() -> None:
    assert opened(pictures.drawn(a_picture(mode="RGBA")).content).getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_a_large_photograph_is_made_small() -> None:
    drawn = pictures.drawn(a_photograph((3000, 900), "PNG"))
    assert (drawn.type, drawn.width, drawn.height) == ("image/jpeg", LONGEST_SIDE, LONGEST_SIDE * 900 // 3000)
    assert len(drawn.content) < 2 * 1024 * 1024


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"GIF89a" + bytes(40),
        a_picture()[:60],
        a_picture(kind="JPEG")[:300],
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ],
)
def test_what_is_no_picture_is_refused(sent: bytes) -> None:
    with pytest.raises(BadPicture) as refused:
        pictures.drawn(sent)
    assert refused.value.facts == {"reason": "format"}


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    bomb = a_picture((9000, 9000), mode="1")
    assert len(bomb) < 30_000  # small as a file, 80 million pixels unpacked
    with pytest.raises(BadPicture) as refused:
        pictures.drawn(bomb)
    assert refused.value.facts == {"reason": "pixels", "limit": 40}


def test_more_than_ten_megabytes_are_refused() -> None:
    with pytest.raises(BadPicture) as refused:
        pictures.drawn(bytes(pictures.LARGEST_FILE + 1))
    assert refused.value.facts == {"reason": "too_large", "limit": 10}


def test_what_an_archive_holds_comes_back_byte_for_byte() -> None:
    once = pictures.drawn(a_picture(kind="JPEG"))
    assert pictures.as_it_is(once.content) == once
    with pytest.raises(BadPicture):
        pictures.as_it_is(a_picture(kind="WEBP"))
    with pytest.raises(BadPicture):
        pictures.as_it_is(a_picture((LONGEST_SIDE + 1, 4)))
    with pytest.raises(BadPicture):
        pictures.as_it_is(once.content[:120])


def test_a_picture_belongs_to_one_workshop_and_keeps_its_place(any_house: House) -> None:
    ours, theirs = builders.a_workshop(any_house), builders.a_workshop(any_house, "world-cafe")
    drawn = pictures.drawn(a_picture())
    first, second = (
        any_house.write(pictures.add, workshop_id=ours.id, use=Use.LOGO, picture=drawn, name="logo.png", alt=alt)
        for alt in ("Das Land", "Die Stiftung")
    )
    with any_house.reading() as session:
        kept = pictures.of(session, ours.id, Use.LOGO)
        assert [logo.alt for logo in kept] == ["Das Land", "Die Stiftung"]
        assert kept[0].content == drawn.content
        assert kept[0].sha256 == hashlib.sha256(drawn.content).hexdigest()
        assert pictures.of(session, ours.id, Use.TOOL) == []
        with pytest.raises(NotFound):
            pictures.one(session, theirs.id, first["picture"])
    any_house.write(pictures.remove, workshop_id=ours.id, picture_id=first["picture"])
    with any_house.reading() as session:
        assert [logo.id for logo in pictures.of(session, ours.id)] == [second["picture"]]


def test_a_picture_is_served_as_what_it_is_and_kept_by_browsers(client: FlaskClient, house: House) -> None:
    ours, theirs = builders.a_workshop(house), builders.a_workshop(house, "world-cafe")
    drawn = pictures.drawn(a_picture())
    kept = house.write(pictures.add, workshop_id=ours.id, use=Use.LOGO, picture=drawn)["picture"]
    answer = client.get(f"/w/{ours.code}/pictures/{kept}")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, drawn.content, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert client.get(f"/w/{theirs.code}/pictures/{kept}").status_code == 404
