"""For properties: something gives a value, or is refused by the module's own error, which can be told briefly."""

from collections.abc import Iterator
from contextlib import contextmanager

MOST_CHARS = 1000


@contextmanager
def or_refused_by(*kinds: type[Exception]) -> Iterator[None]:
    said = "nothing"
    try:
        yield
    except kinds as error:
        said = str(error)
    assert 0 < len(said) < MOST_CHARS
    said.encode()
