"""The pin board of a field as its table host sees it: cards by cluster, what is alike, what is hidden, and the
Zukunftsbild with everything that was saved of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from facilitation import similarity, statements, visions, wording
from facilitation.fields import Table
from facilitation.live.view import View
from facilitation.statements import State as Shown
from facilitation.statements import Statement
from facilitation.visions import Version

COMPARED = 20  # the newest loose cards for which something alike is looked for
COMPARED_WITH = 150
VERSIONS_LISTED = 12


def cards(view: View, table: Table) -> dict[str, Any]:
    """The field's cards: loose ones newest first, the waiting apart; clusters in order; hidden ones apart."""
    every = [card for card in statements.of_field(view.session, table.field_id) if card.text]
    support = statements.support_counts(view.session, table.field_id)
    under: dict[str, list[Statement]] = defaultdict(list)
    for card in every:
        if card.merged_into_id:
            under[card.merged_into_id].append(card)
    on_top = [card for card in every if not card.merged_into_id]
    shown = [card for card in on_top if card.state == Shown.SHOWN]
    loose = [card for card in shown if not card.cluster_id]
    by_id = {card.id: card for card in every}
    alike = {card_id: by_id[like] for card_id, like in _alike(loose, shown).items()}

    def faces(wanted: Iterable[Statement]) -> list[dict[str, Any]]:
        return [_face(view, card, support.get(card.id, 0), under[card.id], alike.get(card.id)) for card in wanted]

    return {
        "waiting": faces(card for card in reversed(on_top) if card.state == Shown.WAITING),
        "loose": faces(reversed(loose)),
        "clusters": [
            {
                "id": cluster.id,
                "title": cluster.title,
                "cards": faces(card for card in shown if card.cluster_id == cluster.id),
            }
            for cluster in statements.clusters(view.session, table.field_id)
        ],
        "hidden_cards": faces(card for card in on_top if card.state == Shown.HIDDEN),
    }


def one_card(view: View, card: Statement) -> dict[str, Any]:
    """A card with the places it may go to: clusters, and the other shown cards of its field."""
    support = statements.support_counts(view.session, card.field_id)
    every = [one for one in statements.of_field(view.session, card.field_id) if one.text]
    under = [one for one in every if one.merged_into_id == card.id]
    others = [one for one in every if one.state == Shown.SHOWN and not one.merged_into_id and one.id != card.id]
    alike = similarity.neighbours(card.text, {one.id: one.text for one in others[-COMPARED_WITH:]}, at_most=1)
    like = next((one for one in others if alike and one.id == alike[0][0]), None)
    return {
        "card": {**_face(view, card, support.get(card.id, 0), under, like), "cluster": card.cluster_id},
        "clusters": [
            {"id": cluster.id, "title": cluster.title} for cluster in statements.clusters(view.session, card.field_id)
        ],
        "others": [{"id": one.id, "label": one.label, "text": one.text} for one in others],
    }


def vision(view: View, field_id: str) -> dict[str, Any]:
    """The version that stands, those waiting beside it, and the newest of all that was saved."""
    labels = {card.id: card.label for card in statements.of_field(view.session, field_id)}
    newest = visions.current(view.session, field_id)
    listed = visions.latest(view.session, field_id, VERSIONS_LISTED)
    return {
        "base": newest.number if newest else 0,
        "current": _version(newest, labels, view.lang) if newest else None,
        "beside": [_version(one, labels, view.lang) for one in visions.standing_beside(view.session, field_id)],
        "versions": [_version_in_short(one) for one in listed],
        "sentence_limit": visions.SENTENCE_LIMIT,
    }


def version(view: View, found: Version) -> dict[str, Any]:
    """One version with its sentences and the labels of the cards they rest on."""
    labels = {card.id: card.label for card in statements.of_field(view.session, found.field_id)}
    return _version(found, labels, view.lang)


def _face(view: View, card: Statement, support: int, under: list[Statement], like: Statement | None) -> dict[str, Any]:
    earlier = card.round_number is not None and card.round_number < view.round_number
    return {
        "id": card.id,
        "label": card.label,
        "text": card.text,
        "lang": card.lang,
        "state": str(card.state),
        "support": support,
        "school": card.source == statements.Source.SCHOOL,
        "late": card.late,
        "earlier_round": card.round_number if earlier else None,
        "under": [{"id": one.id, "label": one.label, "text": one.text} for one in under],
        "like": {"id": like.id, "label": like.label, "text": like.text} if like is not None else None,
        "reason": card.hidden_reason,
    }


def _version(found: Version, labels: dict[str, str], lang: str) -> dict[str, Any]:
    return {
        **_version_in_short(found),
        "sentences": [
            {
                "text": sentence["text"],
                "cards": [labels[card] for card in sentence["statements"] if card in labels],
                "hint": _hint(sentence["text"], lang),
            }
            for sentence in found.sentences
        ],
    }


def _version_in_short(found: Version) -> dict[str, Any]:
    return {
        "number": found.number,
        "saved_at": found.saved_at.isoformat(),
        "agreed_at": found.agreed_at.isoformat() if found.agreed_at else None,
        "beside": found.beside,
    }


def _hint(text: str, lang: str) -> dict[str, str] | None:
    """The first word that does not paint a picture of the present."""
    found = wording.findings(text, lang)
    return {"word": found[0].word, "kind": found[0].kind} if found else None


def _alike(loose: list[Statement], shown: list[Statement]) -> dict[str, str]:
    """Loose card to the one it resembles most: one in a cluster, or one pinned before it."""
    newest = loose[-COMPARED:]
    ids = {card.id for card in newest}
    others = [card for card in shown if card.id not in ids][-COMPARED_WITH:]
    compared = sorted([*others, *newest], key=lambda card: (card.cluster_id is None, card.number))
    found: dict[str, str] = {}
    for first, second in _pairs(tuple((card.id, card.text) for card in compared)):
        if second in ids:
            found.setdefault(second, first)
    return found


@lru_cache(maxsize=32)
def _pairs(texts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Texts change far more seldom than the board is drawn."""
    return tuple((first, second) for first, second, _score in similarity.similar(dict(texts)))
