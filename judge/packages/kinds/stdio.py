"""Stages of kind ``stdio``: ``NN.in`` and ``NN.ans`` (and ``NN.args``) in group folders, and a checker."""

import re
from collections.abc import Mapping
from dataclasses import replace

from judge.domain.challenge import Case, CheckerType, StdioStage
from judge.packages.checker import CheckerModel, build_checker, check_checker, program_path
from judge.packages.groups import build_groups, check_groups, check_points, declared
from judge.packages.kinds.stage import StageModel
from judge.packages.place import Place
from judge.packages.problems import Problems
from judge.packages.sizes import MAX_ARGS_BYTES

_CASE_FILE = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]*)\.(in|ans|args)")


class StdioModel(StageModel):
    """A program run once per case."""

    checker: CheckerModel = CheckerModel()
    stop_on_first_failure: bool = False

    def check(self, place: Place, problems: Problems) -> None:
        folders, loose = self._layout(place)
        check_checker(self.checker, place, problems)
        check_points(self.groups, self.points, place.at, problems)
        if not problems.touches((*place.at, "groups")):
            check_groups(
                self.groups, {group: len(_names(inside)) for group, inside in folders.items()}, place, problems
            )
        for name in loose:
            problems.file(f"{place.folder}/{name}", "is in no group; move it into a group's folder")
        for group, inside in folders.items():
            self._check_group(f"{place.folder}/{group}", inside, place, problems)

    def build(self, place: Place) -> StdioStage:
        folders, _ = self._layout(place)
        counts = {group: len(_names(inside)) for group, inside in folders.items()}
        groups = [group.name for group in declared(self.groups, counts)]
        return StdioStage(
            name=self.name,
            points=self.points,
            limits=self.limits_in(place),
            groups=build_groups(self.groups, counts, self.points, place.scoring),
            needs=tuple(self.needs),
            cases=tuple(case for group in groups for case in _cases(group, folders[group])),
            checker=build_checker(self.checker, place),
            stop_on_first_failure=self.stop_on_first_failure,
        )

    def _layout(self, place: Place) -> tuple[dict[str, dict[str, bytes]], dict[str, bytes]]:
        """Group folders and loose files; a checker program may lie among them and is no test."""
        program = program_path(self.checker, place)
        if not program.startswith(place.folder + "/"):
            return place.groups()
        others = {path: content for path, content in place.files.items() if not (path + "/").startswith(program + "/")}
        return replace(place, files=others).groups()

    def _check_group(self, folder: str, inside: Mapping[str, bytes], place: Place, problems: Problems) -> None:
        output_bytes = self.limits_in(place).output_kib * 1024
        for path, content in inside.items():
            match = _CASE_FILE.fullmatch(path)
            if match is None:
                problems.file(f"{folder}/{path}", "is not a file of a case; only NN.in, NN.ans and NN.args may be here")
                continue
            stem, ending = match.groups()
            if ending != "ans" and f"{stem}.ans" not in inside:
                problems.file(f"{folder}/{path}", f"has no {stem}.ans beside it; add the expected output")
            if ending != "in" and f"{stem}.in" not in inside:
                problems.file(f"{folder}/{path}", f"has no {stem}.in beside it; add the input, empty if there is none")
            if ending == "ans" and len(content) > output_bytes and self.checker.type is not CheckerType.PROGRAM:
                problems.file(f"{folder}/{path}", "is larger than the stage's limit output_kib; raise the limit")
            if ending == "args" and (complaint := _args_problem(content)):
                problems.file(f"{folder}/{path}", complaint)


def _names(inside: Mapping[str, bytes]) -> list[str]:
    """Names of the cases in a group folder, in the order in which people count: 2 before 10."""
    return sorted((path[:-3] for path in inside if path.endswith(".in")), key=_natural)


def _natural(name: str) -> list[tuple[int, int, str]]:
    return [(0, int(part), part) if part.isdecimal() else (1, 0, part) for part in re.split(r"([0-9]+)", name) if part]


def _cases(group: str, inside: Mapping[str, bytes]) -> list[Case]:
    return [
        Case(
            name=f"{group}/{name}",
            group=group,
            input=inside[f"{name}.in"],
            answer=inside[f"{name}.ans"],
            args=_args(inside.get(f"{name}.args", b"")),
        )
        for name in _names(inside)
    ]


def _args(content: bytes) -> tuple[str, ...]:
    """One argument a line; the last line may or may not end."""
    text = content.decode().removesuffix("\n")
    return tuple(line.removesuffix("\r") for line in text.split("\n")) if content else ()


def _args_problem(content: bytes) -> str:
    if len(content) > MAX_ARGS_BYTES:
        return f"is larger than {MAX_ARGS_BYTES // 1024} KiB; pass less as arguments"
    if b"\0" in content:
        return "has a NUL byte, which no argument can have; take it out"
    try:
        content.decode()
    except UnicodeDecodeError:
        return "is not UTF-8; save it as UTF-8"
    return ""
