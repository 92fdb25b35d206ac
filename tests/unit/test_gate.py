"""What a version has to prove before it goes live."""

from collections.abc import Callable, Mapping

import pytest

from judge.domain.access import EVERYTHING, Caller, Reach, Role, Scope
from judge.domain.errors import Conflict, InvalidInput
from judge.domain.recorded import RecordedTest
from judge.domain.submission import Purpose, QueueName, State
from judge.domain.verdict import Verdict
from judge.domain.version import ChallengeVersion, StageTests, VersionState
from judge.packages.version import content_hash
from judge.service.gate import MOST_KNOWN, MOST_TRIES
from judge.service.uploads import Upload
from tests.fakes.versions import ACCEPTED, a_gate, fair, grade_known, known_package, known_rows
from tests.fakes.world import World
from tests.unit.service_sample import service_package

MANAGER = Scope(Caller(role=Role.MANAGER, organisation="acme", key="k1"), Reach.ORGANISATION)
CHALLENGE = "multiplier"


def upload(world: World, files: Mapping[str, bytes] | None = None, *, publish: bool = True) -> ChallengeVersion:
    view = world.cases.uploads.upload(Upload(files=files or known_package(), publish=publish), MANAGER)
    return view.version


def version(world: World, number: int = 1) -> ChallengeVersion:
    return world.cases.versions.get(CHALLENGE, number, MANAGER).version


def current(world: World) -> list[int]:
    return [each.number for each in world.store.packages.all_latest() if each.challenge == CHALLENGE]


def checked(
    world: World,
    verdict: Callable[[Mapping[str, bytes]], Verdict] = fair,
    rounds: int = 8,
    gate: Callable[[], None] | None = None,
) -> None:
    gate = gate or a_gate(world)
    for _ in range(rounds):
        gate()
        grade_known(world, verdict)


def test_a_version_whose_known_submissions_get_their_verdicts_twice_goes_live() -> None:
    world = World()
    assert upload(world).state is VersionState.CHECKING
    checked(world)
    found = version(world)
    assert found.state is VersionState.PUBLISHED
    assert found.published_at is not None
    assert found.check is not None
    assert [(row.name, row.expected, [run.verdict for run in row.runs]) for row in found.check.known] == [
        ("sum", "accepted", ["accepted"] * 2),
        ("constant", "wrong_answer", ["wrong_answer"] * 2),
    ]
    assert len({run.submission for row in found.check.known for run in row.runs}) == 4
    assert current(world) == [1]


def test_known_submissions_wait_behind_people_and_are_in_nobodys_list() -> None:
    world = World()
    upload(world)
    a_gate(world)()
    rows = known_rows(world)
    assert len(rows) == 4
    for row in rows:
        assert row.record.queue is QueueName.BATCH
        assert row.record.purpose is Purpose.KNOWN
        assert (row.record.owner, row.record.organisation) == (f"known:{CHALLENGE}", "acme")
        assert (row.record.challenge, row.record.challenge_version) == (CHALLENGE, 1)
        assert row.lists == (f"known:{CHALLENGE}",)
    assert {sent[0] for sent in world.dispatch.sent} == {row.record.id for row in rows}


def test_known_submissions_need_what_all_of_the_challenge_need() -> None:
    world = World()
    upload(world, service_package())
    a_gate(world)()
    needs = {row.record.needs for row in known_rows(world)}
    assert needs == {("runtime:python", "service", "sidecar:postgres", "sidecar:redis")}


@pytest.mark.parametrize("run", [1, 2])
def test_one_that_fails_once_of_twice_keeps_the_version_from_going_live_and_is_named(run: int) -> None:
    world = World()
    upload(world)
    gate = a_gate(world)
    gate()
    failing = known_rows(world)[run - 1]

    def flaky(files: Mapping[str, bytes]) -> Verdict:
        return Verdict.WRONG_ANSWER if files is failing.files else fair(files)

    grade_known(world, flaky)
    gate()
    found = version(world)
    assert found.state is VersionState.FAILED
    assert found.problem == f"submissions/accepted/sum got wrong_answer (wrong_output) in run {run}, not accepted"
    assert found.check is not None
    assert [each.verdict == "wrong_answer" for each in found.check.known[0].runs] == [run == 1, run == 2]
    assert current(world) == []


def test_one_that_is_accepted_and_should_not_be_fails_too() -> None:
    world = World()
    upload(world)
    checked(world, lambda _: Verdict.ACCEPTED)
    assert version(world).state is VersionState.FAILED
    assert "submissions/wrong_answer/constant got accepted in run 1, not wrong_answer" in version(world).problem


def test_a_new_version_that_fails_leaves_the_old_one_where_it_was() -> None:
    world = World()
    upload(world)
    checked(world)
    upload(world, known_package(**{"statement.md": b"# Worse\n"}))
    checked(world, lambda _: Verdict.ACCEPTED)
    assert (version(world, 2).state, version(world, 1).state) == (VersionState.FAILED, VersionState.PUBLISHED)
    assert current(world) == [1]


def test_a_new_version_retires_the_old_one_and_the_old_one_can_be_reinstated() -> None:
    world = World()
    upload(world)
    checked(world)
    upload(world, known_package(**{"statement.md": b"# Better\n"}))
    checked(world)
    assert (version(world, 2).state, version(world, 1).state) == (VersionState.PUBLISHED, VersionState.RETIRED)
    world.cases.versions.reinstate(CHALLENGE, 1, MANAGER)
    assert (version(world, 2).state, version(world, 1).state) == (VersionState.RETIRED, VersionState.PUBLISHED)
    assert current(world) == [1]


def test_what_is_the_judges_fault_is_tried_again_so_often_and_then_fails_the_check() -> None:
    world = World()
    upload(world)
    checked(world, lambda files: Verdict.JUDGE_ERROR if files["main.py"] == ACCEPTED else fair(files), rounds=10)
    found = version(world)
    assert found.state is VersionState.FAILED
    assert found.check is not None
    assert [run.tries for run in found.check.known[0].runs] == [MOST_TRIES] * 2
    assert len(known_rows(world)) == 2 * MOST_TRIES + 2
    assert "got judge_error (sandbox_failed)" in found.problem


def test_what_was_the_judges_fault_once_does_not_keep_a_version_from_going_live() -> None:
    world = World()
    upload(world)
    gate = a_gate(world)
    gate()
    grade_known(world, lambda _: Verdict.JUDGE_ERROR)
    checked(world)
    assert version(world).state is VersionState.PUBLISHED
    assert len(known_rows(world)) == 8


def test_a_known_submission_that_somebody_cancels_is_made_again() -> None:
    world = World()
    upload(world)
    gate = a_gate(world)
    gate()
    world.store.submissions.cancel(known_rows(world)[0].record.id)
    checked(world)
    assert version(world).state is VersionState.PUBLISHED


def test_a_full_queue_delays_a_check_and_does_not_end_it() -> None:
    world = World(queue_limit=1)
    upload(world)
    checked(world, rounds=10)
    assert version(world).state is VersionState.PUBLISHED


def test_a_broker_that_is_away_is_left_to_the_janitor() -> None:
    world = World()
    upload(world)
    world.dispatch.broken = True
    checked(world)
    assert version(world).state is VersionState.PUBLISHED


def checked_service(world: World) -> ChallengeVersion:
    upload(world, service_package())
    checked(world, lambda _: Verdict.ACCEPTED)
    return world.cases.versions.get("counter", 1, MANAGER).version


def test_without_recorded_tests_nothing_goes_live() -> None:
    found = checked_service(World())
    assert found.state is VersionState.FAILED
    assert found.problem == "stage api: its tests are not recorded; none could be collected"


def test_recorded_tests_are_counted_by_stage() -> None:
    world = World()
    tests = tuple(RecordedTest(id=f"sample/test_one.py::{name}", group="sample") for name in "abc")
    world.store.packages.record_tests(content_hash(service_package()), "api", tests)
    found = checked_service(world)
    assert found.state is VersionState.PUBLISHED
    assert found.check is not None
    assert found.check.tests == (StageTests(stage="api", count=3),)


def test_a_package_that_nothing_proves_is_not_published() -> None:
    world = World()
    files = {path: text for path, text in known_package().items() if "accepted" not in path}
    with pytest.raises(InvalidInput) as refused:
        upload(world, files)
    assert refused.value.code == "invalid_package"
    (problem,) = refused.value.problems
    assert problem.field == "submissions"
    assert "submissions/accepted/<name>/" in problem.message
    assert world.store.versions.count() == 0
    draft = upload(world, files, publish=False)
    with pytest.raises(InvalidInput):
        world.cases.versions.publish(CHALLENGE, draft.number, MANAGER)


def test_a_package_with_very_many_known_submissions_is_not_published() -> None:
    more = {f"submissions/accepted/n{number}/main.py": ACCEPTED for number in range(MOST_KNOWN)}
    with pytest.raises(InvalidInput, match="cannot be published"):
        upload(World(), known_package(**more))


def test_what_a_check_waits_for_is_told() -> None:
    world = World()
    upload(world)

    def reason() -> str:
        return world.cases.versions.get(CHALLENGE, 1, MANAGER).reason

    assert reason() == "no worker is running"
    world.start_worker("node")
    a_gate(world)()
    assert reason() == "no worker offers python"
    assert version(world).state is VersionState.CHECKING
    world.start_worker("python")
    assert reason() == ""


def test_a_check_that_is_given_up_leaves_a_draft_and_nothing_in_the_queue() -> None:
    world = World()
    upload(world)
    gate = a_gate(world)
    gate()
    world.cases.versions.cancel(CHALLENGE, 1, MANAGER)
    gate()
    assert version(world).state is VersionState.DRAFT
    assert {row.record.state for row in known_rows(world)} == {State.CANCELLED}
    with pytest.raises(Conflict):
        world.cases.versions.cancel(CHALLENGE, 1, MANAGER)
    world.cases.versions.publish(CHALLENGE, 1, MANAGER)
    checked(world)
    found = version(world)
    assert found.state is VersionState.PUBLISHED
    assert found.check is not None
    assert found.check.number == 2


def test_a_failed_version_may_be_checked_again() -> None:
    world = World()
    upload(world)
    checked(world, lambda _: Verdict.ACCEPTED)
    again = world.cases.versions.publish(CHALLENGE, 1, MANAGER).version
    assert (again.state, again.problem) == (VersionState.CHECKING, "")
    checked(world)
    assert version(world).state is VersionState.PUBLISHED
    assert len(known_rows(world)) == 8


def test_publishing_what_is_being_checked_changes_nothing() -> None:
    world = World()
    first = upload(world)
    assert world.cases.versions.publish(CHALLENGE, 1, MANAGER).version == first


def test_submissions_that_wait_while_a_version_goes_live_are_graded_with_theirs() -> None:
    world = World()
    upload(world)
    checked(world)
    old = world.submit(challenge=CHALLENGE)
    upload(world, known_package(**{"statement.md": b"# Better\n"}))
    checked(world)
    new = world.submit(challenge=CHALLENGE)
    packages = [world.finish(each).package for each in (old, new)]
    assert packages == [version(world, 1).package, version(world, 2).package]
    numbers = [world.cases.submissions.get(each, EVERYTHING).submission.challenge_version for each in (old, new)]
    assert numbers == [1, 2]
