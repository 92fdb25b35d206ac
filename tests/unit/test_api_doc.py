"""``docs/api*.md`` say what the app does: every call, every error code, and examples that fit the models."""

import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from judge.api.assessments import AssessmentOut, AssessmentPage
from judge.api.audit import AuditPage
from judge.api.catalogue import Challenge, ChallengeList
from judge.api.health import Live, Ready
from judge.api.history import History
from judge.api.invitations import InvitationPage, LinksOut
from judge.api.keys import KeyPage, Me, NewKeyOut
from judge.api.participation import JoinedOut, MyAssessment
from judge.api.problems import CODES, Problem
from judge.api.receipts import ReceiptKeys
from judge.api.records import Submission, SubmissionPage
from judge.api.rejudge_records import RejudgeDetail, RejudgeOut
from judge.api.reports import ServiceOut
from judge.api.result_records import ResultsOut
from judge.api.run_records import Run
from judge.api.similarity import SimilarityOut
from judge.api.uploads import PackageReport
from judge.api.version_records import VersionOut, VersionsOut
from judge.api.webhook_records import DeliveryOut, DeliveryPage, NewWebhookOut, WebhookPage
from judge.domain.access import Role
from judge.domain.quotas import QUOTAS
from tests.fakes.world import World

FIRST, *FURTHER = (
    path.read_text("utf-8")
    for path in sorted((Path(__file__).parents[2] / "docs").glob("api*.md"), key=lambda path: path.stem)
)
PAGE = "\n".join((FIRST, *FURTHER))
SECTIONS = dict(re.findall(r"^### `([A-Z]+ [^`]+)`\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))


def test_every_call_has_its_section_and_no_other_is_told() -> None:
    routes = {
        f"{method} {rule.rule.replace('<', '{').replace('>', '}')}"
        for rule in World().app.url_map.iter_rules()
        if not rule.endpoint.startswith(("asset ", "also "))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert set(SECTIONS) == routes


def test_every_call_has_a_curl_line_that_uses_its_path() -> None:
    for heading, text in SECTIONS.items():
        pattern = re.escape(heading.partition(" ")[2]).replace(r"\{submission_id\}", r"\w+")
        pattern = re.sub(r"\\\{\w+\\\}", r"[\\w-]+", pattern)
        assert heading == "GET /docs" or re.search(rf"curl .*http://127\.0\.0\.1:8080{pattern}(['?\s]|$)", text), (
            heading
        )


def test_the_table_of_errors_is_the_one_in_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert {code: (int(status), title) for code, status, title in rows} == CODES


EXAMPLES: list[tuple[str, type[BaseModel]]] = [
    ("POST /api/v1/submissions", Submission),
    ("GET /api/v1/submissions/{submission_id}", Submission),
    ("GET /api/v1/submissions", SubmissionPage),
    ("GET /api/v1/challenges", ChallengeList),
    ("GET /api/v1/challenges/{challenge_id}", Challenge),
    ("GET /api/v1/me", Me),
    ("POST /api/v1/keys", NewKeyOut),
    ("GET /api/v1/keys", KeyPage),
    ("GET /api/v1/audit", AuditPage),
    ("GET /api/v1/challenges/{challenge_id}/results", ResultsOut),
    ("GET /api/v1/challenges/{challenge_id}/similarity", SimilarityOut),
    ("POST /api/v1/rejudges", RejudgeOut),
    ("GET /api/v1/rejudges/{rejudge_id}", RejudgeDetail),
    ("GET /api/v1/submissions/{submission_id}/history", History),
    ("POST /api/v1/assessments", AssessmentOut),
    ("GET /api/v1/assessments", AssessmentPage),
    ("POST /api/v1/assessments/{assessment_id}/invitations", LinksOut),
    ("GET /api/v1/assessments/{assessment_id}/invitations", InvitationPage),
    ("POST /api/v1/join", JoinedOut),
    ("GET /api/v1/assessment", MyAssessment),
    ("POST /api/v1/runs", Run),
    ("GET /api/v1/runs/{run_id}", Run),
    ("POST /api/v1/webhooks", NewWebhookOut),
    ("GET /api/v1/webhooks", WebhookPage),
    ("POST /api/v1/webhooks/{webhook_id}/test", DeliveryOut),
    ("GET /api/v1/webhooks/{webhook_id}/deliveries", DeliveryPage),
    ("GET /api/v1/receipt-keys", ReceiptKeys),
    ("POST /api/v1/challenges/check", PackageReport),
    ("POST /api/v1/challenges", VersionOut),
    ("GET /api/v1/challenges/{challenge_id}/versions", VersionsOut),
    ("GET /api/v1/challenges/{challenge_id}/versions/{number}", VersionOut),
    ("GET /livez", Live),
    ("GET /readyz", Ready),
]


@pytest.mark.parametrize(("heading", "model"), EXAMPLES)
def test_examples_fit_the_models(heading: str, model: type[BaseModel]) -> None:
    example = next(iter(re.findall(r"```json\n(.*?)```", SECTIONS[heading], re.DOTALL)))
    parsed = model.model_validate_json(example, extra="forbid")
    assert json.loads(parsed.model_dump_json()) == json.loads(example)


def test_every_example_is_checked() -> None:
    """All but two in the first page: that of a service's measurements, and the problem at its end."""
    examples = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert len(examples) == len(EXAMPLES) + 2
    first = re.findall(r"```json\n(.*?)```", FIRST, re.DOTALL)
    assert ServiceOut.model_validate_json(first[2]).model_dump() == json.loads(first[2])
    problem = Problem.model_validate_json(first[-1], extra="forbid")
    assert CODES[problem.code] == (problem.status, problem.title)


def test_the_quotas_of_the_page_are_those_of_the_code() -> None:
    text = " ".join(PAGE.split())
    candidate, ci, manager = (QUOTAS[role] for role in (Role.CANDIDATE, Role.CI, Role.MANAGER))
    gib_per_day = World().parts.organisation_mib_per_day // 1024
    for told in (
        f"{candidate.submissions_per_minute} submissions a minute, {candidate.pending} queued or running at once, "
        f"{candidate.mib_per_hour} MiB an hour for a candidate; "
        f"{ci.submissions_per_minute}, {ci.pending} and {ci.mib_per_hour // 1024} GiB for `ci`; "
        f"{manager.submissions_per_minute}, {manager.pending} and {manager.mib_per_hour // 1024} GiB for a manager;",
        f"A manager may begin {manager.tasks_per_minute} rejudges, comparisons",
        f"wait for at most {candidate.listening} answers at once (`?wait=` and event streams), "
        f"`ci` and managers for {manager.listening};",
        f"all of one organisation together send at most {gib_per_day} GiB a day",
        f"{candidate.trials_per_minute} a minute for a candidate and for `ci`, "
        f"{manager.trials_per_minute} for a manager",
    ):
        assert told in text
    assert (ci.listening, ci.trials_per_minute) == (manager.listening, candidate.trials_per_minute)
