"""Signs receipts with the key of a file, which is read again when it has changed."""

import threading
from collections.abc import Mapping
from pathlib import Path

import jwt
import structlog

from judge.domain.errors import Unavailable
from judge.domain.receipts import TYPE, Claims
from judge.receipts.keys import KeyProblem, Ring, ensure

_log = structlog.get_logger(__name__)
ALGORITHM = "EdDSA"


class FileNotary:
    """``judge.service.receipts.Notary``."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._known: tuple[int, Ring] | None = None

    def sign(self, receipt: Claims) -> str:
        ring = self.ring()
        return jwt.encode(receipt, ring.private, ALGORITHM, headers={"typ": TYPE, "kid": ring.kid})

    def public_keys(self) -> list[Mapping[str, str]]:
        return list(self.ring().keys)

    def ring(self) -> Ring:
        """Raises Unavailable."""
        with self._lock:
            try:
                changed = self._file.stat().st_mtime_ns if self._file.exists() else 0
                if self._known is None or self._known[0] != changed:
                    self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    ring = ensure(self._file)
                    self._known = (self._file.stat().st_mtime_ns, ring)
                    _log.info("receipt_key", kid=ring.kid, before_it=len(ring.keys) - 1)
            except (KeyProblem, OSError) as error:
                raise Unavailable(f"no key for receipts: {error}") from error
            return self._known[1]
