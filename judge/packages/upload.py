"""What an uploaded archive holds, as a package: the files that ``read_folder`` finds in the folder it was made of."""

from collections.abc import Mapping

from judge.packages.folder import IGNORED
from judge.packages.paths import split
from judge.packages.problems import MANIFEST

_PACKERS = frozenset({"__MACOSX"})


def left_out(path: str) -> bool:
    """Whether a file is one that tools leave behind, and no part of a package."""
    return path.endswith(".pyc") or not {*IGNORED, *_PACKERS}.isdisjoint(path.split("/"))


def without_top_folder(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The package itself, of an archive that holds its folder rather than what is in there."""
    folders, loose = split(files)
    if loose or len(folders) != 1:
        return files
    (inside,) = folders.values()
    return inside if MANIFEST in inside else files
