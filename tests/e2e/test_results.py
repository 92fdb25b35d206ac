"""What managers do when submissions are graded, against a whole judge: rejudge them, whatever happens to its worker."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.judge_server import JudgeServer
from tests.e2e.packages import ADD, write_sum_package
from tests.e2e.test_worker_killed import worker_pids

pytestmark = pytest.mark.docker
SUBMISSIONS = 250
"""More than are applied in one round of the conductor."""


def serve(root: Path) -> JudgeServer:
    return JudgeServer(
        root / "home", JUDGE_CHALLENGES=str(root / "challenges"), JUDGE_SANDBOX="docker", JUDGE_WARM="python"
    )


def test_a_rejudge_whose_worker_is_killed_half_way_changes_every_submission_once(tmp_path: Path) -> None:
    write_sum_package(tmp_path / "challenges", "sum", limits="{cpu_s: 1, wall_s: 5}", tests=2)
    answer = tmp_path / "challenges/sum/stages/cases/hidden/002.ans"
    right = answer.read_text()
    answer.write_text("4\n")
    (tmp_path / "home").mkdir()
    with serve(tmp_path) as judge:
        submissions = [judge.submit("sum", "python", {"main.py": ADD}) for _ in range(SUBMISSIONS)]
        assert {judge.record(each)["verdict"] for each in submissions} == {"wrong_answer"}

    answer.write_text(right)  # the author's fix: version 2, once the judge starts again
    with serve(tmp_path) as judge:
        body = {"challenge": "sum", "reason": "hidden/002 expected the wrong sum"}
        begun = judge.client.post("/api/v1/rejudges", json=body)
        assert begun.status_code == 202, begun.text
        path = begun.headers["Location"]
        ready = until(lambda: judge.client.get(path).json(), lambda seen: seen["state"] == "ready")
        assert (
            ready["counts"] | {"submissions": SUBMISSIONS, "better": SUBMISSIONS, "graded": SUBMISSIONS}
            == ready["counts"]
        )
        [test] = ready["rows"][0]["tests"]
        assert (test["test"], test["old"], test["new"]) == ("hidden/002", "wrong_answer", "accepted")
        assert judge.record(submissions[0])["verdict"] == "wrong_answer", "nothing is touched before it is applied"

        assert judge.client.post(f"{path}/apply").status_code == 202
        until(lambda: judge.client.get(path).json(), lambda seen: seen["counts"]["applied"] > 0)
        for pid in worker_pids(judge.home):
            os.kill(pid, signal.SIGKILL)
        half_way = judge.client.get(path).json()
        assert 0 < half_way["counts"]["applied"] < SUBMISSIONS, "this proves nothing"
        assert half_way["state"] == "applying"

        done = until(lambda: judge.client.get(path).json(), lambda seen: seen["state"] == "applied")
        assert done["counts"]["applied"] == SUBMISSIONS
        for each in submissions:
            record = judge.record(each)
            seen = (record["verdict"], record["attempt"], record["challenge_version"], record["rejudges"])
            assert seen == ("accepted", 2, 2, [done["id"]])
            [earlier] = judge.client.get(f"/api/v1/submissions/{each}/history").json()["earlier"]
            assert (earlier["verdict"], earlier["attempt"], earlier["rejudge"]) == ("wrong_answer", 1, done["id"])


COPIED = """\
import sys


def total(lines):
    result = 0
    for line in lines:
        for word in line.split():
            result += int(word)
    return result


def main():
    lines = sys.stdin.readlines()
    print(total(lines))


main()
"""


def test_managers_see_who_got_what_and_whose_sources_are_alike(judge: JudgeServer) -> None:
    def key(role: str, subject: str) -> str:
        body = {"role": role, "organisation": "likeness", "name": subject, "subject": subject}
        answer = judge.client.post("/api/v1/keys", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["key"])

    manager = judge.client_with(key("manager", "meg"))
    programs = {"ann": COPIED, "bob": COPIED.replace("result", "s").replace("total", "f"), "cem": ADD}
    for person, program in programs.items():
        body = {"challenge": "walls", "runtime": "python", "files": {"main.py": program}}
        sent = judge.client_with(key("candidate", person)).post("/api/v1/submissions", json=body)
        assert sent.status_code == 202, sent.text
        judge.record(sent.json()["id"])

    results = manager.get("/api/v1/challenges/walls/results?sort=name").json()
    assert [(row["person"], row["challenges"][0]["verdict"]) for row in results["rows"]] == [
        (person, "accepted") for person in programs
    ]
    sheet = manager.get("/api/v1/challenges/walls/results", headers={"Accept": "text/csv"})
    assert sheet.text.splitlines()[0].startswith("person,name,score")
    path = "/api/v1/challenges/walls/similarity"
    seen = until(lambda: manager.get(path).json(), lambda answer: answer["state"] != "computing")
    assert seen["state"] == "ready", seen
    [pair] = seen["pairs"]
    assert {pair["left"]["person"], pair["right"]["person"]} == {"ann", "bob"}
    assert pair["left"]["percent"] > 80
    assert pair["matches"][0]["left"]["last"] > 10
    assert manager.get("/api/v1/submissions?owner=ann").json()["submissions"][0]["verdict"] == "accepted"


def until(ask: Callable[[], dict[str, Any]], enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first answer that is enough."""
    deadline = time.monotonic() + 120
    while not enough(answer := ask()):
        assert time.monotonic() < deadline, answer
        time.sleep(0.05)
    return answer
