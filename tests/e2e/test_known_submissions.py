"""The packages are the end-to-end test: every known submission gets, over HTTP, the verdict of its folder."""

import base64
import io
import json
import tarfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from judge.config import CHECKOUT
from judge.domain.challenge import Challenge, KnownSubmission
from judge.packages import load, package_folders, read_folder
from judge.runtimes import load_catalogue
from tests.e2e.judge_server import JudgeServer

RUNTIMES = load_catalogue()


CHALLENGES = [
    load(read_folder(folder), RUNTIMES, folder=folder.name) for folder in package_folders(CHECKOUT / "challenges")
]
KNOWN = [(challenge, known) for challenge in CHALLENGES for known in challenge.known]
SERVICES = [(challenge, known) for challenge, known in KNOWN if challenge.services]
ROUNDS = 3
"""Services race, crash and wait for clocks: a verdict that comes out three times in a row is one."""


def ids(pair: tuple[Challenge, KnownSubmission]) -> str:
    return f"{pair[0].id}-{pair[1].expected}-{pair[1].name}"


def archive(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def post(judge: JudgeServer, challenge: Challenge, known: KnownSubmission) -> str:
    answer = judge.client.post(
        "/api/v1/submissions",
        data={"challenge": challenge.id, "runtime": known.runtime},
        files={"archive": ("submission.tar.gz", archive(known.files))},
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


@pytest.fixture(scope="module")
def submitted(judge: JudgeServer) -> dict[str, list[str]]:
    """All are posted at once, services several times, and graded in the order in which they came."""
    pairs = [*KNOWN, *SERVICES * (ROUNDS - 1)]
    known: dict[str, list[str]] = {}
    with ThreadPoolExecutor(4) as pool:
        for pair, submission in zip(pairs, pool.map(lambda pair: post(judge, *pair), pairs), strict=True):
            known.setdefault(ids(pair), []).append(submission)
    return known


@pytest.mark.docker
@pytest.mark.parametrize("pair", KNOWN, ids=ids)
def test_a_known_submission_gets_the_verdict_of_its_folder(
    judge: JudgeServer, submitted: dict[str, list[str]], pair: tuple[Challenge, KnownSubmission]
) -> None:
    submissions = submitted[ids(pair)]
    assert len(submissions) == (ROUNDS if pair in SERVICES else 1)
    for submission in submissions:
        record = judge.record(submission, within_s=2400)
        assert record["verdict"] == pair[1].expected, explain(record)


def explain(record: dict[str, Any]) -> str:
    tests = [(stage["verdict"], stage["cause"], test) for stage in record["stages"] for test in stage["tests"]]
    odd = [row for row in tests if row[2]["verdict"] not in ("accepted", "skipped")][:3]
    return f"{record['verdict']} {record['cause']} {record['build']} {odd}"


def test_there_are_six_challenges_with_submissions_of_every_kind_in_two_languages() -> None:
    assert len(CHALLENGES) >= 6
    verdicts = {known.expected for _, known in KNOWN}
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


@pytest.mark.docker
def test_ten_services_at_once_get_the_verdicts_that_they_get_alone(judge: JudgeServer) -> None:
    served = [[(challenge, known) for known in challenge.known] for challenge in CHALLENGES if challenge.services]
    ten = [*(pairs[0] for pairs in served), *(pairs[-1] for pairs in served)][:10]  # right ones, then wrong ones
    with ThreadPoolExecutor(10) as pool:
        submissions = list(pool.map(lambda pair: post(judge, *pair), ten))
    for pair, submission in zip(ten, submissions, strict=True):
        record = judge.record(submission, within_s=2400)
        assert record["verdict"] == pair[1].expected, explain(record)


def test_hidden_answers_are_nowhere_in_what_a_candidate_can_read(judge: JudgeServer) -> None:
    for challenge in CHALLENGES:
        text = judge.client.get(f"/api/v1/challenges/{challenge.id}").text
        for stage in challenge.stages:
            for case in getattr(stage, "cases", ()):
                hidden = stage.group(case.group).visibility != "full"
                if hidden and len(case.answer) > 40:
                    assert json.dumps(case.answer.decode())[1:-1] not in text, case.name
                    assert base64.b64encode(case.answer).decode() not in text, case.name
