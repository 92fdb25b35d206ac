"""Samples of the calls about runs that do not count."""

from typing import Any

from judge.domain.access import Role
from tests.fakes.world import World
from tests.unit.role_samples.asks import BODY, V1, Asks, Owner, plain


def run(tail: str = "") -> Asks:
    def asks(world: World, owner: Owner) -> tuple[str, dict[str, Any]]:
        client = world.client_of(Role.CANDIDATE, owner.organisation, owner.subject)
        return f"{V1}/runs/{client.post(f'{V1}/runs', json=BODY).json['id']}{tail}", {}

    return asks


SAMPLES: dict[str, Asks] = {
    "POST /api/v1/runs": plain(f"{V1}/runs", json=BODY),
    "GET /api/v1/runs/{run_id}": run(),
    "POST /api/v1/runs/{run_id}/cancel": run("/cancel"),
}
