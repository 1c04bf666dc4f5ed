"""QR codes are read back by another program, from the SVG's own path and from the terminal's blocks."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
import zxingcpp
from PIL import Image

from facilitation import qr

SCALE = 6
SVG = "{http://www.w3.org/2000/svg}"


def read(modules: list[list[bool]]) -> str | None:
    """What a scanner reads from dark and light modules; None if it sees no code."""
    picture = Image.new("L", (len(modules[0]), len(modules)), 255)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            picture.putpixel((x, y), 0 if dark else 255)
    large = picture.resize((picture.width * SCALE, picture.height * SCALE), Image.Resampling.NEAREST)
    found = zxingcpp.read_barcodes(large)
    return found[0].text if found else None


def drawn(svg: str) -> list[list[bool]]:
    """The modules that the path of an SVG fills."""
    size = int(ET.fromstring(svg).attrib["viewBox"].split()[2])
    modules = [[False] * size for _ in range(size)]
    path = ET.fromstring(svg).find(f"{SVG}path")
    assert path is not None
    for x, y, width, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path.attrib["d"]):
        assert width == back
        for step in range(int(width)):
            modules[int(y)][int(x) + step] = True
    return modules


TEXTS = [
    "HTTP://192.168.1.20:8000/W/K7QP",
    "https://werkstatt.example/w/K7QP/host#8f3kQ-_x",
    "Grüße aus Jülich-Barmen: schön & groß",
    "x" * 600,
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("error", ["L", "M", "Q", "H"])
def test_a_scanner_reads_the_drawn_path(text: str, error: str) -> None:
    assert read(drawn(qr.svg(text, error=error, label="Code"))) == text


def test_a_code_with_its_corner_torn_off_is_not_read() -> None:
    modules = drawn(qr.svg(TEXTS[0], label="Code"))
    torn = [[False] * len(row) if y < len(modules) // 2 else row for y, row in enumerate(modules)]

    assert (read(modules), read(torn)) == (TEXTS[0], None)


def test_the_drawing_is_dark_on_white_named_and_without_style() -> None:
    root = ET.fromstring(qr.svg("HALLO", label='Beitreten: „Düren" & <mehr>'))
    ground, modules = list(root)
    size = len(qr.matrix("HALLO"))

    assert (root.attrib["class"], root.attrib["role"], root.attrib["aria-label"]) == (
        "qr",
        "img",
        'Beitreten: „Düren" & <mehr>',
    )
    assert (ground.attrib["width"], ground.attrib["fill"], modules.attrib["fill"]) == (
        str(size),
        "#fff",
        "#000",
    )
    assert [name for part in root.iter() for name in part.attrib if name.startswith(("style", "on"))] == []


def test_the_quiet_frame_is_as_wide_as_asked() -> None:
    bare, framed = qr.matrix("HALLO", border=0), qr.matrix("HALLO", border=4)

    assert len(framed) == len(bare) + 8
    assert [row[4:-4] for row in framed[4:-4]] == bare
    assert not any(any(row) for row in framed[:4] + framed[-4:])


def test_upper_case_addresses_make_smaller_codes() -> None:
    address = "http://192.168.100.200:8000/w/k7qp"

    assert len(qr.matrix(address.upper())) < len(qr.matrix(address))


@pytest.mark.parametrize("text", [TEXTS[0], TEXTS[1]])
def test_a_scanner_reads_the_terminals_blocks(text: str) -> None:
    light = {"█": (True, True), "▀": (True, False), "▄": (False, True), " ": (False, False)}
    lines = qr.terminal(text).split("\n")
    modules = [[not light[block][half] for block in line] for line in lines for half in (0, 1)]

    assert len({len(line) for line in lines}) == 1
    assert read(modules) == text


@pytest.mark.parametrize(
    ("name", "password", "expected"),
    [
        ("Werkstatt", "geheim123", "WIFI:T:WPA;S:Werkstatt;P:geheim123;;"),
        ("Gäste", "", "WIFI:T:nopass;S:Gäste;;"),
        ('a;b,c:d\\e"f', 'p;q\\"', 'WIFI:T:WPA;S:a\\;b\\,c\\:d\\\\e\\"f;P:p\\;q\\\\\\";;'),
    ],
)
def test_a_wifi_is_told_with_its_signs_escaped(name: str, password: str, expected: str) -> None:
    told = qr.wifi(name, password)

    assert told == expected
    assert read(qr.matrix(told)) == told
    assert unescaped(told) == (name, password)


def unescaped(told: str) -> tuple[str, str]:
    """Name and password as a phone takes them apart: at the signs that are not escaped."""
    parts = re.findall(r"(?:^WIFI:|;)([TSP]):((?:\\.|[^\\;])*)", told)
    values = {key: re.sub(r"\\(.)", r"\1", value) for key, value in parts}
    return values["S"], values.get("P", "")
