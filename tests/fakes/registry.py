"""Packages, workers, turns and messages in memory."""

import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from judge.domain.access import SHARED
from judge.domain.errors import NotFound, Taken, Unavailable
from judge.domain.recorded import RecordedTest
from judge.domain.submission import QueueName, Submission
from judge.packages.version import content_hash
from judge.service.ports import Version, WorkerInfo


class FakePackages:
    def __init__(self) -> None:
        self._versions: dict[str, dict[str, Version]] = {}
        self._owners: dict[str, str] = {}
        self._folders: dict[str, Version] = {}
        self._live: dict[str, Version] = {}
        self._once: set[tuple[str, str]] = set()
        self._files: dict[str, Mapping[str, bytes]] = {}
        self._tests: dict[tuple[str, str], tuple[RecordedTest, ...]] = {}
        self._lock = threading.Lock()

    def register(self, challenge: str, files: Mapping[str, bytes]) -> Version:
        version = self.add(challenge, files, SHARED)
        if self._folders.get(challenge) != version:
            self._folders[challenge] = self._live[challenge] = version
        return version

    def add(self, challenge: str, files: Mapping[str, bytes], organisation: str) -> Version:
        with self._lock:
            if self._owners.setdefault(challenge, organisation) != organisation:
                raise Taken(f"the id {challenge} belongs to a challenge of somebody else; choose another id")
            package = content_hash(files)
            known = self._versions.setdefault(challenge, {})
            if package not in known:
                known[package] = Version(
                    challenge=challenge,
                    number=len(known) + 1,
                    package=package,
                    created_at=datetime.now(UTC),
                    organisation=organisation,
                )
                self._files[package] = dict(files)
            return known[package]

    def unrecorded(self, challenge: str) -> list[Version]:
        return []

    def owner(self, challenge: str) -> str:
        if challenge not in self._owners:
            raise NotFound(f"there is no challenge {challenge}")
        return self._owners[challenge]

    def go_live(self, version: Version, *, once: str = "", over: int = 0) -> None:
        token = (version.challenge, once)
        current = self._live.get(version.challenge)
        if once and token in self._once:
            return
        self._once.add(token)
        if once and current and current.number > version.number and current.number != over:
            return
        self._live[version.challenge] = version

    def withdraw(self, challenge: str) -> bool:
        self.owner(challenge)
        return self._live.pop(challenge, None) is not None

    def latest(self, challenge: str) -> Version:
        if challenge not in self._live:
            raise NotFound(f"there is no challenge {challenge}")
        return self._live[challenge]

    def all_latest(self) -> list[Version]:
        return [version for _, version in sorted(self._live.items())]

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
