"""kill -9 under load: the server dies at any moment between first and last answer of a rush, again and again."""

from __future__ import annotations

from statistics import median

from tests.faults.figures import Figures
from tests.faults.invariants import count_holds, everything_holds
from tests.faults.work import Work

RUSH = 40
RIGHT_WITHIN = 30.0


def killed_again_and_again(work: Work, rounds: int, figures: Figures) -> None:
    """Half of the rounds while cards are written, half while ballots are cast; at the end the vote is counted."""
    hall, chance = work.hall, work.chance
    work.go_to("vision")
    hall.everyone(work.deed)
    died_early, took = 0, []
    for number in range(rounds):
        if number == rounds // 2:
            work.go_to("choice")
            hall.everyone(lambda _n, phone: phone.look())
        who = work.somebody(RUSH)
        answered = hall.everyone_through_a_crash(work.deed, who, chance.random())
        died_early += answered < len(who)
        took.append(everything_holds(hall, RIGHT_WITHIN))
    hall.everyone(work.cast)
    count_holds(hall)
    figures.told("kill -9: kills with writes under way", died_early)
    figures.nothing("kill -9: acknowledged writes lost, doubled or wrong", 0)
    figures.at_most("kill -9: all screens right again, median", median(took), RIGHT_WITHIN, "s")
    assert died_early >= rounds / 2, "the control: most kills met a rush"
