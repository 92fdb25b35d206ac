"""Puts ``judge_tester`` where its image has it: on the path, under its own name."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "worker" / "tester"))

from tests.unit.tester.servers import Behaviour, RawServer


@pytest.fixture
def serve() -> Iterator[object]:
    """``serve(behaviour)`` starts a server whose every connection is handled so; its port."""
    with ExitStack() as stack:

        def start(behaviour: Behaviour) -> int:
            return stack.enter_context(RawServer(behaviour)).port

        yield start
