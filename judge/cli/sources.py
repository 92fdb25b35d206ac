"""Which files a submission is made of: those of one folder, or the ones that were named.

What tools leave behind is left out, and what the folder's ``.judgeignore`` names (or its ``.gitignore``, where there is
no such file), in Git's language. Links are refused: what they lead to is not in the folder.
"""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from judge.cli.exits import Refused
from judge.domain.paths import path_problem, shown

IGNORE_FILE = ".judgeignore"
_FALLBACK = ".gitignore"
LEFT_OUT = (
    *(".git", ".hg", ".svn", ".judge/", ".judgeignore", ".gitignore", ".DS_Store"),
    *(".idea/", ".vscode/", ".venv/", "venv/", "node_modules/", "__pycache__/", "*.pyc"),
    *(".pytest_cache/", ".mypy_cache/", ".ruff_cache/", ".hypothesis/"),
)
"""Unless the ignore file takes one back in: ``!node_modules/``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """No more than this is read. The defaults are the most that any judge can be set to take."""

    files: int = 10_000
    file_kib: int = 64 * 1024
    total_kib: int = 256 * 1024


@dataclass(frozen=True, slots=True)
class Sources:
    """``files`` maps the submission's paths to content, ``places`` to where each lies, seen from the current folder.

    ``hint`` is a name that may have the runtime's in it.
    """

    files: Mapping[str, bytes]
    places: Mapping[str, str]
    hint: str

    def main_or_first(self, main: str) -> str:
        """Where to point to when nothing better is known: the file that is started, if it was sent."""
        return main if main in self.files else next(iter(self.files))


def collect(paths: Sequence[Path], ceiling: Ceiling) -> Sources:
    """Raises Refused with every problem found."""
    folders = [path for path in paths if path.is_dir()]
    if folders and len(paths) > 1:
        raise Refused("Give one folder, or files: not a folder together with others.")
    base = folders[0] if folders else _common([path.parent for path in paths])
    named = dict(_inside(base)) if folders else {_name(path, base): path for path in paths}
    if not named:
        raise Refused(f"{base} has no files to send; look at its {IGNORE_FILE} or {_FALLBACK}.")
    if len(named) > ceiling.files:
        raise Refused(f"{base} has {len(named)} files; send at most {ceiling.files}. {_advice(base)}")
    problems: list[str] = []
    files: dict[str, bytes] = {}
    left = ceiling.total_kib * 1024
    for name, path in sorted(named.items()):
        if problem := path_problem(name):
            problems.append(f"{shown(str(path))} {problem}.")
            continue
        content = _read(path, ceiling.file_kib, problems)
        files[name] = content
        left -= len(content)
        if left < 0:
            problems.append(f"{base} has more than {ceiling.total_kib} KiB in all.")
            break
    if problems:
        raise Refused("\n".join([*problems, _advice(base)]))
    return Sources(files, {name: _seen(path) for name, path in named.items()}, base.resolve().name)


def _inside(base: Path) -> Iterator[tuple[str, Path]]:
    ignored = _ignored(base)
    for parent, folders, names in os.walk(base, onerror=_unreadable):
        here = Path(parent)
        relative = {name: (here / name).relative_to(base).as_posix() for name in (*folders, *names)}
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = sorted(
            name for name in folders if name not in links and not ignored.match_file(relative[name] + "/")
        )
        for name in (*names, *links):
            if not ignored.match_file(relative[name]):
                yield relative[name], here / name


def _ignored(base: Path) -> GitIgnoreSpec:
    chosen = next((base / name for name in (IGNORE_FILE, _FALLBACK) if (base / name).is_file()), None)
    try:
        lines = chosen.read_text("utf-8").splitlines() if chosen else []
        return GitIgnoreSpec.from_lines([*LEFT_OUT, *lines])
    except (OSError, ValueError) as error:
        raise Refused(f"{chosen} cannot be read: {error}") from error


def _common(parents: Sequence[Path]) -> Path:
    return Path(os.path.commonpath([parent.absolute() for parent in parents]))


def _name(path: Path, base: Path) -> str:
    return path.absolute().relative_to(base).as_posix()


def _seen(path: Path) -> str:
    absolute = path.absolute()
    return absolute.relative_to(Path.cwd()).as_posix() if absolute.is_relative_to(Path.cwd()) else path.as_posix()


def _read(path: Path, most_kib: int, problems: list[str]) -> bytes:
    """At most a byte more than allowed, which proves that the file is larger. Nothing is followed or waited for."""
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            problems.append(f"{path} is a link; put the file itself there, or leave it out.")
            return b""
        if not stat.S_ISREG(mode):
            problems.append(f"{path} is not a file; leave it out.")
            return b""
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            content = file.read(most_kib * 1024 + 1) or b""
    except OSError as error:
        problems.append(f"{path} cannot be read: {error.strerror}.")
        return b""
    if len(content) > most_kib * 1024:
        problems.append(f"{path} has more than {most_kib} KiB.")
        return b""
    return content


def _unreadable(error: OSError) -> None:
    raise Refused(f"{error.filename} cannot be read: {error.strerror}.")


def _advice(base: Path) -> str:
    return f"What {base / IGNORE_FILE} names is left out, in the language of .gitignore."
