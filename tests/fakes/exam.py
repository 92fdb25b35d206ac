"""A world with an assessment and people in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient

from judge.domain.access import Role
from judge.domain.report import Report
from judge.domain.submission import Submission
from judge.domain.verdict import Verdict
from tests.fakes.world import World, wrong_report

V1 = "/api/v1"


def graded(score: float, verdict: Verdict = Verdict.WRONG_ANSWER) -> Report:
    return Report(verdict=verdict, score=score, max_score=100.0, stages=wrong_report().stages)


class Exam:
    """``terms`` are those of the request that makes the assessment."""

    def __init__(self, world: World | None = None, **terms: Any) -> None:
        self.world = world or World()
        self.manager = self.world.client_of(Role.MANAGER, "acme", "boss")
        body = {"title": "Exam", "challenges": ["adder"], **terms}
        answer = self.manager.post(f"{V1}/assessments", json=body)
        assert answer.status_code == 201, answer.text
        self.id = str(answer.json["id"])

    def change(self, **terms: Any) -> Any:
        answer = self.manager.patch(f"{V1}/assessments/{self.id}", json=terms)
        assert answer.status_code == 200, answer.text
        return answer.json

    def invite(self, name: str = "Ann", **more: Any) -> dict[str, Any]:
        """The invitation as its maker gets it, with the link."""
        answer = self.manager.post(
            f"{V1}/assessments/{self.id}/invitations", json={"invitations": [{"name": name, **more}]}
        )
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json["invitations"][0]
        return made

    def join(self, link: str) -> "Candidate":
        answer = self.world.app.test_client().post(f"{V1}/join", json={"token": link})
        assert answer.status_code == 200, answer.text
        return Candidate(self.world, answer.json["key"])

    def candidate(self, name: str = "Ann", **more: Any) -> "Candidate":
        return self.join(self.invite(name, **more)["link"])

    def about(self, invitation_id: str, call: str = "", **body: Any) -> Any:
        """Ask or do something about an invitation, as its manager."""
        path = f"{V1}/invitations/{invitation_id}{call and '/' + call}"
        options = {"json": body} if body else {}
        return self.manager.post(path, **options) if call else self.manager.get(path)

    def after(self, **time: float) -> None:
        self.world.passed += timedelta(**time)


class Candidate:
    def __init__(self, world: World, key: str) -> None:
        self.world = world
        self.key = key
        self.client: FlaskClient = world.client_with(key)

    @property
    def mine(self) -> Any:
        return self.client.get(f"{V1}/assessment").json

    @property
    def invitation(self) -> str:
        return str(self.client.get(f"{V1}/me").json["invitation"])

    def submit(self, challenge: str = "adder", **headers: str) -> Any:
        body = {"challenge": challenge, "runtime": "python", "files": {"main.py": "print(3)"}}
        return self.client.post(f"{V1}/submissions", json=body, headers=headers)

    def attempt(self, report: Report | None = None) -> Submission:
        """Submit, and have it graded."""
        answer = self.submit()
        assert answer.status_code == 202, answer.text
        return self.world.finish(answer.json["id"], report)


def stamp(**ahead: float) -> str:
    """A time as the API takes it, from now on."""
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()
