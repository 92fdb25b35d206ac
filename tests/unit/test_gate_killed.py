"""The gate is killed at every call of the store that it makes, and another one carries on: nothing happens twice, and
every check ends as it would have.
"""

from collections.abc import Callable, Mapping

import pytest

from judge.domain.access import EVERYTHING, Caller, Reach, Role, Scope
from judge.domain.errors import Conflict
from judge.domain.submission import State
from judge.domain.verdict import Verdict
from judge.domain.version import ChallengeVersion, VersionState
from judge.service.conductor import Conductor
from judge.service.uploads import Upload
from tests.fakes.fuse import Fuse, Killed
from tests.fakes.versions import a_gate, fair, grade_known, known_package, known_rows
from tests.fakes.world import World

MANAGER = Scope(Caller(role=Role.MANAGER, organisation="acme"), Reach.ORGANISATION)
CHALLENGE = "multiplier"
OLD, NEW = known_package(), known_package(**{"statement.md": b"# Better\n"})
_ROUNDS = 12
_MOST_CALLS = 500

Grade = Callable[[Mapping[str, bytes]], Verdict]


class Free:
    """A turn that everybody has: two conductors at once, as when one takes longer than its turn."""

    def take(self, _name: str, _holder: str, _ttl_s: float) -> bool:
        return True


def a_world() -> World:
    """With one version that is live and a second one to be checked."""
    world = World()
    for files in (OLD, NEW):
        world.cases.uploads.upload(Upload(files=files, publish=True), MANAGER)
        if files is OLD:
            play(world, Fuse(0, after=False), fair)
    assert version(world, 1).state is VersionState.PUBLISHED
    return world


def version(world: World, number: int) -> ChallengeVersion:
    return world.cases.versions.get(CHALLENGE, number, MANAGER).version


def play(world: World, fuse: Fuse, verdict: Grade) -> int:
    """Two conductors take turns until nothing is checked any more; how often one was killed."""
    doomed = Conductor(Free(), "a", {"gate": a_gate(world, fuse)})
    heir = Conductor(Free(), "b", {"gate": a_gate(world)})
    killed = 0
    for _ in range(_ROUNDS):
        try:
            doomed()
        except Killed:
            killed += 1
            doomed = Conductor(Free(), "c", {"gate": a_gate(world)})
        grade_known(world, verdict)
        heir()
        grade_known(world, verdict)
    return killed


def made_for(world: World, number: int) -> int:
    return sum(row.record.challenge_version == number for row in known_rows(world))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("verdict", "state", "live"),
    [
        (fair, VersionState.PUBLISHED, 2),
        (lambda _: Verdict.ACCEPTED, VersionState.FAILED, 1),
    ],
    ids=["passes", "fails"],
)
def test_killed_at_any_call_a_check_ends_as_if_nothing_had_happened(
    verdict: Grade, state: VersionState, live: int, *, after: bool
) -> None:
    survived = 0
    for at in range(1, _MOST_CALLS):
        world, fuse = a_world(), Fuse(at, after=after)
        killed = play(world, fuse, verdict)
        if not fuse.blown:
            break
        survived += killed
        assert killed == 1
        assert version(world, 2).state is state, at
        assert world.store.packages.latest(CHALLENGE).number == live, at
        assert made_for(world, 2) == 4, at
        assert {row.record.state for row in known_rows(world)} == {State.FINISHED}
    else:
        raise AssertionError("the gate never comes to an end")
    assert survived >= 10, "hardly anybody was killed: this proves nothing"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_call_what_was_the_judges_fault_is_tried_again_as_often(*, after: bool) -> None:
    for at in range(1, _MOST_CALLS):
        world, fuse = a_world(), Fuse(at, after=after)
        failed: list[str] = []

        def ours_once(files: Mapping[str, bytes], failed: list[str] = failed) -> Verdict:
            if len(failed) < 4:
                failed.append("once")
                return Verdict.JUDGE_ERROR
            return fair(files)

        play(world, fuse, ours_once)
        if not fuse.blown:
            break
        assert version(world, 2).state is VersionState.PUBLISHED, at
        assert made_for(world, 2) == 8, at


def test_what_people_reinstate_while_a_gate_is_dead_stays() -> None:
    """Killed after the version went live and before it was written down."""
    for at in range(1, _MOST_CALLS):
        world, fuse = a_world(), Fuse(at, after=True)
        gate = a_gate(world, fuse)
        with pytest.raises(Killed):  # noqa: PT012 - whichever round it dies in
            for _ in range(_ROUNDS):
                gate()
                grade_known(world)
        if world.store.packages.latest(CHALLENGE).number == 2:
            break
    assert world.store.versions.get(f"{CHALLENGE}.000002").state is VersionState.CHECKING
    with pytest.raises(Conflict):
        world.cases.versions.cancel(CHALLENGE, 2, MANAGER)
    world.cases.versions.reinstate(CHALLENGE, 1, EVERYTHING)
    a_gate(world)()
    assert (version(world, 1).state, version(world, 2).state) == (VersionState.PUBLISHED, VersionState.RETIRED)


def test_two_gates_at_once_make_nothing_twice() -> None:
    world = a_world()
    gates = [a_gate(world), a_gate(world)]
    for _ in range(_ROUNDS):
        for gate in gates:
            gate()
        grade_known(world)
    assert made_for(world, 2) == 4
    assert version(world, 2).state is VersionState.PUBLISHED


def test_a_check_that_breaks_keeps_no_other_from_its_turn() -> None:
    world = a_world()
    broken = world.store.versions.read(f"{CHALLENGE}.000002")
    other = known_package("adder-two")
    world.cases.uploads.upload(Upload(files=other, publish=True), MANAGER)
    world.store.packages._files[broken.value.package] = object()  # type: ignore[assignment]  # damaged
    play(world, Fuse(0, after=False), fair)
    assert world.cases.versions.get("adder-two", 1, MANAGER).version.state is VersionState.PUBLISHED
