"""Where files lie in a package: what is under a folder, and what is in which folder."""

from collections.abc import Mapping


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
