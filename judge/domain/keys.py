"""API keys: what is kept of them, how one looks, and whether one that was sent is valid."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from judge.domain.access import Caller, Role

SCHEME = "judge"
_ID_CHARS = "abcdefghijkmnpqrstuvwxyz23456789"
_ID_LENGTH = 10
_SECRET_BYTES = 24
_SHAPE = re.compile(rf"{SCHEME}_([a-z0-9]{{{_ID_LENGTH}}})_([A-Za-z0-9_-]{{32}})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key without its secret, of which only the digest is kept.

    ``subject`` is whose submissions those sent with it are; ``invitation`` limits it to one assessment.
    """

    id: str
    digest: str
    role: Role
    organisation: str
    subject: str
    name: str
    created_at: datetime
    created_by: str = ""
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    invitation: str = ""

    @property
    def prefix(self) -> str:
        """The visible beginning: enough to tell one key from another, nothing to call with."""
        return f"{SCHEME}_{self.id}_"

    def valid_at(self, moment: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or moment < self.expires_at)

    def caller(self) -> Caller:
        return Caller(
            role=self.role,
            key=self.id,
            organisation=self.organisation,
            subject=self.subject,
            invitation=self.invitation,
            name=self.name,
        )


def new_id() -> str:
    return "".join(secrets.choice(_ID_CHARS) for _ in range(_ID_LENGTH))


def new_secret() -> str:
    """192 random bits: too many to be guessed, so a plain digest is enough to keep."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def whole(key_id: str, secret: str) -> str:
    """The text that is shown once, and sent as a bearer token."""
    return f"{SCHEME}_{key_id}_{secret}"


def parts(text: str) -> tuple[str, str] | None:
    """Id and secret of a whole key; none if it does not look like one."""
    found = _SHAPE.fullmatch(text)
    return (found[1], found[2]) if found else None


_NOBODYS = digest("")


def matches(kept: str | None, secret: str) -> bool:
    """Whether the kept digest is of this secret. The same work whatever is wrong, and where none is kept."""
    return hmac.compare_digest(_NOBODYS if kept is None else kept, digest(secret)) and kept is not None
