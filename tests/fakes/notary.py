"""Signs receipts with a key that is in no file."""

from collections.abc import Mapping

import jwt

from judge.domain.receipts import TYPE, Claims
from judge.receipts.keys import Ring, new_ring
from judge.receipts.sign import ALGORITHM


class FakeNotary:
    def __init__(self) -> None:
        self.ring: Ring = new_ring()

    def sign(self, receipt: Claims) -> str:
        return jwt.encode(receipt, self.ring.private, ALGORITHM, headers={"typ": TYPE, "kid": self.ring.kid})

    def public_keys(self) -> list[Mapping[str, str]]:
        return list(self.ring.keys)
