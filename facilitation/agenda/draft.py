"""The programme while somebody edits it: finding what may be changed, and laying new items and scenes into it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from facilitation.agenda import Item, Programme, Scene, contents
from facilitation.database import new_id
from facilitation.errors import MovedOn, NotFound, Refusal
from facilitation.texts import Words


class ItemBegun(Refusal):
    """This part of the day has begun or is over, or the place lies before it. Facts: item, reason (begun, over, vote,
    before)."""

    code = "item_begun"


class RoundBegun(Refusal):
    """A round that has begun would get another number."""

    code = "round_begun"


class OnlyItem(Refusal):
    """A day needs at least one item."""

    code = "only_item"


class Draft:
    """The day that was claimed for an edit; `held` are the items that stand for another reason."""

    def __init__(self, session: Session, day: Programme, held: Collection[str]) -> None:
        self.session, self.day, self.held = session, day, held

    def item(self, item_id: str) -> Item:
        found = next((item for item in self.day.items if item.id == item_id), None)
        if found is None:
            raise NotFound(what="item")
        return found

    def open_item(self, item_id: str, revision: int) -> Item:
        """An item still ahead, for changing it. Raises NotFound, ItemBegun, MovedOn."""
        item = self.item(item_id)
        self.must_be_ahead(item)
        if item.revision != revision:
            raise MovedOn(what="item", current=item.revision)
        item.revision += 1
        return item

    def must_be_ahead(self, item: Item) -> None:
        reason = "over" if item.ended_at else "begun" if item.has_begun else "vote" if item.id in self.held else ""
        if reason:
            raise ItemBegun(item=str(item.title), reason=reason)

    def open_scene(self, scene_id: str, revision: int) -> tuple[Item, Scene]:
        found = next((s for scenes in self.day.scenes_of.values() for s in scenes if s.id == scene_id), None)
        if found is None:
            raise NotFound(what="scene")
        return self.open_item(found.item_id, revision), found

    def place_after(self, item_id: str) -> int:
        """The place behind an item (behind the last without one), but never before what has begun."""
        items = self.day.items
        wanted = items.index(self.item(item_id)) + 1 if item_id else len(items)
        return max(wanted, items.index(self.day.item) + 1 if self.day.item else 0)

    def lay(self, described: Mapping[str, Any], place: int) -> Item:
        """A new item as it is described in a template."""
        item = Item(
            id=new_id(), workshop_id=self.day.workshop.id, key=self._free_key(described["key"]), position=0,
            title=Words.of(described["title"]), short_title=Words.of(described.get("short_title")),
            note=Words.of(described.get("note")), minutes=described["minutes"], minimum=described.get("minimum"),
            maximum=described.get("maximum"), protected=described.get("protected", False),
            fixed_start=described.get("fixed_start"), movement=described.get("movement"), revision=1,
        )  # fmt: skip
        self.session.add(item)
        self.session.flush()
        self.day.items.insert(place, item)
        self.day.scenes_of[item.id] = []
        for scene in described["scenes"]:
            self.lay_scene(item, scene, len(self.day.scenes_of[item.id]))
        return item

    def lay_scene(self, item: Item, described: Mapping[str, Any], place: int) -> Scene:
        options = {name: value for name, value in described.items() if name not in ("activity", "title", "vote")}
        scene = Scene(
            id=new_id(), workshop_id=item.workshop_id, item_id=item.id, position=0,
            activity=contents.activity(described["activity"]), title=Words.of(described.get("title")), options=options,
        )  # fmt: skip
        self.session.add(scene)
        self.day.scenes_of[item.id].insert(place, scene)
        return scene

    def settle_round(self, item: Item) -> None:
        """An item is a round as long as people work at tables in it."""
        at_tables = any(scene.activity in contents.AT_TABLES for scene in self.day.scenes_of[item.id])
        if at_tables and item.movement is None:
            item.movement = {"kind": "shift", "by": 1}
        elif not at_tables:
            item.movement = None

    def _free_key(self, wanted: str) -> str:
        """A key that no item ever had: fields keep questions of their own under the keys of rounds."""
        taken, number = {item.key for item in self.day.items}, self.day.agenda.edition
        while (key := f"{wanted[:48]}-{number}") in taken:
            number += 1
        return key
