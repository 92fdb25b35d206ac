"""The tester's process: what it is told at its start, what it says, and how it ends."""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal

from judge.domain.challenge import HttpStage
from judge.domain.limits import Limits
from worker.graders.http.lines import BrokenOff, Line, read
from worker.sandbox.interface import Box, Deadline, RunRequest, RunResult

_TESTS_DIR = "tests"
_ARGV = ("python3", "-m", "judge_tester")
_SPARE_S = 5.0


class Session:
    """One run of the tester. ``sidecars`` are those that tests may speak to: type and URL by name."""

    def __init__(
        self,
        tester: Box,
        stage: HttpStage,
        wall_s: float,
        mode: Literal["run", "collect"],
        sidecars: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> None:
        self._conversation = tester.converse(
            RunRequest(
                argv=_ARGV,
                limits=_limits(wall_s),
                stdin=json.dumps({**_order(stage, mode), "sidecars": dict(sidecars)}).encode(),
                files={f"{_TESTS_DIR}/{path}": content for path, content in stage.files.items()},
            )
        )

    def lines(self) -> Iterator[Line]:
        """Until the tester has ended. Raises SandboxUnavailable."""
        try:
            yield from read(self._conversation.pieces())
        except BrokenOff:
            if not (self.ran_out_of_time or self.ran_out_of_memory):  # else it was ended there
                raise

    def answer(self, number: int, told: Mapping[str, Any]) -> None:
        self._conversation.tell(json.dumps({"n": number, **told}).encode() + b"\n")

    def close(self) -> None:
        """End it; ``lines`` has no more."""
        self._conversation.abort()

    @property
    def result(self) -> RunResult:
        return self._conversation.result

    @property
    def ran_out_of_memory(self) -> bool:
        return self._conversation.result.oom_kills > 0

    @property
    def ran_out_of_time(self) -> bool:
        return self._conversation.result.deadline is not Deadline.NONE


def _order(stage: HttpStage, mode: str) -> dict[str, Any]:
    service = stage.service
    return {
        "mode": mode,
        "tests": _TESTS_DIR,
        "groups": [group.name for group in stage.groups],
        "port": service.port,
        "upstreams": service.upstream_ports(),
        "lifetime": str(service.lifetime),
        "request_timeout_s": service.request_timeout_s,
        "test_timeout_s": service.test_timeout_s,
        "response_bytes": service.response_kib * 1024,
    }


def _limits(wall_s: float) -> Limits:
    """The stage's time is the tester's, and a little more: a stage that takes too long is the candidate's fault."""
    return Limits(
        cpu_s=2 * wall_s + _SPARE_S,
        wall_s=wall_s,
        memory_mib=768,
        processes=512,
        output_kib=8 * 1024,
        disk_mib=256,
        open_files=4096,
    )
