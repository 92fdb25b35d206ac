"""Full load is kept up: so many in flight until nothing is left, however long some of them take."""

import threading
from typing import Any

import pytest

from tests.stable.load import grade_all
from tests.stable.plan import Known, every_known, mixed

KNOWN = every_known()[:12]


class Answer:
    status_code = 202
    text = ""

    def __init__(self, number: int) -> None:
        self.number = number

    def json(self) -> dict[str, Any]:
        return {"id": str(self.number)}


class Judge:
    """Grades at once, but the first submission only when all others are through."""

    def __init__(self, others: int) -> None:
        self.client = self
        self.posted = 0
        self.most = 0
        self.under_way = 0
        self._lock = threading.Lock()
        self._left = others
        self._through = threading.Event()

    def post(self, *_: Any, **__: Any) -> Answer:
        with self._lock:
            self.posted += 1
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            return Answer(self.posted)

    def record(self, submission: str, *, within_s: float) -> dict[str, Any]:
        if submission == "1":
            assert self._through.wait(10), "the others did not go on"
        with self._lock:
            self.under_way -= 1
            self._left -= submission != "1"
            if not self._left:
                self._through.set()
        return {
            "verdict": "accepted",
            "cause": None,
            "score": 1.0,
            "message": "",
            "build": None,
            "stages": [],
            "sandbox": None,
        }


def test_a_slow_one_holds_up_nobody() -> None:
    judge = Judge(len(KNOWN) - 1)
    found = list(grade_all(judge, mixed(KNOWN, 1), at_once=3))  # type: ignore[arg-type]  # what it needs of a judge
    assert {each.name for each in found} == {known.name for known in KNOWN}
    assert judge.posted == len(KNOWN)
    assert 2 <= judge.most <= 3


def test_nothing_is_begun_once_time_is_over() -> None:
    judge = Judge(0)
    assert list(grade_all(judge, mixed(KNOWN, 1), go_on=lambda: False)) == []  # type: ignore[arg-type]  # as above
    assert judge.posted == 0


def test_a_failure_of_the_judge_is_not_passed_over() -> None:
    class Refuses(Judge):
        def post(self, *_: Any, **__: Any) -> Answer:
            answer = Answer(1)
            answer.status_code = 503
            return answer

    with pytest.raises(AssertionError):
        list(grade_all(Refuses(1), mixed(KNOWN, 1), at_once=3))  # type: ignore[arg-type]  # as above


def test_every_round_has_all_of_them_in_an_order_of_its_own() -> None:
    first, second = mixed(KNOWN, 1), mixed(KNOWN, 2)
    assert first == mixed(KNOWN, 1)
    assert names(first) != names(second)
    assert sorted(names(first)) == sorted(names(second)) == sorted(known.name for known in KNOWN)


def names(todo: list[tuple[int, Known]]) -> list[str]:
    return [known.name for _, known in todo]
