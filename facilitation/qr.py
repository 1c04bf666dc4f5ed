"""QR codes from text: SVG for screens and paper, half blocks for a terminal; and the text to join a Wi-Fi."""

from __future__ import annotations

import re
from html import escape

from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.main import QRCode

LEVELS = {"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
QUIET = 4  # the white frame that scanners need, in modules
RUN = re.compile("1+")
HALVES = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}


def matrix(text: str, *, error: str = "M", border: int = QUIET) -> list[list[bool]]:
    """The modules row by row, true is dark, with the quiet frame. Upper-case text makes smaller codes."""
    code: QRCode = QRCode(error_correction=LEVELS[error], border=border)  # type: ignore[type-arg]
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def svg(text: str, *, error: str = "M", border: int = QUIET, label: str) -> str:
    """An SVG of one module per unit, dark on white in every theme. `label` says what it is for."""
    modules = matrix(text, error=error, border=border)
    size = len(modules)
    path = "".join(
        f"M{run.start()} {down}h{run.end() - run.start()}v1h-{run.end() - run.start()}z"
        for down, row in enumerate(modules)
        for run in RUN.finditer("".join("1" if dark else "0" for dark in row))
    )
    return (
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" '
        f'aria-label="{escape(label)}" shape-rendering="crispEdges">'
        f'<rect class="qr-ground" width="{size}" height="{size}" fill="#fff"/>'
        f'<path class="qr-modules" d="{path}" fill="#000"/></svg>'
    )


def terminal(text: str) -> str:
    """The code in half blocks, two modules a character; the blocks are light, as terminals are dark."""
    modules = matrix(text, error="L", border=2)
    if len(modules) % 2:
        modules.append([False] * len(modules))
    pairs = zip(modules[::2], modules[1::2], strict=True)
    return "\n".join("".join(HALVES[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs)


def wifi(name: str, password: str = "") -> str:
    """What a phone reads to join a Wi-Fi; without a password the network is open."""
    if not password:
        return f"WIFI:T:nopass;S:{_escaped(name)};;"
    return f"WIFI:T:WPA;S:{_escaped(name)};P:{_escaped(password)};;"


def _escaped(text: str) -> str:
    return re.sub(r'([\\;,":])', r"\\\1", text)
