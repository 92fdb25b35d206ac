"""Challenge versions and their files, kept by content hash."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from judge.domain.errors import NotFound
from judge.domain.recorded import RecordedTest
from judge.packages.version import content_hash
from judge.service.ports import Version
from judge.store.codec import decode_files, decode_tests, decode_time, encode_files, encode_tests
from judge.store.connection import Connection
from judge.store.keys import Key

LEVEL = 6
"""A package is written once and read by every worker."""


class RedisPackages:
    """``judge.service.ports.Packages``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def register(self, challenge: str, files: Mapping[str, bytes]) -> Version:
        package = content_hash(files)
        latest = self._connection.command("HGET", Key.LATEST, challenge)
        if latest is not None and (version := _version(challenge, latest)).package == package:
            return version
        answer = self._connection.script("register", challenge, package, encode_files(files, level=LEVEL))
        return _version(challenge, answer)

    def latest(self, challenge: str) -> Version:
        answer = self._connection.command("HGET", Key.LATEST, challenge)
        if answer is None:
            raise NotFound(f"there is no challenge {challenge}")
        return _version(challenge, answer)

    def numbered(self, challenge: str, number: int) -> Version:
        latest = self.latest(challenge)
        package = self._connection.command("HGET", Key.VERSIONS + challenge, number)
        if package is None:
            raise NotFound(f"there is no version {number} of {challenge}")
        return replace(latest, number=number, package=package.decode())

    def all_latest(self) -> list[Version]:
        answer = self._connection.command("HGETALL", Key.LATEST)
        return [_version(challenge.decode(), value) for challenge, value in sorted(answer.items())]

    def files(self, package: str) -> Mapping[str, bytes]:
        answer = self._connection.command("GET", Key.PACKAGE + package)
        if answer is None:
            raise NotFound(f"there is no package {package}")
        return decode_files(answer)

    def recorded_tests(self, package: str, stage: str) -> tuple[RecordedTest, ...]:
        answer = self._connection.command("HGET", Key.TESTS + package, stage)
        return () if answer is None else decode_tests(answer)

    def record_tests(self, package: str, stage: str, tests: Sequence[RecordedTest]) -> tuple[RecordedTest, ...]:
        return decode_tests(self._connection.script("record_tests", package, stage, encode_tests(tests)))


def _version(challenge: str, answer: bytes) -> Version:
    number, package, created = answer.split(b" ")
    return Version(challenge=challenge, number=int(number), package=package.decode(), created_at=decode_time(created))
