"""A request for every call, for the walk through the table of roles; each area of the API has a file of its own."""

from tests.unit.role_samples import assess, core, hooks, results, runs, versions
from tests.unit.role_samples.asks import Asks, Owner

__all__ = ["SAMPLES", "Asks", "Owner"]

AREAS = (
    core.SAMPLES,
    assess.SAMPLES,
    hooks.SAMPLES,
    results.SAMPLES,
    runs.SAMPLES,
    versions.SAMPLES,
)
SAMPLES: dict[str, Asks] = {name: sample for area in AREAS for name, sample in area.items()}
