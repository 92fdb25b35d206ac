"""Ids that sort by the time they were made at: ULIDs, also ones that come out the same when they are made again."""

import hashlib
import secrets
from datetime import datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = 26
_RANDOM_BYTES = 10


def new_id(moment: datetime) -> str:
    """A ULID of its own."""
    return _text(moment, secrets.token_bytes(_RANDOM_BYTES))


def derived_id(moment: datetime, *of: str) -> str:
    """The ULID of a time and some names: the same for the same ones."""
    return _text(moment, hashlib.sha256("\0".join(of).encode()).digest()[:_RANDOM_BYTES])


def _text(moment: datetime, random: bytes) -> str:
    milliseconds = round(moment.timestamp() * 1000)
    number = int.from_bytes(milliseconds.to_bytes(6, "big") + random, "big")
    return "".join(_ALPHABET[number >> (5 * place) & 31] for place in reversed(range(_LETTERS)))
