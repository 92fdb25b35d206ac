"""Texts for people: cut to a length, without what would disturb a terminal."""

import re
from collections.abc import Callable

_TARGET_CHARS = 300
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def shown(text: str, limit: int) -> str:
    """At most ``limit`` characters."""
    cut = text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", cut)


def shown_bytes(data: bytes, limit: int) -> str:
    """Bytes as text where they are text."""
    return shown(data[: limit * 4].decode("utf-8", "replace"), limit)


def target(method: str, raw_path: bytes) -> str:
    """``POST /todos?page=2``. A path may be made of an answer, and as long as one."""
    return f"{method} {shown_bytes(raw_path, _TARGET_CHARS)}"


def told(say: Callable[[], str]) -> str:
    """What ``say`` says, for hooks of pytest: what an answer led to is put into words there, and an exception would
    end the whole session instead of the test."""
    try:
        return say()
    except Exception as error:
        return f"(this cannot be shown: {type(error).__name__})"


def not_json(name: str) -> None:
    """``parse_constant`` for ``json.loads``: Python's parser takes NaN and Infinity, and JSON has neither."""
    raise ValueError(f"{name} is not JSON")
