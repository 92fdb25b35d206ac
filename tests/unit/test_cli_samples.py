import shutil
from pathlib import Path

import pytest

from judge.cli.demo import Graded, table
from judge.cli.samples import Sample, pick, read_samples
from judge.config import CHECKOUT
from judge.domain.verdict import Verdict
from judge.runtimes import load_catalogue


def _sample(challenge: str, runtime: str, expected: Verdict, name: str = "one") -> Sample:
    return Sample(challenge=challenge, name=name, runtime=runtime, expected=expected, files={"main": "x"})


def test_a_choice_takes_every_verdict_before_it_takes_one_twice() -> None:
    verdicts = [Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.TIME_LIMIT_EXCEEDED]
    samples = [_sample("a", "python", verdict, str(number)) for verdict in verdicts for number in range(5)]

    chosen = pick(samples, 4)

    assert [sample.expected for sample in chosen[:3]] == verdicts
    assert len(chosen) == 4


def test_a_choice_takes_every_language_for_the_same_verdict() -> None:
    samples = [_sample("a", runtime, Verdict.ACCEPTED) for runtime in ("python", "python", "node")]

    assert {sample.runtime for sample in pick(samples, 2)} == {"python", "node"}


def test_a_choice_from_less_than_was_asked_for_is_all_of_it() -> None:
    samples = [_sample("a", "python", Verdict.ACCEPTED), _sample("b", "python", Verdict.ACCEPTED)]

    assert sorted(pick(samples, 9), key=lambda sample: sample.challenge) == samples


def test_what_ships_is_enough_for_a_demonstration_in_two_languages() -> None:
    catalogue = load_catalogue()
    known = read_samples([CHECKOUT / "challenges"], catalogue)

    chosen = pick([sample for sample in known if sample.runtime in ("python", "node")], 10)

    assert len(chosen) == 10
    assert {sample.runtime for sample in chosen} == {"python", "node"}
    assert {Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.TIME_LIMIT_EXCEEDED} <= {s.expected for s in chosen}


def test_a_broken_package_gives_no_samples_and_keeps_none_of_the_others(tmp_path: Path) -> None:
    for name in ("broken", "sum-of-two"):
        shutil.copytree(CHECKOUT / "challenges" / "sum-of-two", tmp_path / name)
    (tmp_path / "broken" / "challenge.yaml").write_text("format: 1\n")

    assert {sample.challenge for sample in read_samples([tmp_path], load_catalogue())} == {"sum-of-two"}


def test_a_folder_without_challenges_gives_no_samples(tmp_path: Path) -> None:
    assert read_samples([tmp_path], load_catalogue()) == []


@pytest.mark.parametrize(("verdict", "as_expected"), [("wrong_answer", True), ("accepted", False)])
def test_a_verdict_counts_only_if_it_is_the_one_on_the_folder(verdict: str, as_expected: bool) -> None:
    stages = [{"tests": [{"verdict": "accepted", "wall_ms": 3}, {"verdict": "wrong_answer", "wall_ms": 12}]}]
    record = {"verdict": verdict, "score": 40.0, "max_score": 100.0, "stages": stages, "cause": "wrong_output"}
    graded = Graded(_sample("a", "python", Verdict.WRONG_ANSWER), record)

    assert graded.as_expected is as_expected
    cells = [next(iter(column.cells)) for column in table([graded]).columns]
    assert cells[4:] == ["40/100", "1/2", "12", "wrong_output"]
