"""Folders of the host: which are in every box anyway, and which may be mounted into one."""

from pathlib import Path

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_SYSTEM = tuple(map(Path, ("/usr", "/bin", "/sbin", "/lib", "/lib64")))
_OF_THE_BOX = tuple(map(Path, ("/tmp", "/var", "/run", "/dev", "/proc", "/sys", "/box", "/etc")))  # noqa: S108 - compared, not written to
"""What these are in a box has nothing to do with the host; nothing can be mounted below them."""


def is_system(path: Path) -> bool:
    return any(path == folder or folder in path.parents for folder in _SYSTEM)


def may_be_mounted(path: Path) -> bool:
    """An installation of its own: never a home folder (``~/bin/node``), nor anything above one."""
    home = Path.home().resolve()
    if not path.is_dir() or path.resolve() in (home, *home.parents):
        return False
    return not any(path == folder or folder in path.parents for folder in _OF_THE_BOX)
