"""How noisy the machine was for one submission: the time that its programs were kept waiting for a processor by others,
relative to the time that they ran.

A lower bound: of a program with several threads only the main one's wait is known, and what the others ran meanwhile is
taken off. Where the kernel tells nothing (gVisor) there is no figure.
"""

from worker.sandbox.interface import RunRequest, RunResult, ServiceFacts


class Noise:
    """Sums over the runs of one submission. Builds and programs of ours do not count."""

    def __init__(self) -> None:
        self._known = False
        self._ran_ms = 0.0
        self._waited_ms = 0.0
        self._service = (0.0, 0.0)

    def ran(self, request: RunRequest, result: RunResult) -> None:
        if not request.build and not request.keep and result.waited_ms is not None:
            self._known = True
            self._ran_ms += result.cpu_ms
            self._waited_ms += result.waited_ms

    def served(self, facts: ServiceFacts) -> None:
        """The same of the service that runs: each time all that it came to since its start."""
        if facts.waited_ms is not None:
            self._known = True
            self._service = (facts.cpu_ms, facts.waited_ms)

    def serves_anew(self) -> None:
        """The service is started again: what the one before came to is final."""
        self._ran_ms, self._waited_ms = self._sums()
        self._service = (0.0, 0.0)

    def ratio(self) -> float | None:
        """None where nobody could tell, or nothing ran."""
        ran_ms, waited_ms = self._sums()
        return round(waited_ms / ran_ms, 3) if self._known and ran_ms > 0 else None

    def _sums(self) -> tuple[float, float]:
        return self._ran_ms + self._service[0], self._waited_ms + self._service[1]
