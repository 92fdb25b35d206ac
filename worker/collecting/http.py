"""The tests of an ``http`` stage, collected in the tester's box: no service is needed to know what there is."""

from judge.domain.challenge import HttpStage
from judge.domain.recorded import RecordedTest
from worker.collecting.problem import NotRecorded
from worker.graders.evidence import shown
from worker.graders.http.lines import Broken, Collected
from worker.graders.http.session import Session
from worker.sandbox.interface import Box

_OUTPUT_BYTES = 2000
_WITHIN_S = 60.0


def collect_http(tester: Box, stage: HttpStage) -> tuple[RecordedTest, ...]:
    """``tester`` is that of any pod. Raises NotRecorded, SandboxUnavailable."""
    tests = _collect_once(tester, stage)
    if _collect_once(tester, stage) != tests:
        raise NotRecorded(f"stage {stage.name}: test ids differ from one collection to the next")
    return tests


def _collect_once(tester: Box, stage: HttpStage) -> tuple[RecordedTest, ...]:
    session = Session(tester, stage, _WITHIN_S, "collect")
    tests: dict[RecordedTest, None] = {}
    for line in session.lines():
        if isinstance(line, Broken):
            session.close()
            raise NotRecorded(f"stage {stage.name}: {line.path} cannot be loaded: {line.message}")
        if isinstance(line, Collected):
            tests[RecordedTest(id=line.id, group=line.group, points=line.points, visibility=line.visibility or "")] = (
                None
            )
    if not tests or session.result.exit_code != 0:
        output = shown(session.result.stdout + session.result.stderr, _OUTPUT_BYTES)
        raise NotRecorded(f"stage {stage.name}: no complete list of tests came out of a collection\n{output}")
    return tuple(tests)
