"""Members of a zip, through :mod:`zipfile`."""

import stat
import zipfile
from collections.abc import Iterator
from functools import partial
from io import BytesIO

from judge.archives.member import NOT_UTF8, SPECIAL, Member, is_root, plain_name

_ENTRY = b"PK\x01\x02"
_FLAG_ENCRYPTED = 0x1 | 0x40
_FLAG_UTF8 = 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def zip_members(data: bytes, most: int) -> Iterator[Member]:
    """The entries in the order of the directory.

    Raises:
        ValueError: there are more than ``most``; found before the directory is read, which would take long.
    """
    if data.count(_ENTRY) > most:
        raise ValueError(f"it has more than {most} members")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            name, readable = _name(info)
            mode = stat.S_IFMT(info.external_attr >> 16)
            folder = name.endswith("/")
            if folder and is_root(name):
                continue
            problem = _problem(info, mode, folder=folder) if readable else NOT_UTF8
            yield Member(plain_name(name, folder=folder), folder, problem, partial(_read, archive, info))


def _name(info: zipfile.ZipInfo) -> tuple[str, bool]:
    """The name and whether it is UTF-8.

    ``filename`` ends at the first NUL, ``orig_filename`` is what was written. Names without the UTF-8 flag were
    decoded as cp437; several packers write UTF-8 without setting the flag, and that is taken.
    """
    name = info.orig_filename
    if info.flag_bits & _FLAG_UTF8 or name.isascii():
        return name, True
    try:
        return name.encode("cp437").decode("utf-8"), True
    except UnicodeError:
        return name, False


def _problem(info: zipfile.ZipInfo, mode: int, *, folder: bool) -> str:
    if mode not in (0, stat.S_IFDIR if folder else stat.S_IFREG):
        return SPECIAL
    if info.flag_bits & _FLAG_ENCRYPTED:
        return "is encrypted; pack it without a password"
    if info.compress_type not in _METHODS:
        return "is packed with a method that is not supported; use deflate, as zip -r does"
    return ""


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> bytes:
    """Reading to the end checks the CRC too."""
    with archive.open(info) as member:
        return member.read(size)
