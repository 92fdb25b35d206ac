"""One entry of an archive, before anything about it is trusted."""

from collections.abc import Callable
from dataclasses import dataclass

NOT_UTF8 = "has a name that is not UTF-8; rename it, or pack with a tool that writes UTF-8"
SPECIAL = "is a link, a device or another special file; put a copy of the file itself into the archive"

FULL_FOLDER = "is a folder and has content; take the entry out"


@dataclass(frozen=True, slots=True)
class Member:
    """``problem`` says why it is refused (or nothing); ``read(n)`` gives at most ``n`` bytes of its content."""

    name: str
    folder: bool
    problem: str
    read: Callable[[int], bytes]


def plain_name(name: str, *, folder: bool) -> str:
    """The name without what packers add: ``./`` in front (``tar -czf x.tgz .``), a slash behind a folder."""
    name = name.removeprefix("./")
    return name.removesuffix("/") if folder else name


def is_root(name: str) -> bool:
    """Whether the entry is the archive's own top folder, which ``tar`` writes for ``.``."""
    return name in (".", "./")
