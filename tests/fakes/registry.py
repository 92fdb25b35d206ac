"""Packages, workers, turns and messages in memory."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from judge.domain.errors import NotFound, Unavailable
from judge.domain.recorded import RecordedTest
from judge.domain.submission import QueueName, Submission
from judge.packages.version import content_hash
from judge.service.ports import Version, WorkerInfo


class FakePackages:
    def __init__(self) -> None:
        self._versions: dict[str, Version] = {}
        self._numbered: dict[tuple[str, int], Version] = {}
        self._files: dict[str, Mapping[str, bytes]] = {}
        self._tests: dict[tuple[str, str], tuple[RecordedTest, ...]] = {}

    def register(self, challenge: str, files: Mapping[str, bytes]) -> Version:
        package = content_hash(files)
        latest = self._versions.get(challenge)
        if latest is None or latest.package != package:
            number = latest.number + 1 if latest else 1
            latest = Version(challenge=challenge, number=number, package=package, created_at=datetime.now(UTC))
            self._versions[challenge] = latest
            self._numbered[challenge, number] = latest
            self._files[package] = dict(files)
        return latest

    def latest(self, challenge: str) -> Version:
        if challenge not in self._versions:
            raise NotFound(f"there is no challenge {challenge}")
        return self._versions[challenge]

    def numbered(self, challenge: str, number: int) -> Version:
        if (challenge, number) not in self._numbered:
            raise NotFound(f"there is no version {number} of {challenge}")
        return self._numbered[challenge, number]

    def all_latest(self) -> list[Version]:
        return [version for _, version in sorted(self._versions.items())]

    def files(self, package: str) -> Mapping[str, bytes]:
        if package not in self._files:
            raise NotFound(f"there is no package {package}")
        return self._files[package]

    def recorded_tests(self, package: str, stage: str) -> tuple[RecordedTest, ...]:
        return self._tests.get((package, stage), ())

    def record_tests(self, package: str, stage: str, tests: Sequence[RecordedTest]) -> tuple[RecordedTest, ...]:
        return self._tests.setdefault((package, stage), tuple(tests))


class FakeWorkers:
    def __init__(self) -> None:
        self._alive: dict[str, tuple[float, WorkerInfo]] = {}

    def live(self) -> list[WorkerInfo]:
        return [worker for until, worker in self._alive.values() if until > time.time()]

    def beat(self, worker: WorkerInfo, ttl_s: float) -> None:
        self._alive[worker.id] = (time.time() + ttl_s, worker)

    def site(self) -> str:
        return "fake-site"

    def leave(self, worker_id: str) -> None:
        self._alive.pop(worker_id, None)


class FakeTurns:
    def __init__(self) -> None:
        self._turns: dict[str, tuple[str, float]] = {}

    def take(self, name: str, holder: str, ttl_s: float) -> bool:
        who, until = self._turns.get(name, ("", 0.0))
        free = who == holder or until <= time.time()
        if free:
            self._turns[name] = (holder, time.time() + ttl_s)
        return free


class FakeDispatch:
    """Remembers what was sent; ``broken`` makes it fail."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int, QueueName]] = []
        self.broken = False

    def send(self, submission: Submission) -> None:
        if self.broken:
            raise Unavailable("no broker")
        self.sent.append((submission.id, submission.attempt, submission.queue))
