"""The gentle check for a Zukunftsbild: what it points out, what it leaves alone, that both copies agree."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from facilitation import wording
from facilitation.wording import Finding, findings

HERE = Path(__file__).resolve().parent
EXAMPLES: list[dict[str, Any]] = json.loads((HERE / "wording_examples.json").read_text("utf-8"))
SCRIPT = (HERE.parent / "static" / "js" / "models" / "wording.js").read_text("utf-8")

STRING = r'"(?:[^"\\]|\\.)*"'
RULE = re.compile(rf"^const ([A-Z_]+) =\s+((?:{STRING}|[A-Z_]+)(?:\s*\+\s*(?:{STRING}|[A-Z_]+))*);", re.M)


def rules_of_the_script(source: str) -> dict[str, str]:
    rules: dict[str, str] = {}
    for name, expression in RULE.findall(source):
        parts = re.findall(rf"{STRING}|[A-Z_]+", expression)
        rules[name] = "".join(json.loads(part) if part.startswith('"') else rules[part] for part in parts)
    return rules


def rules_of_the_server() -> dict[str, str]:
    return {name: rule for name, rule in vars(wording).items() if name.isupper() and isinstance(rule, str)}


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["text"] for example in EXAMPLES])
def test_every_example_is_read_as_the_table_says(example: dict[str, Any]) -> None:
    assert [asdict(finding) for finding in findings(example["text"])] == example["findings"]


def test_the_table_holds_both_sentences_that_are_pointed_out_and_sentences_that_are_not() -> None:
    kinds = {finding["kind"] for example in EXAMPLES for finding in example["findings"]}
    assert kinds == {"wish", "duty", "possibility", "future"}
    assert sum(not example["findings"] for example in EXAMPLES) >= 15


def test_every_finding_of_the_table_stands_where_it_says() -> None:
    for example in EXAMPLES:
        for finding in example["findings"]:
            assert example["text"][finding["start"] : finding["end"]] == finding["word"]


def test_several_words_are_pointed_out_in_reading_order() -> None:
    text = "Hoffentlich muss niemand weit fahren. Busse werden öfter kommen."
    assert findings(text) == [
        Finding("Hoffentlich", 0, 11, "wish"),
        Finding("muss", 12, 16, "duty"),
        Finding("werden", 44, 50, "future"),
    ]


def test_only_german_is_checked() -> None:
    text = "Der Bus soll fahren."
    assert findings(text, "en") == findings(text, "den") == []
    assert findings(text, "de") == findings(text, "de_leicht") == findings(text, "de-AT") != []


@pytest.mark.parametrize(
    "participle",
    "gebaut angeboten übernommen beschlossen entschieden getragen aufgenommen verbunden erhalten gegeben "
    "einbezogen verstanden begonnen miteinbezogen wahrgenommen unterschrieben vorgelesen".split(),
)
def test_a_passive_is_present(participle: str) -> None:
    assert findings(f"Vieles wird hier {participle}.") == []


@pytest.mark.parametrize(
    "infinitive",
    "fahren angehen geben weitergeben gewinnen mitgestalten bekommen entstehen verbessern sammeln sein tun "
    "gehören begegnen genießen überlegen haben beziehen erziehen".split(),
)
def test_werden_with_an_infinitive_is_future(infinitive: str) -> None:
    assert findings(f"Alle werden hier {infinitive}.") == [Finding("werden", 5, 11, "future")]


def test_the_script_has_the_same_rules_as_the_server() -> None:
    assert rules_of_the_script(SCRIPT) == rules_of_the_server()


def test_a_rule_changed_in_one_place_only_would_be_noticed() -> None:
    assert rules_of_the_script(SCRIPT.replace("hoffentlich", "vielleicht")) != rules_of_the_server()


def test_the_rules_run_on_five_year_old_browsers() -> None:
    too_new = re.compile(r"\(\?<[=!]|\(\?<[a-z]|\\p\{")
    assert [name for name, rule in rules_of_the_script(SCRIPT).items() if too_new.search(rule)] == []
    assert too_new.search(r"(?<!ge)fahren") is not None
