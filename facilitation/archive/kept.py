"""What of a workshop travels in an archive beyond its preparation, table by table, and what stays at home and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facilitation.agenda import Agenda, Item, Scene
from facilitation.agenda.steps import Step
from facilitation.archive.shapes import ANYTHING, MOMENT, Maybe, Ref
from facilitation.badges import PlannedSeat
from facilitation.ballots import Option, Reveal, SealedBallot, TieDecision, Vote
from facilitation.database import Base
from facilitation.goals import GoalColumn
from facilitation.groups import Grouping, Placement
from facilitation.journal import Entry
from facilitation.measures import Measure, PlanSheet
from facilitation.participants import Participant
from facilitation.plan import PlanEntry
from facilitation.plan_versions import PlanVersion
from facilitation.review.forms import SurveyForm
from facilitation.review.surveys import Survey
from facilitation.showing import Showing
from facilitation.statements import Cluster, Statement, Support
from facilitation.texts import LANGUAGES
from facilitation.tools import Tool
from facilitation.visions import Version
from facilitation.workshop import Workshop


@dataclass(frozen=True)
class Kept:
    """A table that travels. `named_by` are the columns that name a row within the workshop (without them a row is
    named by its place in the list); `through` leads to the workshop where the table does not name it; `prepared` are
    the columns that stand in workshop.json; `at_home` are columns that never leave."""

    entity: type[Base]
    named_by: tuple[str, ...] = ()
    through: str | None = None
    prepared: frozenset[str] = frozenset()
    at_home: frozenset[str] = frozenset()
    part: str = "day.json"

    @property
    def table(self) -> str:
        return str(self.entity.__tablename__)

    @property
    def is_single(self) -> bool:
        """Whether a workshop has exactly one row there, which is made with it."""
        return self.table == "workshops" or [key.name for key in self.entity.__table__.primary_key] == ["workshop_id"]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


TRAVELS: tuple[Kept, ...] = (
    Kept(Workshop, at_home=_names("code rehearsal_of"), prepared=_names(
        "title series place organiser region day begins ends zone years rules settings_values")),
    Kept(Item, ("key",), prepared=_names(
        "key position title short_title note minutes minimum maximum protected fixed_start round_number movement")),
    Kept(Scene, ("item_id", "position"), prepared=_names("activity title options")),
    Kept(Participant, ("number",), at_home=_names("key_hash needs_time_in"), part="people.json"),
    Kept(Tool, ("key",), prepared=_names(
        "field_id key title kind description target_groups places institutions websites sources variants picture_id")),
    Kept(Agenda),
    Kept(Step, ("number",)),
    Kept(Showing),
    Kept(PlannedSeat),
    Kept(Grouping, ("number",)),
    Kept(Placement, through="grouping_id"),
    Kept(Cluster),
    Kept(Statement, ("field_id", "number")),
    Kept(Support, through="statement_id"),
    Kept(Version, ("field_id", "number")),
    Kept(Vote, at_home=_names("count_asked")),
    Kept(Option, through="vote_id"),
    Kept(SealedBallot, through="vote_id", at_home=_names("ballot_id")),
    Kept(Reveal, through="vote_id"),
    Kept(TieDecision, through="vote_id"),
    Kept(PlanEntry),
    Kept(PlanSheet),
    Kept(Measure, through="sheet_id"),
    Kept(GoalColumn, ("level", "name")),
    Kept(PlanVersion, ("number",)),
    Kept(Survey),
    Kept(SurveyForm, through="survey_id", at_home=_names("contact door link_number")),
    Kept(Entry, ("number",)),
)  # fmt: skip

# Tables that do not travel as rows, and why.
AT_HOME: Mapping[str, str] = {
    "fields": "in workshop.json",
    "tables": "in workshop.json",
    "pictures": "in workshop.json and pictures/",
    "links": "doors of this installation: new ones are made",
    "one_time_keys": "doors of this installation",
    "organiser_sessions": "doors of this installation",
    "organisers": "people of this installation",
    "invitations": "doors of this installation",
    "operator": "who runs this installation",
    "purges": "what was deleted here was deleted here",
    "operations": "answers to requests that are over",
    "agenda_edits": "an edit can be taken back where it was made",
    "tool_imports": "an import can be taken back where it was made",
    "voting_cards": "keyed hashes that only this installation can check",
    "handed_out_cards": "how many cards went round stands in the protocol of each vote",
}

PERSONAL = _names("name institution")  # of a participant: only in an archive with names

SOFT_REFS: Mapping[tuple[str, str], str] = {  # ids without a foreign key
    ("agendas", "scene_id"): "scenes",
    ("showings", "field_id"): "fields",
    ("sealed_ballots", "field_id"): "fields",
}

CLOCKS = {Ref("items"): {"started_at": MOMENT, "ended_at": MOMENT, "paused_at": MOMENT}}
SHAPES: Mapping[tuple[str, str], Any] = {
    ("scenes", "options"): {"vote": Ref("votes")},
    ("agenda_steps", "before"): {
        "scene_id": Ref("scenes"), "started_at": MOMENT, "closed_at": MOMENT, "items": CLOCKS,
    },
    ("vision_versions", "sentences"): [{"text": str, "statements": [Ref("statements")]}],
    ("votes", "protocol"): {},
    ("sealed_ballots", "content"): {"channel": str, "field": Ref("fields"), "points": {Ref("tools"): int}},
    ("reveals", "rows"): [(Ref("tools"), int, Maybe(int), Maybe(int))],
    ("tie_decisions", "chosen"): [Ref("tools")],
    ("plan_entries", "years"): [int],
    ("plan_entries", "trace"): {"vote": Ref("votes")},
    ("measures", "marks"): [int],
    ("measures", "bars"): [(int, int)],
    ("measures", "notes"): [(int, str)],
    ("goal_columns", "texts"): [str],
    ("plan_versions", "content"): {str: ANYTHING},
    ("surveys", "form"): {str: ANYTHING},
    ("surveys", "categories"): [str],
    ("survey_forms", "years"): [int],
    ("survey_forms", "draft"): {str: str},
    ("survey_forms", "answers"): Maybe({str: str}),
    ("journal", "facts"): {str: ANYTHING},  # word for word: its hashes cover it
    **{("tools", name): [str] for name in "target_groups places institutions websites sources variants".split()},
}  # fmt: skip

CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("participants", "lang"): LANGUAGES,
    ("statements", "lang"): LANGUAGES,
    ("votes", "scope"): ("field", "plenary"),
    ("votes", "state"): ("draft", "sealed", "decided"),  # an open box never travels
}
