"""Files in a box, handled by root among trees that a hostile program has shaped.

Nothing is ever opened through a name that such a program could have turned into a link: every component is opened
with O_NOFOLLOW relative to its parent. Removal is iterative, because trees can be deeper than any recursion limit.
"""

import fcntl
import os
import stat
import sys
from collections.abc import Iterable, Mapping

_LONGEST_PATH_BYTES = 3500
"""Room for one more name below the kernel's 4096."""

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

_GET_FLAGS, _SET_FLAGS = 0x8008_6601, 0x4008_6602
_OWNERS_FLAGS = 0xFF
"""Of secure deletion up to the time of access; with others a file system says how it keeps the directory."""

OPEN_DIRECTORY_MODE = 0o1777
"""Anybody may add files, only their owner may remove them."""


def write(root: str, path: str, content: bytes, *, owner: int, mode: int = 0o644) -> None:
    """Write ``root/path``, making parents. What stands in the way under that name (a link, say) is removed.

    Raises:
        OSError: the disk is full.
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"not a plain relative path: {path!r}")
    directory = os.open(root, _DIRECTORY)
    try:
        for part in parts[:-1]:
            directory = _enter(directory, part, owner)
        _clear_the_way(root, directory, parts[-1])
        _create(directory, parts[-1], content, owner, mode)
    finally:
        os.close(directory)


def _enter(parent: int, name: str, owner: int) -> int:
    """Open (or make) a sub-directory in its parent's descriptor; a link or file of that name gives way."""
    # Looked at first, because gVisor opens links in spite of O_NOFOLLOW with O_DIRECTORY; nobody is alive to race us.
    try:
        made = not stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)
        if made:
            os.unlink(name, dir_fd=parent)
    except FileNotFoundError:
        made = True
    if made:
        os.mkdir(name, OPEN_DIRECTORY_MODE, dir_fd=parent)
    child = os.open(name, _DIRECTORY, dir_fd=parent)
    try:
        if made:
            os.fchmod(child, OPEN_DIRECTORY_MODE)  # mkdir's mode went through the umask
            if owner:
                os.fchown(child, owner, owner)
        os.dup2(child, parent, inheritable=False)
    finally:
        os.close(child)
    return parent


def _clear_the_way(root: str, directory: int, name: str) -> None:
    try:
        os.unlink(name, dir_fd=directory)
    except FileNotFoundError:
        pass
    except IsADirectoryError:
        aside = _aside(root)
        os.rename(name, aside, src_dir_fd=directory)
        _remove(root, aside)


def _create(directory: int, name: str, content: bytes, owner: int, mode: int) -> None:
    handle = os.open(name, _CREATE, mode, dir_fd=directory)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        if owner:
            os.fchown(handle, owner, owner)
    finally:
        os.close(handle)


def inventory(root: str) -> dict[str, int]:
    """Every path below ``root`` (links are not followed), with the number of what is there. A tree too deep to have one
    is removed where it begins."""
    found: dict[str, int] = {}
    pending = [root]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in list(entries):
                if not entry.is_dir(follow_symlinks=False):
                    found[entry.path] = entry.inode()
                elif len(os.fsencode(entry.path)) > _LONGEST_PATH_BYTES:
                    _remove(root, entry.path)
                else:
                    found[entry.path] = entry.inode()
                    pending.append(entry.path)
    return found


def attributes(path: str) -> list[str]:
    """Notes and access lists on ``path``, which outlive a change of its owner and mode."""
    try:
        names = os.listxattr(path, follow_symlinks=False)
    except OSError:  # gVisor has none
        return []
    return [name for name in names if name.startswith(("user.", "system."))]


def flags(path: str) -> int:
    """Those of ``chattr`` on the directory ``path`` that its owner can set. They outlive a change of its owner."""
    return _all_flags(path) & _OWNERS_FLAGS


def _all_flags(path: str) -> int:
    handle = os.open(path, _DIRECTORY)
    try:
        return int.from_bytes(fcntl.ioctl(handle, _GET_FLAGS, bytes(8))[:4], sys.byteorder)
    except OSError:  # older kernels have none here, nor has gVisor
        return 0
    finally:
        os.close(handle)


def _clear_flags(path: str) -> None:
    if not (found := _all_flags(path)) & _OWNERS_FLAGS:
        return
    handle = os.open(path, _DIRECTORY)
    try:
        fcntl.ioctl(handle, _SET_FLAGS, (found & ~_OWNERS_FLAGS).to_bytes(8, sys.byteorder))
    finally:
        os.close(handle)


def seal(root: str) -> None:
    """Give everything below ``root`` to root: programs that follow can read it and add to it, not change it."""
    for name in attributes(root):
        os.removexattr(root, name)
    _clear_flags(root)
    for path in inventory(root):
        status = os.lstat(path)
        os.lchown(path, 0, 0)
        if stat.S_ISDIR(status.st_mode):
            os.chmod(path, OPEN_DIRECTORY_MODE)
        elif stat.S_ISREG(status.st_mode):
            os.chmod(path, 0o755 if status.st_mode & 0o100 else 0o644)
        elif not stat.S_ISLNK(status.st_mode):
            os.unlink(path)


def restore(root: str, keep: Mapping[str, int]) -> None:
    """Remove everything below ``root`` that is not in ``keep``, or is something else by now: gVisor lets a program put
    its own file in the place of one that it may not remove."""
    pending = [root]
    while pending:
        strangers = []
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if keep.get(entry.path) != entry.inode():
                    strangers.append(entry)
                elif entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
        for entry in strangers:
            _remove(root, entry.path)


def empty(roots: Iterable[str]) -> None:
    """Remove everything below each of ``roots``."""
    for root in roots:
        restore(root, {})


def clear(root: str, names: Iterable[str]) -> None:
    """Remove these entries of ``root``, whatever they are; those that are not there are no error."""
    for name in names:
        if os.path.lexists(f"{root}/{name}"):
            _remove(root, f"{root}/{name}")


def _aside(root: str) -> str:
    """A name that no program can have taken beforehand."""
    return f"{root}/.removing-{os.urandom(8).hex()}"


def _remove(root: str, path: str) -> None:
    """Remove one entry. Sub-directories are first moved up beside their root, so paths stay short at any depth."""
    if not stat.S_ISDIR(os.lstat(path).st_mode):
        os.unlink(path)
        return
    serial = 0
    prefix = _aside(root)
    pending = [path]
    while pending:
        path = pending.pop()
        os.chmod(path, 0o700)
        with os.scandir(path) as inner:
            children = list(inner)
        for child in children:
            if child.is_dir(follow_symlinks=False):
                serial += 1
                moved = f"{prefix}-{serial}"
                os.rename(child.path, moved)
                pending.append(moved)
            else:
                os.unlink(child.path)
        os.rmdir(path)
