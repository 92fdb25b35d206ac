"""Standard Webhooks: HMAC-SHA256 over id, time and body; what a receiver verifies with any of its libraries."""

import base64
import secrets as random
from collections.abc import Sequence
from datetime import datetime
from math import floor

from standardwebhooks import Webhook

PREFIX = "whsec_"
_SECRET_BYTES = 32


class StandardSigner:
    """``judge.service.outgoing.Signer``."""

    def new_secret(self) -> str:
        return PREFIX + base64.b64encode(random.token_bytes(_SECRET_BYTES)).decode()

    def headers(self, message_id: str, at: datetime, body: str, secrets: Sequence[str]) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "User-Agent": "backend-judge-webhooks/1",
            "webhook-id": message_id,
            "webhook-timestamp": str(floor(at.timestamp())),
            "webhook-signature": " ".join(Webhook(secret).sign(message_id, at, body) for secret in secrets),
        }
