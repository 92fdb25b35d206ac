"""A check that breaks off by an error that nobody has foreseen comes to an end, and its author hears of it."""

from dataclasses import replace

import pytest

from judge.domain.access import EVERYTHING
from judge.domain.errors import Unavailable
from judge.domain.verdict import Verdict
from judge.domain.version import VersionState
from judge.service.gate import MOST_BROKEN
from tests.fakes.versions import a_gate, a_report, fair, grade_known, known_rows
from tests.fakes.world import World
from tests.unit.test_gate import checked, upload, version


def broken_lines(capfd: pytest.CaptureFixture[str]) -> int:
    captured = capfd.readouterr()
    return (captured.out + captured.err).count("check_failed")


def test_a_check_that_always_breaks_off_ends_as_failed_with_a_reason(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    world = World()
    upload(world)
    gate = a_gate(world)
    monkeypatch.setattr(gate._parts.submissions, "create", lambda *_: 1 / 0)
    for _ in range(MOST_BROKEN - 1):
        gate()
    assert version(world).state is VersionState.CHECKING
    for _ in range(5):
        gate()
    ended = version(world)
    assert ended.state is VersionState.FAILED
    assert ended.problem.startswith("The judge itself failed at this check again and again")
    assert "ZeroDivisionError" in ended.problem
    assert broken_lines(capfd) == MOST_BROKEN


def test_one_that_breaks_off_now_and_then_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    upload(world)
    gate = a_gate(world)
    with monkeypatch.context() as broken:
        broken.setattr(gate._parts.submissions, "create", lambda *_: 1 / 0)
        for _ in range(MOST_BROKEN - 1):
            gate()
    gate()
    with monkeypatch.context() as broken:
        broken.setattr(gate._parts.submissions, "get", lambda *_: 1 / 0)
        for _ in range(MOST_BROKEN - 1):
            gate()
    assert version(world).state is VersionState.CHECKING
    for _ in range(8):
        grade_known(world, fair)
        gate()
    assert version(world).state is VersionState.PUBLISHED


def test_a_check_that_cannot_even_be_ended_keeps_no_other_from_going_on(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    upload(world)
    gate = a_gate(world)
    monkeypatch.setattr(gate._parts.versions, "read", lambda *_: 1 / 0)
    for _ in range(MOST_BROKEN + 1):
        gate()
    monkeypatch.undo()
    assert version(world).state is VersionState.CHECKING


@pytest.mark.parametrize("call", ["submissions.create", "versions.read"])
def test_a_store_that_is_away_ends_no_check_however_long(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def away(*_: object) -> None:
        raise Unavailable("Redis: connection refused")

    world = World()
    upload(world)
    gate = a_gate(world)
    part, name = call.split(".")
    with monkeypatch.context() as gone:
        gone.setattr(getattr(gate._parts, part), name, away)
        for _ in range(MOST_BROKEN + 1):
            with pytest.raises(Unavailable):
                gate()
    checked(world, rounds=4, gate=gate)
    assert version(world).state is VersionState.PUBLISHED


def test_what_has_passed_does_not_fail_because_it_cannot_go_live_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    upload(world)
    gate = a_gate(world)
    with monkeypatch.context() as broken:
        broken.setattr(gate._parts.packages, "go_live", lambda *_, **__: 1 / 0)
        checked(world, rounds=MOST_BROKEN + 4, gate=gate)
    gate()
    assert version(world).state is VersionState.PUBLISHED


def test_a_known_submission_that_is_not_there_any_more_is_made_again() -> None:
    world = World()
    upload(world)
    gate = a_gate(world)
    gate()
    lost = known_rows(world)[0].record.id
    del world.store.tables.rows[lost]
    checked(world, rounds=4, gate=gate)
    assert version(world).state is VersionState.PUBLISHED


def test_what_is_given_up_while_the_gate_looks_stays_a_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    upload(world)
    gate = a_gate(world)
    seen = world.store.versions.everything()
    world.cases.versions.cancel("multiplier", 1, EVERYTHING)
    monkeypatch.setattr(gate._parts.versions, "everything", lambda _index: seen)
    checked(world, rounds=4, gate=gate)
    assert (version(world).state, known_rows(world)) == (VersionState.DRAFT, [])


def test_a_package_that_cannot_be_read_any_more_fails_its_check_at_once() -> None:
    world = World()
    upload(world)
    world.store.packages._files.clear()
    a_gate(world)()
    assert version(world).state is VersionState.FAILED
    assert "cannot read the package" in version(world).problem


def test_of_a_long_message_the_record_of_a_check_keeps_the_beginning() -> None:
    world = World()
    upload(world)
    gate = a_gate(world)
    gate()
    for row in known_rows(world):
        world.finish(row.record.id, replace(a_report(Verdict.RUNTIME_ERROR), message="Traceback" + "x" * 100_000))
    gate()
    ended = version(world)
    assert ended.check is not None
    for message in (run.message for known in ended.check.known for run in known.runs):
        assert message.startswith("Traceback")
        assert len(message) <= 500
    assert len(ended.problem) < 4000
