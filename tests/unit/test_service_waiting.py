"""What keeps a challenge about a service from being graded: told of each submission that waits, and by /readyz."""

import pytest

from judge.domain.submission import QueueName
from judge.service.ports import WorkerInfo
from tests.fakes.world import SEEN, World
from tests.unit.service_sample import service_package

BOTH = ("postgres", "redis")


@pytest.fixture
def world() -> World:
    """A challenge ``counter`` beside the others: a service in python or node, with postgres and redis."""
    world = World()
    world.store.packages.register("counter", service_package())
    return world


@pytest.mark.parametrize(
    ("offer", "reason"),
    [
        ({}, "no worker that offers python runs services"),
        ({"sidecars": BOTH}, "no worker that offers python runs services"),
        ({"services": True}, "no worker that offers python has the sidecars postgres and redis"),
        ({"services": True, "sidecars": ("redis",)}, "no worker that offers python has the sidecar postgres"),
        ({"services": True, "sidecars": (*BOTH, "mariadb")}, ""),
    ],
)
def test_a_submission_says_what_no_worker_has(world: World, offer: dict[str, object], reason: str) -> None:
    submission = world.submit(challenge="counter")

    world.start_worker("python", **offer)

    assert world.cases.submissions.get(submission, SEEN).reason == reason


def test_what_a_service_needs_is_nothing_to_other_challenges(world: World) -> None:
    submission = world.submit()
    world.start_worker("python")

    assert world.cases.submissions.get(submission, SEEN).reason == ""


def test_one_worker_must_have_it_all_and_the_runtime_too(world: World) -> None:
    submission = world.submit(challenge="counter")
    world.start_worker("python", services=True, sidecars=("postgres",))
    world.start_worker("python", services=True, sidecars=("redis",), id="w2")
    world.start_worker("java", services=True, sidecars=BOTH, id="w3")

    reason = world.cases.submissions.get(submission, SEEN).reason

    assert reason == "no worker that offers python has the sidecars postgres and redis"


def test_one_worker_that_has_it_all_is_enough_whatever_others_lack(world: World) -> None:
    submission = world.submit(challenge="counter")
    world.start_worker("python", services=True, sidecars=BOTH)
    world.start_worker("python", services=True, id="w2")

    assert world.cases.submissions.get(submission, SEEN).reason == ""


def test_the_worker_that_has_it_all_must_serve_the_queue(world: World) -> None:
    submission = world.submit(challenge="counter")
    world.start_worker("python")
    world.start_worker("python", services=True, sidecars=BOTH, id="w2", queues=(QueueName.BATCH,))

    reason = world.cases.submissions.get(submission, SEEN).reason

    assert reason == "no worker that offers python serves the interactive queue"


def test_readiness_names_the_challenges_that_nobody_can_grade_and_why(world: World) -> None:
    world.store.packages.register("second", service_package(("id: counter", "id: second")))
    world.start_worker("python", "node", "java", services=True, sidecars=("redis",))

    found = world.cases.readiness()

    assert found.ready
    assert (found.services, found.sidecars) == (True, ("redis",))
    assert found.challenges_without_worker == ("counter", "second")
    assert found.warnings == ("no worker has the sidecar postgres: counter, second cannot be graded",)


def test_readiness_has_nothing_to_say_where_every_challenge_has_its_worker(world: World) -> None:
    world.start_worker("python", "node", "java")
    world.start_worker("node", services=True, sidecars=BOTH, id="w2")

    found = world.cases.readiness()

    assert (found.services, found.sidecars, found.challenges_without_worker) == (True, BOTH, ())
    assert found.warnings == ()


def test_a_worker_that_says_nothing_of_services_runs_none() -> None:
    info = WorkerInfo(id="w", runtimes=("python",), queues=(), backend="docker", concurrency=1)

    assert (info.services, info.sidecars) == (False, ())
