"""Requests for the calls about packages and their versions."""

import io
from typing import Any

from judge.domain.access import Caller, Reach, Role, Scope
from judge.service.gate import Gate
from judge.service.uploads import Upload
from tests.fakes.versions import a_gate, archive, grade_known, known_package
from tests.fakes.world import World
from tests.unit.role_samples.asks import V1, Asks, Owner


def upload(path: str) -> Asks:
    def asks(_world: World, _owner: Owner) -> tuple[str, dict[str, Any]]:
        return path, {"data": {"archive": (io.BytesIO(archive(known_package())), "p.zip")}}

    return asks


def challenge(tail: str, *, publish: bool = False, check: bool = False) -> Asks:
    """Something about a version of the owner's organisation."""

    def asks(world: World, owner: Owner) -> tuple[str, dict[str, Any]]:
        name = f"of-{owner.organisation}"
        manager = Scope(Caller(role=Role.MANAGER, organisation=owner.organisation), Reach.ORGANISATION)
        world.cases.uploads.upload(Upload(files=known_package(name), publish=publish or check), manager)
        if publish:
            gate: Gate = a_gate(world)
            gate()
            grade_known(world)
            gate()
        return f"{V1}/challenges/{name}{tail}", {}

    return asks


SAMPLES: dict[str, Asks] = {
    "POST /api/v1/challenges/check": upload(f"{V1}/challenges/check"),
    "POST /api/v1/challenges": upload(f"{V1}/challenges"),
    "GET /api/v1/challenges/{challenge_id}/versions": challenge("/versions"),
    "GET /api/v1/challenges/{challenge_id}/versions/{number}": challenge("/versions/1"),
    "GET /api/v1/challenges/{challenge_id}/versions/{number}/package": challenge("/versions/1/package"),
    "POST /api/v1/challenges/{challenge_id}/versions/{number}/publish": challenge("/versions/1/publish"),
    "POST /api/v1/challenges/{challenge_id}/versions/{number}/cancel": challenge("/versions/1/cancel", check=True),
    "POST /api/v1/challenges/{challenge_id}/versions/{number}/reinstate": challenge(
        "/versions/1/reinstate", publish=True
    ),
    "POST /api/v1/challenges/{challenge_id}/withdraw": challenge("/withdraw", publish=True),
}
