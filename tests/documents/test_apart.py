"""A document made in a process of its own: the same bytes, one at a time, and nothing once it is no longer wanted."""

from __future__ import annotations

import threading
import time

import pytest

from facilitation.documents import apart, export
from facilitation.documents.apart import NotMade
from facilitation.house import House
from facilitation.workshop import Workshop, by_id


def test_it_makes_the_same_document_and_another_waits_for_it(house: House, workshop: Workshop) -> None:
    made: list[bytes] = []
    looks: list[float] = []

    def look() -> bool:
        looks.append(time.monotonic())
        return False

    def make_second() -> None:
        made.append(apart.export(house.config, workshop.code, "zielkatalog", "xlsx"))

    second = threading.Thread(target=make_second)
    second_began = False

    def begin_second() -> bool:
        nonlocal second_began
        if not second_began:
            second_began = True
            second.start()
        return look()

    first = apart.export(house.config, workshop.code, "werkzeuge", "json", begin_second)
    ended = time.monotonic()
    second.join(30)
    assert len(made) == 1 and made[0].startswith(b"PK")
    assert all(at <= ended for at in looks)
    with house.reading() as session:
        here = by_id(session, workshop.id)
        told = export(session, here, "werkzeuge", "json", house.clock.now())[0]
    assert first.split(b'"columns"')[1] == told.split(b'"columns"')[1]  # the Stand is that of the day it is made


def test_what_is_no_longer_wanted_ends_and_what_fails_says_why(house: House, workshop: Workshop) -> None:
    asked: list[int] = []

    def after_the_first_look() -> bool:
        asked.append(1)
        return len(asked) > 1

    begun = time.monotonic()
    with pytest.raises(NotMade):
        apart.export(house.config, workshop.code, "werkzeugkatalog", "docx", after_the_first_look)
    assert time.monotonic() - begun < 5
    with pytest.raises(NotMade, match="unknown_document"):
        apart.export(house.config, workshop.code, "brief", "pdf")
