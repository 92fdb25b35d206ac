"""What the doctor says about challenges whose submission is a service."""

from collections.abc import Sequence

import pytest

from worker.doctor.commands import Answer
from worker.doctor.finding import State
from worker.doctor.services import check_services_in_bubblewrap, check_services_in_docker
from worker.sandbox.bubblewrap_probe import Diagnosis
from worker.sandbox.bubblewrap_problem import Problem
from worker.sandbox.interface import ServiceOffer

KINDS = ("postgres", "redis")


class Engine:
    """Has images of these repositories."""

    def __init__(self, *repositories: str) -> None:
        self._repositories = repositories

    def __call__(self, argv: Sequence[str]) -> Answer:
        return Answer(True, "abc123" if argv[-1].partition(":")[0] in self._repositories else "")


def test_in_docker_with_all_images_there_is_nothing_to_fix() -> None:
    engine = Engine("judge-tester", "judge-sidecar-postgres", "judge-sidecar-redis")

    (finding,) = check_services_in_docker(engine, KINDS, runsc=False)

    assert (finding.state, finding.detail, finding.fix) == (State.OK, "in Docker, with postgres, redis", "")


def test_an_image_that_is_missing_takes_its_sidecar_away_only() -> None:
    works, lacks = check_services_in_docker(Engine("judge-tester", "judge-sidecar-redis"), KINDS, runsc=False)

    assert (works.state, works.detail) == (State.OK, "in Docker, with redis")
    assert (lacks.state, lacks.detail, lacks.fix) == (State.ADVICE, "not built for postgres", "make images")


def test_without_the_testers_image_nothing_works_and_the_judge_can_start_all_the_same() -> None:
    (finding,) = check_services_in_docker(Engine("judge-sidecar-redis"), KINDS, runsc=False)

    assert (finding.state, finding.fix) == (State.ADVICE, "make images")


def test_an_engine_that_does_not_answer_has_no_images() -> None:
    (finding,) = check_services_in_docker(lambda _: Answer(False, "cannot connect"), KINDS, runsc=False)

    assert finding.state is State.ADVICE


def test_under_gvisor_the_setting_is_the_fix() -> None:
    (finding,) = check_services_in_docker(Engine("judge-tester"), KINDS, runsc=True)

    assert finding.fix == "export JUDGE_DOCKER_RUNTIME=runc"


@pytest.mark.parametrize(
    ("sidecars", "words"),
    [(("redis",), "in bubblewrap, with redis"), ((), "in bubblewrap, with no sidecars")],
)
def test_in_bubblewrap_it_says_which_sidecars_work_and_what_the_others_need(
    sidecars: tuple[str, ...], words: str
) -> None:
    offer = ServiceOffer(services=True, sidecars=sidecars)
    diagnosis = Diagnosis(services=offer, lacking=(Problem("sidecar postgres needs Docker", "make images"),))

    works, lacks = check_services_in_bubblewrap(diagnosis)

    assert (works.state, works.detail) == (State.OK, words)
    assert (lacks.state, lacks.fix) == (State.ADVICE, "make images")


def test_a_network_that_cannot_be_joined_is_a_problem_with_a_fix() -> None:
    diagnosis = Diagnosis(lacking=(Problem("nsenter: not permitted", "use Docker"),))

    (finding,) = check_services_in_bubblewrap(diagnosis)

    assert (finding.state, finding.fix) == (State.ADVICE, "use Docker")


def test_boxes_that_do_not_work_at_all_are_not_complained_of_twice() -> None:
    assert check_services_in_bubblewrap(Diagnosis(problem=Problem("no bwrap", "install it"))) == []
