"""Samples of the calls about rejudges."""

from dataclasses import replace
from typing import Any

from judge.domain.access import Caller, Reach, Role, Scope
from judge.domain.rejudge import RejudgeState
from judge.service.rejudges import NewRejudge
from tests.fakes.world import World
from tests.unit.role_samples.asks import V1, Asks, Owner, plain
from tests.unit.role_samples.assess import assessment
from tests.unit.role_samples.core import submission


def rejudge(tail: str = "", *, ready: bool = False) -> Asks:
    """Something about a rejudge that a manager of the owner's organisation began."""

    def asks(world: World, owner: Owner) -> tuple[str, dict[str, Any]]:
        who = Caller(role=Role.MANAGER, organisation=owner.organisation, subject=owner.subject)
        began = world.cases.rejudges.begin(
            NewRejudge(challenge="adder", reason="x"), Scope(who, Reach.ORGANISATION)
        ).rejudge
        if ready:
            kept = world.store.rejudges.read(began.id)
            world.store.rejudges.replace(kept, replace(began, state=RejudgeState.READY))
        return f"{V1}/rejudges/{began.id}{tail}", {}

    return asks


SAMPLES: dict[str, Asks] = {
    "GET /api/v1/submissions/{submission_id}/history": submission("/history", finished=True),
    "GET /api/v1/challenges/{challenge_id}/results": plain(f"{V1}/challenges/adder/results"),
    "GET /api/v1/challenges/{challenge_id}/similarity": plain(f"{V1}/challenges/adder/similarity"),
    "GET /api/v1/assessments/{assessment_id}/results": assessment("/results"),
    "POST /api/v1/rejudges": plain(f"{V1}/rejudges", json={"challenge": "adder", "reason": "x"}),
    "GET /api/v1/rejudges": plain(f"{V1}/rejudges"),
    "GET /api/v1/rejudges/{rejudge_id}": rejudge(),
    "POST /api/v1/rejudges/{rejudge_id}/apply": rejudge("/apply", ready=True),
    "POST /api/v1/rejudges/{rejudge_id}/discard": rejudge("/discard"),
}
