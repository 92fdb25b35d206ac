"""The port to the versions of challenges and their files; ``judge.store.packages`` fits it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from judge.domain.recorded import RecordedTest


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A challenge version as it is registered: ``package`` is the content hash under which its files are kept.

    ``organisation`` is whose challenge it is; none is there for all.
    """

    challenge: str
    number: int
    package: str
    created_at: datetime
    organisation: str = ""


class PackageFiles(Protocol):
    """What grading needs."""

    def files(self, package: str) -> Mapping[str, bytes]:
        """Raises NotFound."""

    def recorded_tests(self, package: str, stage: str) -> tuple[RecordedTest, ...]:
        """The tests recorded for a suite or http stage; empty when not recorded yet."""

    def record_tests(self, package: str, stage: str, tests: Sequence[RecordedTest]) -> tuple[RecordedTest, ...]:
        """Record once; whoever comes second gets what the first one recorded."""


class Packages(PackageFiles, Protocol):
    def register(self, challenge: str, files: Mapping[str, bytes]) -> Version:
        """The version of what is in a challenge folder, of the organisation ``SHARED``; see ``add``.

        It goes live at once, if the folder holds something else than the last time: what people publish or reinstate
        over it stays until the folder changes.

        Raises:
            Taken: an organisation has this id.
        """

    def add(self, challenge: str, files: Mapping[str, bytes], organisation: str) -> Version:
        """The version of this content: the existing one, or else a new one with the next number. It is not live.

        Raises:
            Taken: another organisation has this id.
        """

    def unrecorded(self, challenge: str) -> list[Version]:
        """Those of before there were records of versions: all came from a folder, and were live once."""

    def owner(self, challenge: str) -> str:
        """The organisation whose challenge it is. Raises NotFound."""

    def go_live(self, version: Version, *, once: str = "", over: int = 0) -> None:
        """Make it the current one. With ``once`` (the name of what led to it) only the first call does anything, and
        nothing if a newer version than this, other than ``over``, is current."""

    def withdraw(self, challenge: str) -> bool:
        """Have no current version; false if there was none. Raises NotFound."""

    def latest(self, challenge: str) -> Version:
        """The current version. Raises NotFound."""

    def all_latest(self) -> list[Version]:
        """The current version of every challenge that has one."""
