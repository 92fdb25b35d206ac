"""The conductor's turns and what becomes of a step that fails."""

import pytest

from judge.domain.errors import StoreFull, Unavailable
from judge.service.conductor import LONGEST_PAUSE_S, Conductor
from tests.fakes.registry import FakeTurns


class Steps:
    """Two of them; the first fails while it is told to. Time passes when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self.fails: Exception | None = ValueError("broken")
        self.done: list[str] = []
        steps = {"first": self._first, "second": lambda: self.done.append("second")}
        self.conductor = Conductor(FakeTurns(), "a", steps, clock=lambda: self.now)

    def _first(self) -> None:
        self.done.append("first")
        if self.fails:
            raise self.fails

    def rounds(self, count: int) -> None:
        """One a second."""
        for _ in range(count):
            self.conductor()
            self.now += 1


def test_a_step_that_fails_keeps_no_other_one_from_its_turn() -> None:
    steps = Steps()
    steps.rounds(10)
    assert steps.done.count("second") == 10


def test_a_step_that_fails_again_and_again_is_tried_less_and_less_often_but_never_given_up() -> None:
    steps = Steps()
    steps.rounds(60)
    assert steps.done.count("first") == 6  # after 1, 2, 4, 8, 16 and 32 seconds
    steps.done.clear()
    steps.rounds(10 * int(LONGEST_PAUSE_S))
    assert 9 <= steps.done.count("first") <= 10


def test_once_it_works_it_has_its_turn_in_every_round_again() -> None:
    steps = Steps()
    steps.rounds(3)
    steps.fails = None
    steps.rounds(int(LONGEST_PAUSE_S))
    steps.done.clear()
    steps.rounds(5)
    assert steps.done.count("first") == 5


def test_a_store_without_memory_is_the_trouble_of_the_step_that_needs_some() -> None:
    steps = Steps()
    steps.fails = StoreFull("full")
    steps.rounds(10)
    assert (steps.done.count("first"), steps.done.count("second")) == (4, 10)


def test_a_store_that_is_away_is_the_steps_fault_in_no_way() -> None:
    steps = Steps()
    steps.fails = Unavailable("away")
    for _ in range(3):
        with pytest.raises(Unavailable):
            steps.rounds(1)
    assert steps.done == ["first"] * 3
