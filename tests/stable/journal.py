"""What was graded already, a line of JSON each: a run that was stopped goes on from there.

The first line says of which code it speaks. A journal of other code is put aside, because its verdicts prove nothing.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from judge.config import CHECKOUT
from tests.stable.graded import Graded

_CODE = ("judge", "worker", "challenges")


def code_hash() -> str:
    """Of all that decides a verdict."""
    total = hashlib.sha256()
    for folder in _CODE:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(f"{path.relative_to(CHECKOUT)}\0".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


class Journal:
    def __init__(self, path: Path, code: str) -> None:
        self.path = path
        self._code = code

    def read(self) -> list[Graded]:
        """What it holds of this code; a line that was cut off is left out."""
        if not self.path.exists():
            return []
        lines = self.path.read_text().splitlines()
        if not lines or json.loads(lines[0]).get("code") != self._code:
            self.path.replace(self.path.with_suffix(".old.jsonl"))
            return []
        return list(_graded(lines[1:]))

    def add(self, graded: Graded) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab+") as file:
            if file.tell() == 0:
                file.write(json.dumps({"code": self._code}).encode() + b"\n")
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":  # cut off
                file.write(b"\n")
            file.write(json.dumps(graded.as_json()).encode() + b"\n")


def _graded(lines: list[str]) -> Iterator[Graded]:
    for line in lines:
        try:
            yield Graded(**json.loads(line))
        except json.JSONDecodeError:
            continue
