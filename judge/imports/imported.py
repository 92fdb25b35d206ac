"""What an importer hands back: a package that loads, and what of the original is not in it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from judge.domain.errors import FieldProblem, InvalidInput
from judge.packages import load
from judge.packages.problems import printable
from judge.packages.runtimes import Catalogue

_MAX_NOTES = 200


@dataclass(frozen=True, slots=True)
class Note:
    """``file`` of the original, and what of it was not carried over, or how it was changed, and why."""

    file: str
    message: str

    def __str__(self) -> str:
        return f"note: {self.file}: {self.message}"


@dataclass(frozen=True, slots=True)
class ImpliedTime:
    """No time limit is given: it is ``multiplier`` times that of the slowest accepted submission, in steps."""

    multiplier: float
    step_s: float

    def limit(self, slowest_s: float) -> float:
        """The smallest number of whole steps that is enough; at least one."""
        return max(math.ceil(slowest_s * self.multiplier / self.step_s), 1) * self.step_s


@dataclass(frozen=True, slots=True)
class Imported:
    """``files`` are those of a package called ``id``. ``implied`` is there where a time limit was assumed."""

    id: str
    files: Mapping[str, bytes]
    notes: tuple[Note, ...]
    implied: ImpliedTime | None = None


class Notes:
    """Collects notes; the same thing is only said once."""

    def __init__(self) -> None:
        self._found: dict[Note, None] = {}

    def add(self, file: str, message: str) -> None:
        self._found.setdefault(Note(printable(file) or "(a file without a name)", printable(message)))

    def all(self) -> tuple[Note, ...]:
        notes = tuple(self._found)
        if len(notes) <= _MAX_NOTES:
            return notes
        return (*notes[:_MAX_NOTES], Note("package", f"{len(notes) - _MAX_NOTES} more notes are not shown"))


def finished(name: str, files: Mapping[str, bytes], notes: Notes, runtimes: Catalogue) -> Imported:
    """``files`` as a package, proved to load.

    Raises:
        InvalidInput: they do not; the problems speak of the new package.
    """
    try:
        load(files, runtimes, folder=name)
    except InvalidInput as error:
        raise InvalidInput(
            "What is imported would be no good challenge; the problems are those of the new package.",
            error.problems,
            code=error.code,
        ) from error
    return Imported(name, dict(files), notes.all())


def refusal(file: str, message: str) -> InvalidInput:
    """The whole cannot be imported, because of ``file``."""
    return InvalidInput("It cannot be imported.", (FieldProblem(file, message),), code="cannot_import")
