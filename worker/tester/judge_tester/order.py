"""What the worker wants from this process: one JSON object, read once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One stage. ``tests`` holds ``<group>/test_*.py``; ``groups`` is the order in which they run."""

    tests: Path
    groups: tuple[str, ...]
    collect_only: bool = False
    base_url: str = ""
    port: int = 0
    sidecars: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    upstreams: Mapping[str, int] = field(default_factory=dict)
    fresh_for_each_test: bool = False
    request_timeout_s: float = 5.0
    test_timeout_s: float = 30.0
    response_bytes: int = 4 << 20

    @classmethod
    def parse(cls, text: bytes) -> "Order":
        """Raises: KeyError, ValueError: this is not an order."""
        fields = json.loads(text)
        port = int(fields.get("port") or 0)
        return cls(
            tests=Path(fields["tests"]).absolute(),
            groups=tuple(fields["groups"]),
            collect_only=fields["mode"] == "collect",
            base_url=fields.get("base_url") or f"http://127.0.0.1:{port}",
            port=port,
            sidecars=fields.get("sidecars") or {},
            upstreams=fields.get("upstreams") or {},
            fresh_for_each_test=fields.get("lifetime") == "test",
            request_timeout_s=float(fields.get("request_timeout_s") or 5),
            test_timeout_s=float(fields.get("test_timeout_s") or 30),
            response_bytes=int(fields.get("response_bytes") or 4 << 20),
        )
