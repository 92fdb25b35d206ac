"""The sample tests of a challenge, which everybody may see, and the challenge as it is without all others.

A sample is a test of a group of full visibility. A file that marks tests as hidden or as another group's is none,
though it lies in such a group's folder.
"""

from collections.abc import Collection
from dataclasses import replace

from judge.domain.challenge import AnyStage, Challenge, HttpStage, StdioStage, SuiteStage, Visibility
from judge.domain.trial import Trial
from judge.packages.pytest_sources import is_test_file, says_more_than_its_folder


def shown_cases(stage: StdioStage) -> tuple[str, ...]:
    """Names of the cases that may be seen."""
    shown = _shown_groups(stage)
    return tuple(case.name for case in stage.cases if case.group in shown)


def shown_files(stage: SuiteStage | HttpStage) -> tuple[str, ...]:
    """Paths of the files that may be seen, those beside the tests too."""
    shown = _shown_groups(stage)
    return tuple(
        path
        for path, content in stage.files.items()
        if path.partition("/")[0] in shown and not says_more_than_its_folder(content)
    )


def sample_names(stage: AnyStage) -> tuple[str, ...]:
    """What a candidate may ask to be run: cases by name, files of tests by path."""
    if isinstance(stage, StdioStage):
        return shown_cases(stage)
    return tuple(path for path in shown_files(stage) if is_test_file(path))


def tried(challenge: Challenge, trial: Trial) -> Challenge:
    """What of ``challenge`` a trial runs; the rest of it is not there at all. No stages if nothing is left.

    Points stay those of the groups, and mean nothing: a trial has no score.
    """
    stages = [stage for stage in challenge.stages if trial.stage in ("", stage.name)]
    if trial.own is not None:
        programs = [stage for stage in stages if isinstance(stage, StdioStage)]
        kept: list[AnyStage] = [replace(stage, cases=(), groups=(), needs=(), points=0.0) for stage in programs[:1]]
    else:
        found = ((stage, {name for name in sample_names(stage) if _asked(name, trial)}) for stage in stages)
        kept = [_sampled(stage, names) for stage, names in found if names]
    return replace(challenge, stages=tuple(kept), partial=False)


def _asked(name: str, trial: Trial) -> bool:
    return not trial.tests or name in trial.tests


def _sampled(stage: AnyStage, names: Collection[str]) -> AnyStage:
    """The stage with nothing but these samples. ``needs`` are of no use: the stages before it may not be there."""
    groups = tuple(group for group in stage.groups if any(_folder(name) == group.name for name in names))
    points = sum(group.points for group in groups)
    if isinstance(stage, StdioStage):
        cases = tuple(case for case in stage.cases if case.name in names)
        return replace(stage, groups=groups, points=points, needs=(), cases=cases)
    seen = shown_files(stage)
    folders = {group.name for group in stage.groups}
    files = {
        path: content
        for path, content in stage.files.items()
        if path in names or (path in seen and not is_test_file(path)) or _folder(path) not in folders
    }
    return replace(stage, groups=groups, points=points, needs=(), files=files)


def _folder(name: str) -> str:
    return name.partition("/")[0]


def _shown_groups(stage: AnyStage) -> set[str]:
    return {group.name for group in stage.groups if group.visibility is Visibility.FULL}
