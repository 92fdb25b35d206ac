"""What ``python -m tests.stable`` concludes from what was graded, and what it keeps."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.stable.graded import Graded
from tests.stable.journal import Journal
from tests.stable.plan import chosen, every_known
from tests.stable.tally import Tally
from tests.stable.told import told

RIGHT = Graded(
    name="sum/accepted/python",
    expected="accepted",
    round=1,
    verdict="accepted",
    score=100.0,
    tests={"cases/01": "accepted"},
)


def text(*graded: Graded) -> str:
    return "\n".join(told(Tally.of(graded), 2))


def test_the_same_verdict_every_time_is_no_flip() -> None:
    tally = Tally.of([RIGHT, replace(RIGHT, round=2)])
    assert (tally.flips, tally.repeats, tally.fewest) == ((), 2, 2)
    assert "2 repeats of 1 known submissions, 2 of 2 rounds, 0 flips" in text(RIGHT, replace(RIGHT, round=2))


def test_another_verdict_once_is_a_flip() -> None:
    other = replace(RIGHT, round=2, verdict="time_limit_exceeded", odd="too slow")
    assert len(Tally.of([RIGHT, other]).flips) == 1
    assert "round 2: too slow" in text(RIGHT, other)


def test_a_verdict_that_is_always_wrong_is_a_flip_too() -> None:
    wrong = replace(RIGHT, verdict="judge_error")
    assert len(Tally.of([wrong, replace(wrong, round=2)]).flips) == 1


def test_what_varies_under_one_verdict_is_told_and_no_flip() -> None:
    failed = replace(RIGHT, expected="wrong_answer", verdict="wrong_answer", score=0.0, cause="tests_failed")
    other = replace(failed, round=2, cause="wall_time", score=10.0, tests={"cases/01": "wrong_answer"})
    assert not Tally.of([failed, other]).flips
    assert {line.split(":")[0] for line in Tally.of([failed, other]).rows[0].wavers} == {"cause", "score", "cases/01"}


def test_limits_that_were_near_and_the_noise_are_told() -> None:
    near = replace(RIGHT, near={"cases/01": ["cpu_time"]}, noise=0.5)
    assert "near a limit, sum/accepted/python: cpu_time 1× of 2 runs" in text(near, replace(RIGHT, round=2, noise=0.1))
    assert "noise: median 0.30" in text(near, replace(RIGHT, round=2, noise=0.1))
    assert "noise: unknown" in text(RIGHT)


def test_a_journal_goes_on_where_it_was_cut_off(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl", "code")
    journal.add(RIGHT)
    journal.add(replace(RIGHT, round=2, near={"cases/01": ["memory"]}))
    with journal.path.open("a") as file:
        file.write('{"name": "sum/acc')
    assert journal.read() == [RIGHT, replace(RIGHT, round=2, near={"cases/01": ["memory"]})]
    journal.add(replace(RIGHT, round=3))
    assert [each.round for each in journal.read()] == [1, 2, 3]


def test_a_journal_of_other_code_proves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    Journal(path, "old").add(RIGHT)
    assert Journal(path, "new").read() == []
    assert path.with_suffix(".old.jsonl").exists()
    assert not path.exists()


def test_what_is_to_be_graded_can_be_chosen() -> None:
    known = every_known()
    programs, services = chosen(known, "programs"), chosen(known, "services")
    assert len(programs) + len(services) == len(known) == len(chosen(known, ""))
    assert services
    assert all(each.is_service for each in services)
    assert not any(each.is_service for each in programs)
    assert {each.challenge.id for each in chosen(known, "lru-cache")} == {"lru-cache"}
    (one,) = chosen(known, programs[0].name)
    assert one == programs[0]
    with pytest.raises(ValueError, match="ONLY=nothing"):
        chosen(known, "nothing")
