"""Challenge versions and their files, kept by content hash."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from judge.domain.access import SHARED
from judge.domain.errors import NotFound, Taken
from judge.domain.recorded import RecordedTest
from judge.packages.version import content_hash
from judge.service.aside import Aside, at_once
from judge.service.ports import Version
from judge.store.codec import decode_files, decode_tests, decode_time, encode_files, encode_tests
from judge.store.connection import Connection
from judge.store.keys import Key

LEVEL = 6
"""A package is written once and read by every worker."""


class RedisPackages:
    """``judge.service.ports.Packages``. ``aside`` hashes and packs: a package may have many MiB."""

    def __init__(self, connection: Connection, aside: Aside = at_once) -> None:
        self._connection = connection
        self._aside = aside

    def register(self, challenge: str, files: Mapping[str, bytes]) -> Version:
        package = self._aside(lambda: content_hash(files))
        before = self._connection.command("HGET", Key.FOLDERS, challenge)
        if before is not None and (version := _version(challenge, before)).package == package:
            return version
        return self._register(challenge, package, SHARED, files, from_folder=True)

    def add(self, challenge: str, files: Mapping[str, bytes], organisation: str) -> Version:
        package = self._aside(lambda: content_hash(files))
        return self._register(challenge, package, organisation, files, from_folder=False)

    def unrecorded(self, challenge: str) -> list[Version]:
        """Earlier versions of the judge kept no time with them: it was that of the newest, or before."""
        known, latest = self._connection.commands(
            ("HGETALL", Key.VERSIONS + challenge), ("HGET", Key.LATEST, challenge)
        )
        if latest is None:
            return []
        newest = _version(challenge, latest)
        return [
            replace(newest, number=int(number), package=text.decode())
            for number, text in known.items()
            if b" " not in text
        ]

    def owner(self, challenge: str) -> str:
        owner, latest = self._connection.commands(("HGET", Key.OWNERS, challenge), ("HGET", Key.LATEST, challenge))
        if owner is None and latest is None:
            raise NotFound(f"there is no challenge {challenge}")
        return owner.decode() if owner else SHARED

    def go_live(self, version: Version, *, once: str = "", over: int = 0) -> None:
        what = (version.challenge, version.number, _text(version), once, over)
        self._connection.script("go_live", *what, even_full=True)

    def withdraw(self, challenge: str) -> bool:
        return bool(self._connection.script("withdraw", challenge, self.owner(challenge)))

    def latest(self, challenge: str) -> Version:
        answer = self._connection.command("HGET", Key.LATEST, challenge)
        if answer is None:
            raise NotFound(f"there is no challenge {challenge}")
        return _version(challenge, answer)

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
        return decode_tests(
            self._connection.script("record_tests", package, stage, encode_tests(tests), even_full=True)
        )

    def _register(
        self, challenge: str, package: str, organisation: str, files: Mapping[str, bytes], *, from_folder: bool
    ) -> Version:
        content = self._aside(lambda: encode_files(files, level=LEVEL))
        outcome, answer = self._connection.script(
            "register", challenge, package, organisation, int(from_folder), content
        )
        if outcome == b"taken":
            raise Taken(f"the id {challenge} belongs to a challenge of somebody else; choose another id")
        return _version(challenge, answer)


def _version(challenge: str, answer: bytes) -> Version:
    """Versions of before there were organisations have no fourth word."""
    number, package, created, organisation = f"{answer.decode()} ".split(" ")[:4]
    return Version(
        challenge=challenge,
        number=int(number),
        package=package,
        created_at=decode_time(created),
        organisation=organisation,
    )


def _text(version: Version) -> str:
    created_ms = round(version.created_at.timestamp() * 1000)
    return f"{version.number} {version.package} {created_ms} {version.organisation}"
