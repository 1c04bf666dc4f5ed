"""Statements: the cards people write for a field in a vision round, support for them, clusters and moderation."""

from __future__ import annotations

from facilitation.statements.cards import (
    REASON_LIMIT,
    TITLE_LIMIT,
    Cluster,
    Source,
    State,
    Statement,
    WritingClosed,
    by_author,
    card_text,
    delete_own,
    family,
    of_field,
    one,
    one_line,
    shown_counts,
    write,
)
from facilitation.statements.clustering import (
    clusters,
    dissolve_cluster,
    make_cluster,
    one_cluster,
    put_in_cluster,
    rename_cluster,
)
from facilitation.statements.moderation import (
    admit,
    hide,
    merge,
    unmerge,
)
from facilitation.statements.supporting import (
    Support,
    support,
    support_counts,
    supported_by,
    withdraw_support,
)

__all__ = [
    "REASON_LIMIT",
    "TITLE_LIMIT",
    "Cluster",
    "Source",
    "State",
    "Statement",
    "Support",
    "WritingClosed",
    "admit",
    "by_author",
    "card_text",
    "clusters",
    "delete_own",
    "dissolve_cluster",
    "family",
    "hide",
    "make_cluster",
    "merge",
    "of_field",
    "one",
    "one_cluster",
    "one_line",
    "put_in_cluster",
    "rename_cluster",
    "shown_counts",
    "support",
    "support_counts",
    "supported_by",
    "unmerge",
    "withdraw_support",
    "write",
]
