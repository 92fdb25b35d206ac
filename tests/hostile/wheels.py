"""Wheels written by hand: what pip puts in place without running anything."""

import base64
import hashlib
import zlib
from collections.abc import Mapping

from tests.unit.archive_samples import ZipEntry, zip_of


def wheel(name: str, files: Mapping[str, bytes], *further: ZipEntry) -> dict[str, bytes]:
    """The path below ``wheels/`` and the bytes of version 1 of a package with these files and members."""
    info = f"{name}-1.dist-info"
    whole = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in whole.items()]
    record = "\n".join([*rows, f"{info}/RECORD,,", ""]).encode()
    whole[f"{info}/RECORD"] = record
    members = (ZipEntry(path.encode(), content) for path, content in whole.items())
    return {f"wheels/{name}-1-py3-none-any.whl": zip_of(*members, *further)}


def zeros(name: str, mib: int) -> ZipEntry:
    """A member of so many MiB, which nobody had to pack; its checksum is found to be wrong at its end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    each = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return ZipEntry(name.encode(), raw=each * mib + b"\x03\0", size=mib << 20, crc=1)


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
