"""Forged verdicts: what of it succeeds is listed in the threat model, whole and honest."""

import re

from judge.config import CHECKOUT
from judge.domain.challenge import StageKind
from judge.domain.report import Integrity
from judge.packages import load, read_folder
from judge.runtimes import load_catalogue
from tests.hostile.programs import CHALLENGES, Backend, Program, programs
from worker.graders.kinds import KINDS

FORGED = [program for program in programs() if program.kind == "forged"]
ACCEPTED = ("accepted", "")


def kinds(program: Program) -> set[StageKind]:
    """What the challenge of a program consists of."""
    folder = CHALLENGES / program.challenge
    return {stage.kind for stage in load(read_folder(folder), load_catalogue(), folder=program.challenge).stages}


def results(program: Program) -> set[tuple[str, str]]:
    return {result for backend in Backend for result in program.must(backend)}


def test_every_kind_of_stage_is_forged() -> None:
    assert {kind for program in FORGED for kind in kinds(program)} == set(StageKind)


def test_a_forgery_that_succeeds_is_listed_and_always_succeeds() -> None:
    """One that stops to succeed fails in the corpus, so that the list does not outlive what it lists."""
    for program in FORGED:
        assert results(program) == {ACCEPTED} if program.listed else ACCEPTED not in results(program), program.path


def test_none_succeeds_where_the_report_says_isolated() -> None:
    for program in FORGED:
        if program.listed:
            assert {KINDS[kind].integrity for kind in kinds(program)} == {Integrity.IN_PROCESS}, program.path


def test_no_forgery_ends_as_a_fault_of_the_judge() -> None:
    """It would give an attempt back to whoever tried."""
    assert not [program.path for program in FORGED if any("judge_error" in result for result in results(program))]


def test_the_threat_model_lists_what_succeeds_and_nothing_else() -> None:
    text = (CHECKOUT / "docs" / "threat-model.md").read_text("utf-8")
    table = text.partition("| forgery that succeeds |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"^\| `([a-z ]+)` \|", table, re.MULTILINE)) == sorted(
        program.listed for program in FORGED if program.listed
    )
