"""``program``: the author's own checker, called as in the Kattis problem package format, in a box of its own.

    <program> <input file> <answer file> <feedback folder> [args of the package]  < the submission's output
    exit status 42: right    43: wrong    anything else, a crash or a limit: the checker failed, not the submission

What it leaves in ``judgemessage.txt`` in the feedback folder (or else its first line of output) goes with the evidence:
the manager sees it, and the candidate where everything of the test is shown.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from judge.domain.challenge import Case, Checker
from judge.domain.limits import BUILD, Limits
from judge.runtimes import Runtime
from worker.graders.build import build
from worker.graders.checkers.checked import RIGHT, Check, Checked, no_verdict, wrong
from worker.graders.classify import classify
from worker.graders.evidence import shown, shown_end
from worker.graders.plan import widest
from worker.sandbox.interface import Box, BoxSpec, RunRequest, RunResult, Sandbox

ACCEPT = 42
REJECT = 43

LIMITS = Limits(cpu_s=10, wall_s=30, memory_mib=512, processes=64, output_kib=64, disk_mib=256, open_files=256)
"""For one call; the author's code, so only a guard against accidents."""

_INPUT = ".run/input"
_ANSWER = ".run/answer"
_FEEDBACK = ".run/feedback/"

# The box returns what a run prints, not what it writes, so the message file is printed to the results pipe. Words on
# stdout go where there may be too many: a checker that quotes a long output is still heard.
_CALL = f'"$@" >&2; status=$?; test -f {_FEEDBACK}judgemessage.txt && cat {_FEEDBACK}judgemessage.txt >&3; exit $status'


@contextmanager
def checker(checker: Checker, sandbox: Sandbox, runtime: Runtime) -> Iterator[Check]:
    """The program, built once, in a box that is held for as long as the context lasts."""
    commands = runtime.build_commands(checker.program, checker.main, LIMITS.memory_mib)
    limits = LIMITS.scaled(time_factor=runtime.time_factor, memory_extra_mib=runtime.memory_extra_mib)
    spec = BoxSpec(runtime=runtime.name, limits=widest(limits, BUILD) if commands else limits)
    program = runtime.run_command(checker.program, checker.main, LIMITS.memory_mib)
    with sandbox.acquire(spec) as box:
        box.put(checker.program)
        built = build(box, commands)
        if built.report.ok:
            yield lambda case, output: _call(box, _request(program, checker.args, case, output, limits))
        else:
            why = f"the checker could not be built: {built.report.log}"
            yield lambda *_: no_verdict(why)


def _request(program: tuple[str, ...], args: tuple[str, ...], case: Case, output: bytes, limits: Limits) -> RunRequest:
    return RunRequest(
        argv=("/bin/sh", "-c", _CALL, "checker", *program, _INPUT, _ANSWER, _FEEDBACK, *args),
        limits=limits,
        stdin=output,
        files={_INPUT: case.input, _ANSWER: case.answer, f"{_FEEDBACK}.keep": b""},
        results=True,
    )


def _call(box: Box, request: RunRequest) -> Checked:
    result = box.run(request)
    outcome = classify(result, request.limits)
    if result.exit_code in (ACCEPT, REJECT) and outcome.cause in ("nonzero_exit", "missing_dependency"):
        return RIGHT if result.exit_code == ACCEPT else wrong(_said(result))
    complaint = shown_end(result.stderr.strip())
    return no_verdict(f"the checker did not end with {ACCEPT} or {REJECT}: {outcome.message}\n{complaint}".strip())


def _said(result: RunResult) -> str:
    said = result.results.strip() or next(iter(result.stderr.strip().splitlines()), b"")
    return shown(said)
