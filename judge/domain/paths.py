"""Which paths a submission may use: plain, relative, and different from each other on every file system."""

import unicodedata
from collections.abc import Iterable, Iterator

MAX_PATH_BYTES = 512
MAX_NAME_BYTES = 255
MAX_DEPTH = 16

_TOO_LONG = f"is too long; use at most {MAX_PATH_BYTES} bytes in all and {MAX_NAME_BYTES} for each part"

_UNSEEN = {
    "Cc": "a control character",
    "Cf": "an invisible character",
    "Cs": "a character that is not valid Unicode",
    "Zl": "a line separator",
    "Zp": "a paragraph separator",
}


def path_problem(path: str) -> str:
    """What is wrong with one path and what to do about it, or an empty text."""
    if len(path) > MAX_PATH_BYTES:
        return _TOO_LONG
    names = path.split("/")
    unseen = next((what for c in path if (what := _UNSEEN.get(unicodedata.category(c)))), "")
    long = _bytes(path) > MAX_PATH_BYTES or any(_bytes(name) > MAX_NAME_BYTES for name in names)
    rules = (
        (not path, "is empty; give the file a name"),
        (path.startswith("/"), "is absolute; give it relative to the submission's folder"),
        ("\\" in path, "has a backslash; separate folders with /"),
        (bool(unseen), f"has {unseen} in it; use printable characters"),
        ("" in names, "has an empty part; write single slashes, and none at the end"),
        ("." in names or ".." in names, 'has "." or ".." as a part; write the path without them'),
        (len(names) > MAX_DEPTH, f"is more than {MAX_DEPTH} levels deep; use fewer folders"),
        (long, _TOO_LONG),
    )
    return next((problem for wrong, problem in rules if wrong), "")


def collisions(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each path that cannot stand beside an earlier one, with what to do about it.

    Two names that differ only in case or in how an accent is encoded are one file on some systems; the check must
    not depend on the system that the worker happens to run on.

    Give it only paths that have no :func:`path_problem`: time and memory grow with the square of a path's length.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        key = _key(path)
        parents = [key[:end] for end, character in enumerate(key) if character == "/"]
        under = next((files[parent] for parent in parents if parent in files), None)
        if (other := files.get(key)) is not None:
            same = "is there twice" if other == path else f"differs from {shown(other)} only in case or encoding"
            yield path, f"{same}; keep one of the two"
        elif key in folders:
            yield path, f"is a file, but {shown(folders[key])} needs a folder of that name; rename one of the two"
        elif under is not None:
            yield path, f"needs a folder where {shown(under)} is a file; rename one of the two"
        files.setdefault(key, path)
        for parent in parents:
            folders.setdefault(parent, path)


def shown(path: str, limit: int = 120) -> str:
    """The path in quotes, with anything unprintable escaped, short enough for a message."""
    printable = "".join(_escaped(c) for c in path[: limit + 1])
    return f'"{printable[:limit]}…"' if len(printable) > limit else f'"{printable}"'


def _escaped(c: str) -> str:
    if c in '"\\':
        return f"\\{c}"
    return c if c.isprintable() else ascii(c)[1:-1]


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
