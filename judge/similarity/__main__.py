"""``python -m judge.similarity``: sources as JSON on standard input, findings as JSON on standard output."""

import os
import sys

from pydantic import TypeAdapter

from judge.domain.similarity import Findings, Sources
from judge.similarity.limits import hold_down


def main() -> None:
    hold_down()
    os.nice(10)
    # Only now: it brings numpy along, and half a second that nobody who merely imports this package should wait for.
    from judge.similarity.compare import compare  # noqa: PLC0415 - after the limits are set

    sources = TypeAdapter(Sources).validate_json(sys.stdin.buffer.read())
    sys.stdout.buffer.write(TypeAdapter(Findings).dump_json(compare(sources)))


if __name__ == "__main__":
    main()
