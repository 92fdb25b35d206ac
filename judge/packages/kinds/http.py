"""Stages of kind ``http``: tests that talk to the submission's service, and what stands beside it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from judge.domain.challenge import HttpStage
from judge.domain.limits import SERVICE, Limits
from judge.packages.groups import build_groups, check_groups, check_points, declared
from judge.packages.kinds.stage import StageModel
from judge.packages.manifest import ANY
from judge.packages.paths import under
from judge.packages.place import Place
from judge.packages.problems import Problems
from judge.packages.pytest_sources import count_tests, is_test_file, moved_tests
from judge.packages.service import ServiceModel, build_service
from judge.packages.service_checks import check_service
from judge.runtimes import Runtime


class HttpModel(StageModel):
    """The submission runs as a service; pytest asks it things from a box of its own."""

    DEFAULT_LIMITS: ClassVar[Limits] = SERVICE

    service: ServiceModel = ServiceModel()

    def fits(self, runtime: Runtime) -> bool:
        return bool(runtime.run) or ANY in self.service.start or runtime.name in self.service.start

    def check(self, place: Place, problems: Problems) -> None:
        folders, loose = self._layout(place)
        check_service(self.service, place, self.limits_in(place), problems)
        check_points(self.groups, self.points, place.at, problems)
        if not problems.touches((*place.at, "groups")):
            check_groups(self.groups, self._counts(folders), place, problems)
            self._check_moved(folders, place, problems)
        for name in loose:
            if is_test_file(name):
                problems.file(f"{place.folder}/{name}", "is in no group; move it into a group's folder")
            elif not name.endswith(".py") and not problems.touches((*place.at, "service", "sidecars")):
                problems.file(f"{place.folder}/{name}", "is in no group, and no sidecar has it as its seed; move it")

    def build(self, place: Place) -> HttpStage:
        folders, _ = self._layout(place)
        limits = self.limits_in(place)
        return HttpStage(
            name=self.name,
            points=self.points,
            limits=limits,
            groups=build_groups(self.groups, self._counts(folders), self.points, place.scoring),
            needs=tuple(self.needs),
            files=under(place.files, place.folder),
            service=build_service(self.service, place, limits),
        )

    def _layout(self, place: Place) -> tuple[dict[str, dict[str, bytes]], dict[str, bytes]]:
        """Group folders and loose files; seeds may lie anywhere among them and are no tests."""
        seeds = {f"{place.folder}/{self.service.seed_path(name)}" for name in self.service.sidecars}
        return replace(place, files={path: text for path, text in place.files.items() if path not in seeds}).groups()

    def _counts(self, folders: Mapping[str, Mapping[str, bytes]]) -> dict[str, int]:
        """Test functions by group. One without a folder has those that are marked as its own."""
        counts = {group: count_tests(inside) for group, inside in folders.items()}
        moved = Counter[str]()
        for inside in folders.values():
            for _, targets in moved_tests(inside):
                moved.update(targets)
        return counts | {group.name: moved[group.name] for group in self.groups if group.name not in counts}

    def _check_moved(self, folders: Mapping[str, Mapping[str, bytes]], place: Place, problems: Problems) -> None:
        names = dict.fromkeys(group.name for group in declared(self.groups, folders))
        for folder, inside in folders.items():
            for path, targets in moved_tests(inside):
                for target in targets:
                    if target not in names:
                        known = problems.suggest(target, names)
                        told = f"has a test of the group {target}, which the stage does not have; {known}"
                        problems.file(f"{place.folder}/{folder}/{path}", told)
