"""Checks a submission as the server does before it takes one, so that both refuse the same with the same words."""

from collections.abc import Iterator, Mapping

from judge.domain.challenge import Challenge
from judge.domain.errors import FieldProblem, InvalidInput
from judge.domain.paths import shown
from judge.packages.runtimes import deduce
from judge.runtimes import Runtime
from judge.service.files import FileLimits, file_problems, layout_problems
from worker.local.requests import ToGrade

Runtimes = Mapping[str, Runtime]


def runtime_of(todo: ToGrade, challenge: Challenge, runtimes: Runtimes, limits: FileLimits) -> str:
    """The runtime it is graded in. Raises InvalidInput with every problem of the submission."""
    problems = [*file_problems(todo.files, limits)]
    runtime = todo.runtime
    if runtime:
        problems += _runtime_problems(runtime, challenge, runtimes)
    elif not problems:
        offered = {name: runtimes[name] for name in challenge.runtimes}
        found = deduce(todo.files, todo.hint, challenge.main, offered)
        if len(found) == 1:
            runtime = found[0]
        else:
            why = f"fit {' and '.join(found)}" if found else "fit no runtime of the challenge"
            message = f"is not clear: the files {why}; name one of {', '.join(challenge.runtimes)}"
            problems.append(FieldProblem("runtime", message))
    if not problems:
        problems += (problem for _, problem in layout_problems(todo.files, challenge, runtimes[runtime]))
    if problems:
        name = f" {shown(todo.name)}" if todo.name else ""
        raise InvalidInput(f"The submission{name} cannot be taken.", tuple(problems))
    return runtime


def _runtime_problems(runtime: str, challenge: Challenge, runtimes: Runtimes) -> Iterator[FieldProblem]:
    if runtime not in runtimes:
        known = ", ".join(sorted(runtimes))
        yield FieldProblem("runtime", f"there is no runtime {shown(runtime)}; use one of {known}")
    elif runtime not in challenge.runtimes:
        allowed = ", ".join(challenge.runtimes)
        yield FieldProblem("runtime", f"{runtime} is not allowed for this challenge; use one of {allowed}")
