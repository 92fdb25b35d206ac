"""Whether a receipt is one: every byte as a judge wrote it, with a key that is among those given. Needs no judge.

The header must say exactly what ours say. What a library is lenient about (other algorithms, base64
that can be written in several ways) is refused before it is asked.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import jwt

from judge.domain.receipts import FORMAT, TYPE
from judge.receipts.sign import ALGORITHM

MAX_CHARS = 4 * 1024 * 1024
_PART = re.compile(r"[A-Za-z0-9_-]+")
_KEY = {"kty": "OKP", "crv": "Ed25519"}


class NotValid(Exception):
    """It proves nothing; the text says why."""


def verify(receipt: str, keys: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the receipt says. Raises NotValid."""
    if len(receipt) > MAX_CHARS:
        raise NotValid("it is too long for a receipt")
    header = _header(receipt)
    if header.get("alg") != ALGORITHM:
        raise NotValid(f"it is signed by {_shown(header.get('alg'))}, and not by {ALGORITHM}")
    if header.get("typ") != TYPE:
        raise NotValid(f"it is a {_shown(header.get('typ'))}, and not a {TYPE}")
    if set(header) != {"alg", "typ", "kid"}:
        raise NotValid("its header says more than a receipt's does")
    try:
        decoded = jwt.decode(receipt, _key(header["kid"], keys), algorithms=[ALGORITHM], options=_OPTIONS)
    except jwt.InvalidSignatureError as error:
        raise NotValid("the signature is not that of this text: it was changed, or signed by another key") from error
    except jwt.PyJWTError as error:
        raise NotValid(f"it cannot be read: {error}") from error
    if decoded.get("format") != FORMAT:
        raise NotValid(f"it is of format {_shown(decoded.get('format'))}; this program knows {FORMAT}")
    return decoded


_OPTIONS: Any = {"verify_aud": False, "verify_iat": False, "verify_exp": False, "verify_nbf": False}
"""A receipt says what was, and does not end."""


def read_keys(document: str) -> list[Mapping[str, Any]]:
    """The keys of a JWKS. Raises ValueError."""
    try:
        found = json.loads(document)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise ValueError("it is no JWKS: an object with a list of keys")
    return keys


def _header(receipt: str) -> dict[str, Any]:
    parts = receipt.split(".")
    if len(parts) != 3 or not all(_PART.fullmatch(part) for part in parts):
        raise NotValid("it is no receipt: three parts of letters, digits, - and _ with dots between them")
    try:
        plain = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts]
        if [base64.urlsafe_b64encode(each).decode().rstrip("=") for each in plain] != parts:
            raise NotValid("it was changed: its end is written in another way than a judge does")
        header = json.loads(plain[0])
    except (binascii.Error, ValueError, RecursionError) as error:
        raise NotValid("it is no receipt: its header cannot be read") from error
    if not isinstance(header, dict):
        raise NotValid("it is no receipt: its header is no object")
    return header


def _key(kid: object, keys: Sequence[Mapping[str, Any]]) -> Any:
    """The public key of this name. Raises NotValid."""
    for key in keys:
        if key.get("kid") != kid or not isinstance(kid, str):
            continue
        if any(key.get(name) != value for name, value in _KEY.items()):
            raise NotValid(f"the key {_shown(kid)} is no Ed25519 key")
        public = {name: key[name] for name in ("kty", "crv", "x") if name in key}
        try:
            return jwt.PyJWK(public, ALGORITHM).key
        except jwt.PyJWTError as error:
            raise NotValid(f"the key {_shown(kid)} cannot be read") from error
    raise NotValid(f"it is signed by the key {_shown(kid)}, which is not among those given")


def _shown(value: object) -> str:
    """Short, and harmless on a terminal."""
    return ascii(value)[:80]
