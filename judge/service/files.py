"""Checks the files of a submission, however they came, and lists every problem at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from judge.domain.challenge import Challenge
from judge.domain.errors import FieldProblem
from judge.domain.paths import collisions, path_problem, shown
from judge.runtimes import Runtime

MAX_PROBLEMS = 50
"""More than this many problems help nobody; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """How much one submission may hold."""

    files: int = 200
    file_bytes: int = 1024 * 1024
    total_bytes: int = 4 * 1024 * 1024


def field_of(path: str) -> str:
    """The name under which problems of one file are reported."""
    return f"files[{shown(path)}]"


def file_problems(files: Mapping[str, bytes], limits: FileLimits) -> tuple[FieldProblem, ...]:
    """Everything wrong with the files: their number, sizes and paths."""
    if not files:
        return (FieldProblem("files", "is empty; send at least one file"),)
    if len(files) > limits.files:
        return (FieldProblem("files", f"has {len(files)} files; send at most {limits.files}"),)
    problems: list[FieldProblem] = []
    total = sum(len(content) for content in files.values())
    if total > limits.total_bytes:
        problems.append(FieldProblem("files", f"has {total} bytes; send at most {limits.total_bytes} in all"))
    fit = []  # only paths of a bounded length are compared: each is kept with all of its folders
    for path, content in files.items():
        if problem := path_problem(path):
            problems.append(FieldProblem(field_of(path), problem))
            continue
        fit.append(path)
        if len(content) > limits.file_bytes:
            problems.append(FieldProblem(field_of(path), f"has {len(content)} bytes; at most {limits.file_bytes}"))
    problems += [FieldProblem(field_of(path), problem) for path, problem in collisions(fit)]
    return bounded(problems)


def layout_problems(
    files: Mapping[str, bytes], challenge: Challenge, runtime: Runtime
) -> Iterator[tuple[str, FieldProblem]]:
    """What is wrong once the challenge's own files lie beside the submitted ones, each with the code of its error."""
    given = challenge.files_for(runtime.name, {})
    main = challenge.main_file(runtime.name, runtime.main)
    if main not in files and main not in given:
        message = f"has no {main}, the file that is started; send it"
        yield "missing_main_file", FieldProblem("files", message)
    beside = [path for path in given if path not in files]
    for path, problem in collisions([*beside, *files]):
        yield "invalid_files", FieldProblem(field_of(path), problem)


def bounded(problems: list[FieldProblem]) -> tuple[FieldProblem, ...]:
    """The first problems, and a line that counts the others."""
    if len(problems) <= MAX_PROBLEMS:
        return tuple(problems)
    more = FieldProblem(problems[0].field, f"and {len(problems) - MAX_PROBLEMS} more problems like these")
    return (*problems[:MAX_PROBLEMS], more)
