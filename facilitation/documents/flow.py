"""What a printed document says, block by block. Renderers turn the same blocks into Word, PDF and a web page."""

from __future__ import annotations

from dataclasses import dataclass, field

from facilitation.documents.description import TableBlock


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3; levels are never skipped. `number` stands before it ("1.2"), `kind` colours it.
    `plate` makes a first-level heading a page of its own that divides the document."""

    text: str
    level: int = 1
    number: str = ""
    kind: str = ""
    plate: bool = False

    @property
    def whole(self) -> str:
        return f"{self.number} {self.text}" if self.number else self.text


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. Styles: body, lead (large), quiet (small and grey), quote (a Zukunftsbild), strong."""

    text: str
    style: str = "body"


@dataclass(frozen=True)
class Bullets:
    """A list; `kind` colours its marks."""

    items: list[str]
    kind: str = ""


@dataclass(frozen=True)
class Facts:
    """Names with their values, one below the other. Empty values are left out by whoever describes them."""

    pairs: list[tuple[str, str]]


@dataclass(frozen=True)
class Picture:
    """A PNG or JPEG with what it shows in words; its width in millimetres."""

    content: bytes
    alt: str
    width: int = 60


@dataclass(frozen=True)
class Sheet:
    """A tool's sheet: its facts on the left; title in the colour of its kind, text and picture on the right."""

    title: str
    kind: str
    facts: list[tuple[str, str]]
    paragraphs: list[str]
    picture: Picture | None = None
    level: int = 3


@dataclass(frozen=True)
class Bars:
    """A small chart that is its own table: label, count, out of how many."""

    title: str
    rows: list[tuple[str, int, int]]


@dataclass(frozen=True)
class Contents:
    """The table of contents, with page numbers where the format has pages."""

    title: str = "Inhalt"


@dataclass(frozen=True)
class PageBreak:
    """The next block begins a page."""


@dataclass(frozen=True)
class Cover:
    """The title page: what, whose, which Stand; who publishes it, and the logos of funders and partners."""

    title: str
    subtitle: str = ""
    stand: str = ""
    imprint: list[str] = field(default_factory=list)
    logos: list[Picture] = field(default_factory=list)


Block = Heading | Paragraph | Bullets | Facts | Picture | Sheet | Bars | Contents | PageBreak | Cover | TableBlock
