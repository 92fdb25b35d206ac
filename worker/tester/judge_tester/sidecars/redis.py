"""Redis through its own client."""

import redis

from judge_tester.channel import Asks

from .base import Sidecar

_PATIENCE_S = 10


class Redis(Sidecar):
    def __init__(self, name: str, url: str, worker: Asks) -> None:
        super().__init__(name, url, worker)
        self._client: redis.Redis | None = None

    @property
    def client(self) -> redis.Redis:
        """Answers are text: ``cache.client.get("session:7")``."""
        if self._client is None:
            self._client = redis.Redis.from_url(
                self.url,
                decode_responses=True,
                encoding_errors="replace",
                socket_connect_timeout=_PATIENCE_S,
                socket_timeout=_PATIENCE_S,
            )
        return self._client

    def disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()
