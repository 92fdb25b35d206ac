"""Samples of the calls about submissions, challenges, keys and the server."""

from typing import Any

from judge.domain.access import Role
from judge.service.keys import NewKey
from tests.fakes.world import World, wrong_report
from tests.unit.role_samples.asks import BODY, V1, Asks, Owner, plain


def submission(tail: str = "", *, finished: bool = False) -> Asks:
    """Something about a submission of the owner's."""

    def asks(world: World, owner: Owner) -> tuple[str, dict[str, Any]]:
        client = world.client_of(Role.CANDIDATE, owner.organisation, owner.subject)
        submission_id = client.post(f"{V1}/submissions", json=BODY).json["id"]
        if finished:
            world.finish(submission_id, wrong_report())
        return f"{V1}/submissions/{submission_id}{tail}", {}

    return asks


def key(tail: str = "") -> Asks:
    def asks(world: World, owner: Owner) -> tuple[str, dict[str, Any]]:
        new = NewKey(role=Role.CI, organisation=owner.organisation, name="x", subject=owner.subject)
        return f"{V1}/keys/{world.cases.keys.make(new).key.id}{tail}", {}

    return asks


SAMPLES: dict[str, Asks] = {
    "GET /api/v1/me": plain(f"{V1}/me"),
    "POST /api/v1/submissions": plain(f"{V1}/submissions", json=BODY),
    "GET /api/v1/submissions": plain(f"{V1}/submissions"),
    "GET /api/v1/submissions/{submission_id}": submission(),
    "GET /api/v1/submissions/{submission_id}/events": submission("/events", finished=True),
    "GET /api/v1/submissions/{submission_id}/report.xml": submission("/report.xml", finished=True),
    "POST /api/v1/submissions/{submission_id}/cancel": submission("/cancel"),
    "POST /api/v1/submissions/{submission_id}/rejudge": submission("/rejudge", finished=True),
    "GET /api/v1/challenges": plain(f"{V1}/challenges"),
    "GET /api/v1/challenges/{challenge_id}": plain(f"{V1}/challenges/adder"),
    "POST /api/v1/keys": plain(f"{V1}/keys", json={"role": "ci", "name": "x"}),
    "GET /api/v1/keys": plain(f"{V1}/keys"),
    "GET /api/v1/keys/{key_id}": key(),
    "POST /api/v1/keys/{key_id}/revoke": key("/revoke"),
    "GET /api/v1/audit": plain(f"{V1}/audit"),
    "GET /livez": plain("/livez"),
    "GET /readyz": plain("/readyz"),
    "GET /metrics": plain("/metrics"),
    "GET /openapi.json": plain("/openapi.json"),
    "GET /docs": plain("/docs"),
}
