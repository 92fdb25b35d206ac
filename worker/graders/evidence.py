"""What a failed test shows: texts decoded for display and bounded, and where two outputs first differ.

Everything here is linear in the sizes it is given, and what it returns is small.
"""

from dataclasses import asdict, dataclass

from judge.domain.report import Evidence

TEXT_BYTES = 4096
"""Longest single text of one test."""

STAGE_BYTES = 256 * 1024
"""All evidence of one stage: some dozens of failures in full, whatever the number of tests."""

_WINDOW = 60


def shown(data: bytes, limit: int = TEXT_BYTES) -> str:
    """``data`` for people: its beginning, with undecodable bytes replaced and the rest counted."""
    if len(data) <= limit:
        return data.decode("utf-8", "replace")
    return data[:limit].decode("utf-8", "ignore") + f"\n… and {len(data) - limit} more bytes"


def shown_end(data: bytes, limit: int = TEXT_BYTES) -> str:
    """``data`` for people: its end, from the beginning of a line where there is one."""
    if len(data) <= limit:
        return data.decode("utf-8", "replace")
    kept = data[-limit:]
    return f"{len(data) - limit} bytes before this …\n" + kept[kept.find(b"\n") + 1 :].decode("utf-8", "replace")


def clean(text: str, limit: int = TEXT_BYTES) -> str:
    """The same for text that may hold lone surrogates, which no JSON or XML document can carry."""
    return shown(text.encode("utf-8", "replace"), limit)


def first_difference(expected: bytes, output: bytes) -> int:
    """Length of the common prefix. Halves a window and compares slices: C speed, and no more bytes than given."""
    low, high = 0, min(len(expected), len(output))
    if expected[:high] == output[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if expected[low:middle] == output[low:middle]:
            low = middle
        else:
            high = middle
    return low


def line_difference(expected: bytes, output: bytes) -> str:
    """The first line that differs, of both, with a window around the place; empty if there is none."""
    if expected == output:
        return ""
    position = first_difference(expected, output)
    line = expected.count(b"\n", 0, position) + 1
    return f"line {line}\n- {_around(expected, position)}\n+ {_around(output, position)}"


def _around(data: bytes, position: int) -> str:
    """The line of ``data`` that holds ``position``, cut to a window, with every invisible byte made visible."""
    if position >= len(data):
        start = max(data.rfind(b"\n", 0, position) + 1, position - _WINDOW)
        return f"{_visible(data[start:])}(end of output)"
    start = data.rfind(b"\n", max(0, position - _WINDOW), position) + 1 or max(0, position - _WINDOW)
    stop = data.find(b"\n", position, position + _WINDOW) + 1 or position + _WINDOW
    return _visible(data[start:stop])


def _visible(data: bytes) -> str:
    """One line on which a tab, a carriage return or a missing newline can be seen."""
    return data.decode("utf-8", "replace").encode("unicode_escape").decode("ascii") if data else ""


@dataclass(slots=True)
class Budget:
    """Hands out room for the evidence of one stage; the first failures get all they need."""

    left: int = STAGE_BYTES

    def spend(self, evidence: Evidence) -> Evidence:
        """``evidence``, or nothing of it once the room is used up."""
        if self.left <= 0:
            return Evidence()
        self.left -= sum(map(len, asdict(evidence).values()))
        return evidence
