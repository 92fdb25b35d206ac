"""Texts for people: cut to a length, without what would disturb a terminal."""

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def shown(text: str, limit: int) -> str:
    """At most ``limit`` characters."""
    cut = text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", cut)


def shown_bytes(data: bytes, limit: int) -> str:
    """Bytes as text where they are text."""
    return shown(data[: limit * 4].decode("utf-8", "replace"), limit)


def not_json(name: str) -> None:
    """``parse_constant`` for ``json.loads``: Python's parser takes NaN and Infinity, and JSON has neither."""
    raise ValueError(f"{name} is not JSON")
