"""What a run is asked to do."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``engine``: whether the run gets a Docker engine of its own, which is restarted and killed. ``pause_s``: the
    longest time between faults.

    ``decks``: after each fault has happened so often, nothing breaks any more. ``faults`` names those that happen;
    empty means all that this machine and backend allow.
    """

    home: Path
    submissions: int
    seed: int
    backend: str
    clients: int = 12
    workers: int = 2
    concurrency: int = 1
    lease_s: float = 8
    pause_s: float = 5.0
    decks: int = 1_000_000
    engine: bool = True
    faults: tuple[str, ...] = ()
