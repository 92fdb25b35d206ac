"""Which known submissions are graded."""

import io
import random
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from judge.config import CHECKOUT
from judge.domain.challenge import Challenge, KnownSubmission
from judge.packages import load, package_folders, read_folder
from judge.runtimes import load_catalogue

PROGRAMS, SERVICES = "programs", "services"
_PROGRAM_S, _SERVICE_S = 2.8, 12.0
"""Seconds of a core that one takes, all in all; medians of this checkout's, on a machine with two cores."""


@dataclass(frozen=True)
class Known:
    challenge: Challenge
    submission: KnownSubmission

    @property
    def name(self) -> str:
        """As it is filed: ``lru-cache/wrong_answer/sorts-python``."""
        return f"{self.challenge.id}/{self.submission.expected}/{self.submission.name}"

    @property
    def is_service(self) -> bool:
        return bool(self.challenge.services)

    @cached_property
    def archive(self) -> bytes:
        return _archive(self.submission.files)


def every_known() -> list[Known]:
    """Those of all challenges of the checkout."""
    runtimes = load_catalogue()
    folders = package_folders(CHECKOUT / "challenges")
    challenges = [load(read_folder(folder), runtimes, folder=folder.name) for folder in folders]
    return [Known(challenge, known) for challenge in challenges for known in challenge.known]


def chosen(everyone: list[Known], only: str) -> list[Known]:
    """``only``: programs, services, a challenge, or the beginning of a name; all if it is empty.

    Raises:
        ValueError: there is nothing of that name.
    """
    match only:
        case "":
            found = everyone
        case "programs":
            found = [known for known in everyone if not known.is_service]
        case "services":
            found = [known for known in everyone if known.is_service]
        case _:
            found = [known for known in everyone if f"{known.name}/".startswith(f"{only.rstrip('/')}/")]
    if not found:
        raise ValueError(f"ONLY={only} is neither {PROGRAMS} nor {SERVICES}, nor a challenge or known submission")
    return found


def expected_s(todo: Iterable[tuple[int, Known]], cores: int) -> float:
    """About how long it takes."""
    return sum(_SERVICE_S if known.is_service else _PROGRAM_S for _, known in todo) / cores


def mixed(known: Sequence[Known], number: int) -> list[tuple[int, Known]]:
    """A round in an order of its own: programs beside services, never the same neighbours."""
    order = list(known)
    random.Random(number).shuffle(order)
    return [(number, each) for each in order]


def _archive(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
