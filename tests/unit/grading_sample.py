"""Small challenges for the graders' tests. Their programs are shell scripts: nothing starts faster."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from judge.domain.challenge import (
    AnyStage,
    Case,
    Challenge,
    Checker,
    CheckerType,
    Difficulty,
    Group,
    StdioStage,
    SuiteStage,
    Visibility,
)
from judge.domain.limits import Limits
from judge.domain.recorded import RecordedTest
from judge.runtimes import BuildStep, Runtime
from tests.fakes.sandbox import FakeBox, FakeSandbox
from worker.graders.plan import plan
from worker.graders.sheet import Sheet
from worker.graders.stage import StageRun
from worker.sandbox.interface import RunResult

LIMITS = Limits(cpu_s=2, wall_s=4, memory_mib=1024, output_kib=64)
"""Room enough that only what a test provokes on purpose goes wrong."""

SHELL = Runtime(name="shell", title="Shell", main="main.sh", extensions=(".sh",), run=("sh", "{main}"))
BUILT = Runtime(
    name="built",
    title="Shell with a build",
    main="main.sh",
    extensions=(".sh",),
    build=(BuildStep(run=("sh", "build.sh")),),
    run=("sh", "{main}"),
)
PYTHON = Runtime(
    name="python",
    title="Python",
    main="main.py",
    extensions=(".py",),
    run=("python3", "{main}"),
    frameworks=("pytest",),
)
RUNTIMES = {runtime.name: runtime for runtime in (SHELL, BUILT, PYTHON)}

GROUPS = (
    Group(name="sample", points=10, visibility=Visibility.FULL),
    Group(name="hidden", points=50, visibility=Visibility.NAME),
)


def case(name: str, given: bytes, answer: bytes, **more: Any) -> Case:
    return Case(name=name, group=name.partition("/")[0], input=given, answer=answer, **more)


CASES = (case("sample/01", b"1", b"1\n"), case("hidden/01", b"2", b"2\n"), case("hidden/02", b"3", b"3\n"))
"""Whoever prints what it reads is right."""


def stdio(**changes: Any) -> StdioStage:
    values: dict[str, Any] = {
        "name": "cases",
        "points": 60,
        "limits": LIMITS,
        "groups": GROUPS,
        "cases": CASES,
        "checker": Checker(type=CheckerType.TOKENS),
    }
    return StdioStage(**{**values, **changes})


def suite(files: Mapping[str, bytes], **changes: Any) -> SuiteStage:
    values: dict[str, Any] = {
        "name": "unit",
        "points": 10,
        "limits": Limits(cpu_s=10, wall_s=20, memory_mib=1024),
        "groups": (Group(name="sample", points=10, visibility=Visibility.FULL),),
        "files": files,
    }
    return SuiteStage(**{**values, **changes})


def challenge(*stages: AnyStage, **changes: Any) -> Challenge:
    values: dict[str, Any] = {
        "id": "echo",
        "title": "Echo",
        "summary": "",
        "difficulty": Difficulty.EASY,
        "skills": (),
        "runtimes": tuple(RUNTIMES),
        "statement": "",
        "limits": LIMITS,
        "stages": stages,
    }
    return Challenge(**{**values, **changes})


def recorded_tests(ids: Iterable[str]) -> tuple[RecordedTest, ...]:
    """Tests in the groups in whose folders they lie, each with the weight 1."""
    return tuple(RecordedTest(id=each, group=each.partition("/")[0]) for each in ids)


@contextmanager
def stage_run(
    stage: AnyStage, program: bytes, *, runtime: Runtime = SHELL, recorded: tuple[str, ...] = ()
) -> Iterator[tuple[StageRun, FakeBox]]:
    """``stage`` for a submission of one file, and the box that it is graded in."""
    todo = plan(challenge(stage), runtime, {runtime.main: program})
    sandbox = FakeSandbox(tuple(RUNTIMES))
    with sandbox.acquire(todo.spec) as box:
        box.put(todo.files)
        run = StageRun(
            sheet=Sheet(stage, recorded_tests(recorded)),
            box=box,
            argv=todo.program(stage),
            limits=todo.limits(stage),
            runtime=runtime,
            sandbox=sandbox,
            runtimes=RUNTIMES,
        )
        yield run, box


def result(**changes: Any) -> RunResult:
    values: dict[str, Any] = {"exit_code": 0, "signal": -1, "cpu_ms": 1.0, "wall_ms": 2.0, "memory_kib": 1000}
    return RunResult(**{**values, **changes})
