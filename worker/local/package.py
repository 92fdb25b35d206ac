"""The one package that is graded against, in memory: what a worker otherwise reads from the store."""

from collections.abc import Mapping, Sequence

from judge.clock import utc_now
from judge.domain.errors import NotFound
from judge.domain.recorded import RecordedTest
from judge.packages import content_hash
from judge.service.ports import Version


class OnePackage:
    """``judge.service.registry.PackageFiles`` of a single, first version."""

    def __init__(self, challenge: str, files: Mapping[str, bytes]) -> None:
        self._files = dict(files)
        self._tests: dict[str, tuple[RecordedTest, ...]] = {}
        self.version = Version(challenge=challenge, number=1, package=content_hash(files), created_at=utc_now())

    def files(self, package: str) -> Mapping[str, bytes]:
        if package != self.version.package:
            raise NotFound(f"there is no package {package}")
        return self._files

    def recorded_tests(self, package: str, stage: str) -> tuple[RecordedTest, ...]:
        self.files(package)
        return self._tests.get(stage, ())

    def record_tests(self, package: str, stage: str, tests: Sequence[RecordedTest]) -> tuple[RecordedTest, ...]:
        self.files(package)
        return self._tests.setdefault(stage, tuple(tests))
