"""The tests of an ``http`` stage, collected in the tester's box: no service is needed to know what there is."""

from collections.abc import Mapping

from judge.domain.challenge import Challenge, HttpStage
from judge.domain.recorded import RecordedTest
from judge.runtimes import Runtime
from worker.collecting.problem import NotRecorded
from worker.graders.evidence import shown
from worker.graders.http.lines import Broken, Collected
from worker.graders.http.session import Session
from worker.graders.plan import plan
from worker.sandbox.interface import Box, PodSpec, Sandbox

_OUTPUT_BYTES = 2000
_WITHIN_S = 60.0


def collect_http(
    sandbox: Sandbox, challenge: Challenge, stage: HttpStage, runtimes: Mapping[str, Runtime]
) -> tuple[RecordedTest, ...]:
    """Raises NotRecorded, SandboxUnavailable."""
    todo = plan(challenge, runtimes[challenge.runtimes[0]], {})
    with sandbox.acquire_pod(PodSpec(box=todo.spec)) as pod:
        tests = _collect_once(pod.tester, stage)
        if _collect_once(pod.tester, stage) != tests:
            raise NotRecorded(f"stage {stage.name}: test ids differ from one collection to the next")
    return tests


def _collect_once(tester: Box, stage: HttpStage) -> tuple[RecordedTest, ...]:
    sidecars = {sidecar.name: {"type": sidecar.type, "url": ""} for sidecar in stage.service.sidecars}
    upstreams = stage.service.upstream_ports()
    session = Session(tester, stage, _WITHIN_S, "collect", sidecars=sidecars, upstreams=upstreams)
    tests: dict[RecordedTest, None] = {}
    for line in session.lines():
        if isinstance(line, Broken):
            session.abort()
            raise NotRecorded(f"stage {stage.name}: {line.path} cannot be loaded: {line.message}")
        if isinstance(line, Collected):
            tests[RecordedTest(id=line.id, group=line.group, points=line.points, visibility=line.visibility or "")] = (
                None
            )
    if not tests or session.result.exit_code != 0:
        output = shown(session.result.stdout + session.result.stderr, _OUTPUT_BYTES)
        raise NotRecorded(f"stage {stage.name}: no complete list of tests came out of a collection\n{output}")
    return tuple(tests)
