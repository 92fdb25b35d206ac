"""A deadline that passes while submissions are running and waiting, against a real worker."""

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.e2e.judge_server import JudgeServer
from tests.e2e.packages import ADD

SLOW = f"import time\ntime.sleep(8)\n{ADD}"
PATIENCE_S = 120


def submit(candidate: httpx.Client, program: str, **headers: str) -> httpx.Response:
    body = {"challenge": "patient", "runtime": "python", "files": {"main.py": program}}
    return candidate.post("/api/v1/submissions", json=body, headers=headers)


def states(candidate: httpx.Client) -> list[str]:
    """Of all that the candidate submitted, newest first."""
    return [each["state"] for each in candidate.get("/api/v1/submissions").json()["submissions"]]


def until(happens: Any) -> None:
    end = time.monotonic() + PATIENCE_S
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_what_was_taken_in_time_counts_though_the_deadline_passes_and_what_comes_later_is_refused(
    judge: JudgeServer,
) -> None:
    """One more submission than the worker grades at once, so that one waits when the time is over."""
    concurrency = len(os.sched_getaffinity(0))
    terms = {"title": "Patience", "challenges": ["patient"], "attempts": 300, "counting": "last"}
    assessment = judge.client.post("/api/v1/assessments", json=terms).json()["id"]
    path = f"/api/v1/assessments/{assessment}"
    guests = {"invitations": [{"name": "Ann"}]}
    link = judge.client.post(f"{path}/invitations", json=guests).json()["invitations"][0]["link"]
    key = httpx.post(f"{judge.client.base_url}/api/v1/join", json={"token": link}).json()["key"]

    with judge.client_with(key) as candidate:
        once = {"Idempotency-Key": "the first"}
        first = submit(candidate, SLOW, **once)
        taken = [first, *(submit(candidate, SLOW) for _ in range(concurrency))]
        assert [each.status_code for each in taken] == [202] * len(taken)
        until(lambda: "running" in states(candidate))

        closes = datetime.now(UTC) + timedelta(seconds=1)
        assert judge.client.patch(path, json={"closes_at": closes.isoformat()}).status_code == 200
        until(lambda: candidate.get("/api/v1/assessment").json()["state"] == "over")
        late = submit(candidate, ADD)
        assert {"running", "queued"} <= set(states(candidate)), "else the deadline passed during nothing"
        assert (late.status_code, late.json()["code"]) == (409, "deadline_passed")
        assert f"{closes:%Y-%m-%d %H:%M:%S} UTC" in late.json()["detail"]

        records = [judge.record(each.json()["id"]) for each in taken]
        assert {each["verdict"] for each in records} == {"accepted"}
        assert all(moment(each["finished_at"]) > closes for each in records)
        assert submit(candidate, SLOW, **once).json() == first.json(), "a replay is no late submission"
        [mine] = candidate.get("/api/v1/assessment").json()["challenges"]
    assert mine["attempts"] == {"used": len(taken), "left": 300 - len(taken), "pending": 0}
    assert (mine["counting"]["id"], mine["counting"]["score"]) == (records[-1]["id"], 100)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
