"""Stages of kind ``suite``: unit tests that import the submission's files, in group folders."""

from collections.abc import Mapping
from enum import StrEnum

from judge.domain.challenge import SuiteStage
from judge.packages.groups import build_groups, check_groups, check_points
from judge.packages.kinds.stage import StageModel
from judge.packages.place import Place
from judge.packages.problems import Problems
from judge.packages.pytest_sources import count_tests
from judge.packages.shapes import Word
from judge.runtimes import Runtime


class Framework(StrEnum):
    PYTEST = "pytest"


class SuiteModel(StageModel):
    """A unit-test framework run over the submission's files."""

    framework: Word[Framework] = Framework.PYTEST

    def fits(self, runtime: Runtime) -> bool:
        return self.framework in runtime.frameworks

    def check(self, place: Place, problems: Problems) -> None:
        folders, loose = place.groups()
        check_points(self.groups, self.points, place.at, problems)
        misfits = [name for name, runtime in place.offered.items() if not self.fits(runtime)]
        if misfits:
            fitting = [name for name, runtime in place.catalogue.items() if self.fits(runtime)]
            hint = f"runtimes with {self.framework}: {', '.join(fitting)}" if fitting else "no runtime has it"
            problems.field((*place.at, "framework"), f"{self.framework} is not in {', '.join(misfits)}; {hint}")
        if not problems.touches((*place.at, "groups")):
            check_groups(self.groups, self._counts(folders), place, problems)
        for name in loose:
            problems.file(f"{place.folder}/{name}", "is in no group; move it into a group's folder")

    def build(self, place: Place) -> SuiteStage:
        folders, _ = place.groups()
        return SuiteStage(
            name=self.name,
            points=self.points,
            limits=self.limits_in(place),
            groups=build_groups(self.groups, self._counts(folders), self.points, place.scoring),
            needs=tuple(self.needs),
            files={f"{group}/{path}": content for group in folders for path, content in folders[group].items()},
            framework=self.framework,
        )

    def _counts(self, folders: Mapping[str, Mapping[str, bytes]]) -> dict[str, int]:
        """Test functions per group as the sources show them, so that points can be shared before anything has run."""
        return {group: count_tests(inside) for group, inside in folders.items()}
