"""Which version is current when several are checked, and what a check waits for without coming to an end."""

from judge.domain.version import VersionState
from judge.service.gate import MOST_BROKEN
from tests.fakes.versions import a_gate, known_package
from tests.fakes.world import World
from tests.unit.test_gate import CHALLENGE, MANAGER, checked, current, upload, version

BETTER = known_package(**{"statement.md": b"# Better\n"})


def test_an_older_version_replaces_the_newer_one_over_which_it_was_asked_for() -> None:
    world = World()
    upload(world, publish=False)
    upload(world, BETTER)
    checked(world)
    assert current(world) == [2]
    world.cases.versions.publish(CHALLENGE, 1, MANAGER)
    checked(world)
    assert (current(world), version(world).state) == ([1], VersionState.PUBLISHED)


def test_of_two_that_are_checked_at_once_the_newer_one_is_current_whichever_ends_last() -> None:
    world = World()
    upload(world)
    upload(world, BETTER)
    checked(world)
    assert {version(world, number).state for number in (1, 2)} == {VersionState.PUBLISHED, VersionState.RETIRED}
    assert current(world) == [2]


def test_a_queue_that_stays_full_ends_no_check() -> None:
    world = World(queue_limit=1)
    waits = world.submit()
    upload(world)
    gate = a_gate(world)
    for _ in range(MOST_BROKEN + 1):
        gate()
    assert version(world).state is VersionState.CHECKING
    world.finish(waits)
    checked(world, rounds=10)
    assert version(world).state is VersionState.PUBLISHED
