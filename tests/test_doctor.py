"""The doctor on several workers: whether they hear each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from facilitation import doctor
from facilitation.house import House
from tests import builders
from tests.redis_server import OwnRedis


def relay(tmp_path: Path, **settings: Any) -> tuple[str, Any]:
    """What the doctor finds of Redis in a house with these settings."""
    house = House(replace(builders.a_config(tmp_path), **settings))
    try:
        [found] = [check for check in doctor.examine(house)["checks"] if check["name"] == "relay"]
    finally:
        house.close()
    return found["state"], found["value"]


def test_one_process_needs_no_redis(tmp_path: Path) -> None:
    assert relay(tmp_path) == (doctor.OK, None)


def test_several_without_redis_are_warned(tmp_path: Path) -> None:
    assert relay(tmp_path, worker=1) == (doctor.WARN, None)


def test_a_redis_that_answers_is_told_from_one_that_does_not(tmp_path: Path) -> None:
    with OwnRedis() as redis:
        assert relay(tmp_path, redis_url=redis.url) == (doctor.OK, True)
        redis.kill()
        assert relay(tmp_path, redis_url=redis.url) == (doctor.WARN, False)
