"""What the worker wants from this process: one JSON object, read once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One stage. ``tests`` holds ``<group>/test_*.py``; ``groups`` is the order in which they run."""

    tests: Path
    groups: tuple[str, ...]
    collect_only: bool
    port: int
    sidecars: Mapping[str, Mapping[str, Any]]
    upstreams: Mapping[str, int]
    fresh_for_each_test: bool
    request_timeout_s: float
    test_timeout_s: float
    response_bytes: int

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    def parse(cls, text: bytes) -> "Order":
        """Raises: KeyError, ValueError: this is not an order."""
        fields = json.loads(text)
        return cls(
            tests=Path(fields["tests"]).absolute(),
            groups=tuple(fields["groups"]),
            collect_only=fields["mode"] == "collect",
            port=int(fields["port"]),
            sidecars=fields["sidecars"],
            upstreams=fields["upstreams"],
            fresh_for_each_test=fields["lifetime"] == "test",
            request_timeout_s=float(fields["request_timeout_s"]),
            test_timeout_s=float(fields["test_timeout_s"]),
            response_bytes=int(fields["response_bytes"]),
        )
