"""What a call costs in the test's own process: bounds on it are generous, so that a busy machine breaks none."""

import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(slots=True)
class Spent:
    """Filled in when the block ends."""

    cpu_s: float = 0.0
    mib: float = 0.0


@contextmanager
def processor_time() -> Iterator[Spent]:
    """The processor time of a block. Memory is left at 0: to trace it makes everything several times as slow."""
    spent, begun = Spent(), time.process_time()
    yield spent
    spent.cpu_s = time.process_time() - begun


@contextmanager
def memory() -> Iterator[Spent]:
    """The most memory that a block had at once beyond what was there before."""
    spent = Spent()
    tracemalloc.start()
    try:
        yield spent
        spent.mib = tracemalloc.get_traced_memory()[1] / MIB
    finally:
        tracemalloc.stop()
