"""One request that the service made to a fake upstream."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

from judge_tester.text import not_json


@dataclass(frozen=True)
class Call:
    """``headers`` are in lower case; ``at_s`` counts from the beginning of the test."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at_s: float
    raw_query: str = ""

    @cached_property
    def json(self) -> Any:
        """The parsed body; None if it is not JSON."""
        try:
            return json.loads(self.body, parse_constant=not_json)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def query(self) -> dict[str, str]:
        """Parameters of the query, the last of each name."""
        parsed = parse_qs(self.raw_query, keep_blank_values=True, max_num_fields=100)
        return {name: values[-1] for name, values in parsed.items()}
