"""How long the accepted submissions of an imported package take on this machine."""

import tempfile
from pathlib import Path

from judge.cli.challenge.exits import Failed
from judge.cli.challenge.places import write_new
from judge.cli.challenge.test import checked, grade
from judge.imports import Imported
from judge.runtimes import load_catalogue

_ACCEPTED = "accepted"


def slowest_accepted_s(made: Imported) -> float:
    """Processor seconds of the slowest test of the slowest accepted submission, as if in a runtime without a factor.

    Raises:
        Failed: there is none, or one is not accepted however much time it gets.
        Fault: this machine cannot grade them.
    """
    with tempfile.TemporaryDirectory(prefix="judge-import-") as place:
        folder = Path(place) / made.id
        write_new(folder, made.files)
        known = [each for each in checked(folder).known if each.expected == _ACCEPTED]
        if not known:
            raise Failed("There is no accepted submission that could be measured; import it without --measure.")
        rows = grade(folder, known, runs=1, quiet=False)
    for row in rows:
        if not row.good:
            raise Failed(f"{row.name} got {row.got} ({row.cause}), so that its time says nothing.")
    factors = load_catalogue()
    return max(row.median("slowest_ms") / 1000 / factors[row.known.runtime].time_factor for row in rows)
