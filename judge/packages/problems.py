"""Collects everything that is wrong with a package, so that its author hears of all of it at once."""

import difflib
from collections.abc import Iterable

from judge.domain.errors import FieldProblem, InvalidInput
from judge.packages.document import Document, Path

MANIFEST = "challenge.yaml"

_MAX_PROBLEMS = 200


def show(path: Path) -> str:
    """``("stages", 0, "points")`` as authors write it: ``stages[0].points``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def suggest(word: str, allowed: Iterable[str]) -> str:
    """What to write instead of an unknown ``word``: the closest one, or all."""
    names = list(allowed)
    close = difflib.get_close_matches(word, names, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"allowed: {', '.join(names)}" if names else "nothing is allowed here"


def printable(path: str) -> str:
    """``path`` as text that can be sent anywhere, even when it is not valid Unicode."""
    return path.encode("utf-8", "backslashreplace").decode()


class Problems:
    """A list that knows which fields are named already: a broken field gets one problem, not its consequences too.

    As many are kept as are shown. A package may have millions of them: those beyond are counted, and nothing else is
    done for them.
    """

    def __init__(self) -> None:
        self.document = Document(None)
        """What the fields' lines are taken from, once it is read."""
        self._found: dict[str, dict[FieldProblem, None]] = {}
        self._kept = self._more = 0
        self._broken: set[Path] = set()
        self._touched: set[Path] = set()
        """The broken paths, and all that they are in."""

    def __bool__(self) -> bool:
        return bool(self._found)

    def field(self, path: Path, message: str) -> None:
        """Something is wrong with a key of challenge.yaml; its line is added to the message."""
        if path in self._broken:
            return
        self._broken.add(path)
        self._touched.update(path[:end] for end in range(len(path) + 1))
        if self._full:
            self._more += 1
            return
        where = f"{MANIFEST}: {show(path)}" if path else MANIFEST
        line = self.document.line(path)
        self.add(FieldProblem(where, f"{message} (line {line})" if line else message))

    def file(self, path: str, message: str) -> None:
        """Something is wrong with a file or folder of the package."""
        self.add(FieldProblem(path, message))

    def add(self, problem: FieldProblem) -> None:
        if problem in self._found.get(problem.field, ()):
            return
        if self._full:
            self._more += 1
            return
        self._found.setdefault(problem.field, {})[problem] = None
        self._kept += 1

    def suggest(self, word: str, allowed: Iterable[str]) -> str:
        """As :func:`suggest`, which takes its time: not for a problem that nobody will see."""
        return "" if self._full else suggest(word, allowed)

    def touches(self, path: Path) -> bool:
        """Whether ``path`` or something in it has a problem, so that what depends on it cannot be checked."""
        return path in self._touched

    def error(self, package: str) -> InvalidInput:
        """All problems as one error."""
        shown = tuple(problem for same_field in self._found.values() for problem in same_field)
        found = self._kept + self._more
        if self._more:
            shown += (FieldProblem("package", f"{self._more} more problems are not shown"),)
        count = f"{found} problem{'s' if found > 1 else ''}"
        return InvalidInput(f"challenge package {package or '(unnamed)'} has {count}", shown, code="invalid_package")

    @property
    def _full(self) -> bool:
        return self._kept >= _MAX_PROBLEMS
