"""Wheels written by hand: what pip puts in place without running anything."""

import base64
import hashlib
from collections.abc import Mapping

from tests.unit.archive_samples import make_zip


def wheel(name: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The path below ``wheels/`` and the bytes of version 1 of a package with these files."""
    info = f"{name}-1.dist-info"
    whole = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in whole.items()]
    record = "\n".join([*rows, f"{info}/RECORD,,", ""]).encode()
    return {f"wheels/{name}-1-py3-none-any.whl": make_zip({**whole, f"{info}/RECORD": record})}


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
