"""The packages are the end-to-end test: every known submission gets, over HTTP, its folder's verdict, calm or not."""

import base64
import json
from collections import Counter, defaultdict
from collections.abc import Iterable

import pytest

from tests.e2e.judge_server import JudgeServer
from tests.stable.graded import Graded
from tests.stable.load import AT_ONCE, burners, grade_all
from tests.stable.plan import Known, every_known, mixed

EVERY_KNOWN = every_known()
SERVICES = [known for known in EVERY_KNOWN if known.is_service]
CHALLENGES = list({known.challenge.id: known.challenge for known in EVERY_KNOWN}.values())
PROGRAMS = [known for known in EVERY_KNOWN if not known.is_service]
REPEATS = 3
"""Of each fast program under full load; slow ones are graded once there. `make stable` does more, and services too."""
FAST_MS = 1000.0
"""In the first of them, over all its tests."""

Repeats = dict[str, list[Graded]]


@pytest.fixture(scope="module")
def calm(judge: JudgeServer) -> Repeats:
    """Each service once, with nothing beside it but another one."""
    return by_name(grade_all(judge, mixed(SERVICES, 1), at_once=2))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Repeats:
    """Each program once with ten in flight and every core busy, then what was fast several times more."""
    home = tmp_path_factory.mktemp("loaded") / "home"
    home.mkdir()
    variables = {"JUDGE_SANDBOX": "docker", "JUDGE_CONCURRENCY": str(AT_ONCE), "JUDGE_QUOTA_FACTOR": "0"}
    with JudgeServer(home, **variables) as judge, burners():
        first = list(grade_all(judge, mixed(PROGRAMS, 1)))
        fast = [known for known in PROGRAMS if is_fast(known, by_name(first))]
        todo = [each for number in range(2, REPEATS + 1) for each in mixed(fast, number)]
        return by_name([*first, *grade_all(judge, todo)])


def is_fast(known: Known, graded: Repeats) -> bool:
    return graded[known.name][0].ms < FAST_MS


def by_name(graded: Iterable[Graded]) -> Repeats:
    found: Repeats = defaultdict(list)
    for each in graded:
        found[each.name].append(each)
    return found


@pytest.mark.docker
@pytest.mark.parametrize("known", SERVICES, ids=lambda known: known.name)
def test_a_known_service_gets_the_verdict_of_its_folder(calm: Repeats, known: Known) -> None:
    (graded,) = calm[known.name]
    assert graded.verdict == known.submission.expected, graded.odd


@pytest.mark.docker
@pytest.mark.parametrize("known", PROGRAMS, ids=lambda known: known.name)
def test_a_known_program_gets_the_verdict_of_its_folder_every_time_under_full_load(
    loaded: Repeats, known: Known
) -> None:
    graded = loaded[known.name]
    assert len(graded) == (REPEATS if is_fast(known, loaded) else 1)
    verdicts = Counter(each.verdict for each in graded)
    assert set(verdicts) == {known.submission.expected}, [each.odd for each in graded if each.odd]


@pytest.mark.docker
def test_a_report_says_how_noisy_the_machine_was_while_it_was_measured(calm: Repeats, loaded: Repeats) -> None:
    measured = [each for repeats in (*calm.values(), *loaded.values()) for each in repeats if each.ms]
    assert [each.name for each in measured if each.noise is None] == []


def test_there_are_six_challenges_with_submissions_of_every_kind_in_two_languages() -> None:
    assert len(CHALLENGES) >= 6
    verdicts = {known.submission.expected for known in EVERY_KNOWN}
    assert verdicts >= {
        "accepted",
        "wrong_answer",
        "time_limit_exceeded",
        "memory_limit_exceeded",
        "runtime_error",
        "compile_error",
        "output_limit_exceeded",
        "partially_accepted",
    }
    for challenge in CHALLENGES:
        languages = {known.runtime for known in challenge.known}
        assert len(languages) >= min(2, len(challenge.runtimes)), challenge.id


def test_the_service_challenges_are_as_different_as_services_are() -> None:
    served = [challenge for challenge in CHALLENGES if challenge.services]
    assert len(served) >= 6
    for challenge in served:
        assert {"python", "node"} <= set(challenge.starter), challenge.id
        verdicts = {known.expected for known in challenge.known}
        assert {"accepted", "wrong_answer"} <= verdicts, challenge.id
        assert len([known for known in challenge.known if known.expected == "accepted"]) >= 2, challenge.id


def test_hidden_answers_are_nowhere_in_what_a_candidate_can_read(judge: JudgeServer) -> None:
    for challenge in CHALLENGES:
        text = judge.client.get(f"/api/v1/challenges/{challenge.id}").text
        for stage in challenge.stages:
            for case in getattr(stage, "cases", ()):
                hidden = stage.group(case.group).visibility != "full"
                if hidden and len(case.answer) > 40:
                    assert json.dumps(case.answer.decode())[1:-1] not in text, case.name
                    assert base64.b64encode(case.answer).decode() not in text, case.name
