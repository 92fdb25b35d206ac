"""The key file: a private Ed25519 key, and the public halves of those before it, as JWKs (RFC 8037).

Made when there is none, readable by its owner only, replaced whole. The first key signs; the others only verify.
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Jwk = Mapping[str, str]
_PUBLIC = ("kty", "crv", "x", "kid", "alg", "use")
_FOR_OTHERS = 0o077


class KeyProblem(Exception):
    """The key file cannot be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Ring:
    """``keys`` are public, the current one first."""

    private: Ed25519PrivateKey = field(repr=False)
    keys: tuple[Jwk, ...]

    @property
    def kid(self) -> str:
        return self.keys[0]["kid"]


def load(file: Path) -> Ring:
    """Raises KeyProblem, FileNotFoundError."""
    try:
        with file.open("rb") as opened:
            if os.fstat(opened.fileno()).st_mode & _FOR_OTHERS:
                raise KeyProblem(f"{file} can be read by others: chmod 600 {file}")
            document = json.loads(opened.read())
        first, *retired = document["keys"]
        private = Ed25519PrivateKey.from_private_bytes(_decode(first["d"]))
        if _public(private)["x"] != first["x"]:
            raise KeyProblem(f"{file} holds a private key that does not belong to its public one")
        public = (_public(private), *({name: str(key[name]) for name in _PUBLIC} for key in retired))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise KeyProblem(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise KeyProblem(f"{file} is no key file of the judge; put it back from a backup, or move it away") from error
    return Ring(private, public)


def ensure(file: Path) -> Ring:
    """The keys in the file, which is made with a new one if it is not there. Raises KeyProblem."""
    try:
        return load(file)
    except FileNotFoundError:
        pass
    new = _write_beside(file, new_ring())
    try:
        os.link(new, file)  # unlike a rename this never replaces one that another process has just made
    except FileExistsError:
        pass
    except OSError as error:
        raise KeyProblem(f"{file} cannot be made: {error.strerror}") from error
    finally:
        new.unlink()
    return load(file)


def rotate(file: Path) -> Ring:
    """A new key that signs from now on; what the earlier ones have signed stays verifiable. Raises KeyProblem."""
    ring = ensure(file)
    new = new_ring()
    _write_beside(file, replace(new, keys=new.keys + ring.keys)).replace(file)
    return load(file)


def new_ring() -> Ring:
    """A new key, and none before it."""
    private = Ed25519PrivateKey.generate()
    return Ring(private, (_public(private),))


def _write_beside(file: Path, ring: Ring) -> Path:
    first, *retired = ring.keys
    keys = [{**first, "d": _encode(ring.private.private_bytes_raw())}, *retired]
    new = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as output:
            output.write(json.dumps({"keys": keys}, indent=1) + "\n")
            output.flush()
            os.fsync(output.fileno())
    except OSError as error:
        raise KeyProblem(f"{file} cannot be written: {error.strerror}") from error
    return new


def _public(private: Ed25519PrivateKey) -> dict[str, str]:
    """The ``kid`` is the key's thumbprint (RFC 7638): equal keys have equal names."""
    x = _encode(private.public_key().public_bytes_raw())
    thumbprint = hashlib.sha256(json.dumps({"crv": "Ed25519", "kty": "OKP", "x": x}, separators=(",", ":")).encode())
    kid = _encode(thumbprint.digest())
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "alg": "EdDSA", "use": "sig"}


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
