"""What participants can read: the templates, rooms and scripts whose German words need every language, in one place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import extract
from jinja2.ext import babel_extract

HOUSE = Path(__file__).resolve().parents[1]
TEMPLATES = (
    "base.html", "_parts.html", "_plain.html", "_drawings.html", "door/*.html", "phone/*.html", "tablet/*.html",
    "errors/*.html", "legal/*.html", "activities/*/phone.html", "activities/*/_phone_*.html",
    "activities/choice/_promise.html",
)  # fmt: skip
ROOMS = (
    "web/answers.py", "web/door.py", "web/guesses.py", "web/legal.py", "web/points.py", "web/public.py",
    "web/tablet.py", "web/voters.py", "web/voting_cards.py", "web/phone/*.py", "live/states/phone.py",
    "live/states/my_seat.py", "live/states/revealed.py",
)  # fmt: skip
SCRIPTS = ("card.js", "door.js", "page.js", "phone.js", "phone/quiet.js", "tablet.js")
# The refusals that can meet somebody at the door, on a phone or at a tablet. The others are said at desks.
REFUSALS = (
    "refused", "not_found", "not_allowed", "not_saved", "bad_input", "moved_on", "key_reused", "link_refused",
    "too_many_tries", "too_fast", "door_locked", "day_closed", "writing_closed", "proposals_closed", "vote_not_open",
    "already_voted", "card_needed", "card_mistyped", "card_unknown", "card_taken", "card_spoiled", "card_used",
    "wrong_state", "not_public", "points_spent", "too_many_on_one", "foreign_tool", "not_seated", "no_ballot",
    "not_revealed", "not_yet", "badge_taken", "unknown_address", "foreign_origin", "too_large",
)  # fmt: skip

# Of the phrases for bad input, those for what a participant can type; and what no form of theirs can get wrong.
TYPED = ("text", "title", "points", "field_id", "badge", "name")
NEVER_TYPED = ("hour", "german_first", "more_lines", "too_many_lines")

Msgid = str | tuple[str, str]


@cache
def participants_msgids() -> dict[Msgid, str]:
    """Every msgid with the file that says it first; a pair is one with its plural."""
    found: dict[Msgid, str] = {}
    for msgid, place in [*_of_templates(), *_of_rooms(), *_of_refusals(), *_of_scripts()]:
        found.setdefault(msgid, place)
    return found


def script_sentences() -> set[str]:
    """What the scripts of a phone, a card's page or a tablet may say."""
    said = dict(re.findall(r'^  (\w+): "(.*)",$', (HOUSE / "static/js/words.js").read_text(), re.MULTILINE))
    assert said
    text = "".join(path.read_text() for path in _loaded_by_phones() if path.name != "words.js")
    return {sentence for name, sentence in said.items() if re.search(rf'"{name}"|german\.{name}\b', text)}


def bare_words() -> list[str]:
    """What a template says to readers outside `_()`: between tags, or in an attribute that is read out."""
    found = []
    for path in _paths(HOUSE / "templates", TEMPLATES):
        text = re.sub(r"(?s){% block face_class %}.*?{% endblock %}|{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text())
        read_out = re.findall(r'(?:aria-label|placeholder|alt|title)="([^"]*)"', text)
        between = re.sub(r'(?s)<(?:[^<>"]|"[^"]*")*>|\w+="[^"]*"', "\n", text).splitlines()
        said = [line.strip() for line in (*read_out, *between) if re.search("[A-Za-zäöüß]{2}", line)]
        found += [f"{path.name}: {line}" for line in said if not re.fullmatch("[X…-]+", line)]
    return found


def _of_templates() -> Iterator[tuple[Msgid, str]]:
    for path in _paths(HOUSE / "templates", TEMPLATES):
        with path.open("rb") as file:
            for _line, _function, said, _comments in babel_extract(file, ("_", "ngettext"), [], {}):
                yield _msgid(said), path.name


def _of_rooms() -> Iterator[tuple[Msgid, str]]:
    for path in _paths(HOUSE / "facilitation", ROOMS):
        with path.open("rb") as file:
            for _line, said, _comments, _context in extract("python", file, {"_": None, "ngettext": (1, 2)}):
                yield _msgid(said), path.name


def _of_refusals() -> Iterator[tuple[Msgid, str]]:
    tree = ast.parse((HOUSE / "facilitation/web/refusals.py").read_text())
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    phrases = next(
        node.value for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "PHRASES"
    )  # fmt: skip
    assert isinstance(phrases, ast.Dict)
    told = {key.value: value for key, value in zip(phrases.keys, phrases.values, strict=True)
            if isinstance(key, ast.Constant)}  # fmt: skip
    for code in REFUSALS:
        value = told[code]
        said = functions[value.id] if isinstance(value, ast.Name) else value
        yield from ((msgid, "refusals.py") for msgid in _marked(said))


def _marked(node: ast.AST) -> Iterator[str]:
    """The texts in `_()` below a node, without the answers to what is typed at desks only."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
        assert isinstance(node.args[0], ast.Constant)
        yield str(node.args[0].value)
    children: list[ast.AST | None] = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Dict):
        children = [value for key, value in zip(node.keys, node.values, strict=True) if not _is_of_desks(key)]
    for child in children:
        yield from _marked(child) if child is not None else ()


def _is_of_desks(key: ast.expr | None) -> bool:
    """Whether a phrase's key, a reason or (field, reason), speaks of a desk's form."""
    if isinstance(key, ast.Tuple):
        field = key.elts[0]
        return isinstance(field, ast.Constant) and field.value not in TYPED
    return isinstance(key, ast.Constant) and key.value in NEVER_TYPED


def _of_scripts() -> Iterator[tuple[Msgid, str]]:
    yield from ((sentence, "words.js") for sentence in sorted(script_sentences()))


def _loaded_by_phones() -> set[Path]:
    folder = HOUSE / "static/js"
    found: set[Path] = set()
    waiting = [folder / name for name in SCRIPTS]
    while waiting:
        path = waiting.pop()
        if path not in found and path.suffix == ".js" and path.exists():
            found.add(path)
            named = re.findall(r'(?:from|import)\s*\(?\s*"(\.[^"]+)"', path.read_text())
            waiting += [(path.parent / name).resolve() for name in named]
    return found


def _paths(folder: Path, patterns: tuple[str, ...]) -> list[Path]:
    found = [sorted(folder.glob(pattern)) for pattern in patterns]
    assert all(found), patterns
    return sorted({path for paths in found for path in paths})


def _msgid(said: object) -> Msgid:
    if isinstance(said, tuple):
        texts = [part for part in said if isinstance(part, str)]
        return (texts[0], texts[1]) if len(texts) > 1 else texts[0]
    return str(said)
