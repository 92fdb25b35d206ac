"""Relative paths inside a package: which are fit to be written into a box, and what lies under a folder."""

import re
from collections.abc import Iterator, Mapping

from judge.packages.sizes import MAX_PART_BYTES, MAX_PATH_BYTES

_NOT_PLAIN = frozenset({"", ".", ".."})
_ODD = re.compile(r"[\x00-\x1f\x7f\\]")


def path_problem(path: str) -> str:
    """Why ``path`` may not name a file of a package, or nothing when it may."""
    parts = path.split("/")
    try:
        size = len(path.encode())
    except UnicodeEncodeError:
        return "has a name that is not UTF-8; rename it"
    if not path:
        return "is an empty name; give the file a name"
    if size > MAX_PATH_BYTES or (size > MAX_PART_BYTES and any(len(part.encode()) > MAX_PART_BYTES for part in parts)):
        return f"has a name longer than {MAX_PATH_BYTES} bytes ({MAX_PART_BYTES} between slashes); shorten it"
    if not _NOT_PLAIN.isdisjoint(parts):
        return "must be a plain relative path, without a leading slash, '.', '..' or empty parts"
    if _ODD.search(path):
        return "has a backslash or a control character in its name; rename it"
    return ""


def folders_of(path: str) -> Iterator[str]:
    """The folders around ``path``, innermost first."""
    while path := path.rpartition("/")[0]:
        yield path


def under(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    """The files inside ``folder``, by their path from there."""
    prefix = folder + "/"
    return {path[len(prefix) :]: content for path, content in files.items() if path.startswith(prefix)}


def split(files: Mapping[str, bytes]) -> tuple[dict[str, dict[str, bytes]], dict[str, bytes]]:
    """The files by their first folder, and those that lie in none."""
    folders: dict[str, dict[str, bytes]] = {}
    loose: dict[str, bytes] = {}
    for path, content in files.items():
        head, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(head, {})[rest] = content
        else:
            loose[head] = content
    return folders, loose
