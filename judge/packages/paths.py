"""Where files lie in a package: what is under a folder, and what is in which folder."""

import re
from collections.abc import Mapping

from judge.domain.paths import path_problem

# What nearly all paths look like. Workers load a package for every submission: the full check costs a millisecond.
_ORDINARY = re.compile(r"(?=.{1,200}\Z)\w[\w.-]*(?:/\w[\w.-]*){0,9}", re.ASCII)


def unfit(path: str) -> str:
    """Why ``path`` cannot be that of a file in a package, or an empty text."""
    return "" if _ORDINARY.fullmatch(path) else path_problem(path)


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
