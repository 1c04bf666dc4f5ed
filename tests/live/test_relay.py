"""The relay between workers: words arrive once, a silent Redis is noticed, and nothing stays unsaid."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from facilitation.live.relay import LONGEST_LINE, Relay, Word, answers
from tests.redis_server import OwnRedis


class Listener:
    """A relay that writes down what it hears."""

    def __init__(self, url: str, mark: str = "house") -> None:
        self.heard: list[tuple[str, Word]] = []
        self.again = self.asked = 0
        self.relay = Relay(url, mark)
        self.relay.on("changed", lambda worker, word: self.heard.append((worker, word)))
        self.relay.on_hearing, self.relay.on_deaf_beat = self._hear_again, self._ask
        self.relay.start()

    def _hear_again(self) -> None:
        self.again += 1

    def _ask(self) -> None:
        self.asked += 1

    @property
    def words(self) -> list[Word]:
        return [word for _worker, word in self.heard]


@pytest.fixture
def redis() -> Iterator[OwnRedis]:
    with OwnRedis() as running:
        yield running


@pytest.fixture
def pair(redis: OwnRedis) -> Iterator[tuple[Listener, Listener]]:
    one, two = Listener(redis.url), Listener(redis.url)
    comes(lambda: not one.relay.is_deaf and not two.relay.is_deaf)
    yield one, two
    one.relay.close()
    two.relay.close()


def comes(true: Callable[[], bool], within: float = 10.0) -> float:
    """Wait until it is so; returns the seconds."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < within, "it did not come"
        time.sleep(0.01)
    return time.monotonic() - began


def test_a_word_reaches_the_others_and_not_oneself(pair: tuple[Listener, Listener]) -> None:
    one, two = pair
    one.relay.tell("changed", {"workshop": "w"})
    assert comes(lambda: two.words == [{"workshop": "w"}]) < 1
    assert two.heard[0][0] == one.relay.name
    assert one.words == []


def test_the_same_word_many_times_in_a_beat_is_said_once(pair: tuple[Listener, Listener]) -> None:
    one, two = pair
    for _ in range(500):
        one.relay.tell("changed", {"workshop": "w"})
    one.relay.tell("changed", {"workshop": "last"})
    comes(lambda: {"workshop": "last"} in two.words)
    assert two.words.count({"workshop": "w"}) < 20


def test_while_redis_is_away_the_database_is_asked_and_afterwards_everything_is_looked_at_once(
    pair: tuple[Listener, Listener], redis: OwnRedis
) -> None:
    one, two = pair
    redis.kill()
    comes(lambda: one.relay.is_deaf and two.relay.is_deaf)
    comes(lambda: two.asked >= 2)
    before = two.again
    redis.start()
    comes(lambda: not one.relay.is_deaf and not two.relay.is_deaf)
    assert two.again == before + 1
    asked = two.asked
    time.sleep(1.5)
    assert two.asked == asked, "whoever hears asks no more"


def test_a_redis_that_hangs_is_as_good_as_away(pair: tuple[Listener, Listener], redis: OwnRedis) -> None:
    one, _two = pair
    redis.freeze()
    try:
        assert comes(lambda: one.relay.is_deaf) < 6
        began = time.monotonic()
        one.relay.tell("changed", {"workshop": "w"})
        assert time.monotonic() - began < 0.1, "telling never waits"
    finally:
        redis.thaw()
    comes(lambda: not one.relay.is_deaf)


def test_a_line_too_long_to_be_kept_becomes_one_word_to_look_at_everything(
    pair: tuple[Listener, Listener], redis: OwnRedis
) -> None:
    one, two = pair
    redis.freeze()  # for a moment: nobody is deaf yet
    for n in range(LONGEST_LINE * 3):
        one.relay.tell("changed", {"workshop": str(n)})
    before = two.again
    redis.thaw()
    comes(lambda: two.again > before)
    assert len(two.words) < LONGEST_LINE * 3


def test_another_installation_on_the_same_redis_hears_nothing(redis: OwnRedis) -> None:
    one, foreign, two = Listener(redis.url), Listener(redis.url, "another house"), Listener(redis.url)
    try:
        comes(lambda: not any(listener.relay.is_deaf for listener in (one, foreign, two)))
        one.relay.tell("changed", {"workshop": "w"})
        comes(lambda: two.words == [{"workshop": "w"}])
        assert foreign.words == []
    finally:
        for listener in (one, foreign, two):
            listener.relay.close()


def test_a_handler_that_fails_does_not_silence_the_others(pair: tuple[Listener, Listener]) -> None:
    one, two = pair
    two.relay.on("broken", lambda _worker, word: word["nothing"])
    one.relay.tell("broken", {})
    one.relay.tell("changed", {"workshop": "w"})
    comes(lambda: two.words == [{"workshop": "w"}])


def test_without_an_address_the_database_is_asked_again_and_again() -> None:
    alone = Listener("")
    try:
        comes(lambda: alone.asked >= 2)
        assert alone.relay.is_deaf
    finally:
        alone.relay.close()


def test_whether_redis_answers(redis: OwnRedis) -> None:
    assert answers(redis.url)
    redis.kill()
    assert not answers(redis.url)
    assert not answers("redis://nobody.invalid:1/0")
