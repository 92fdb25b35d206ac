"""Whether a suite's passes can be believed: among its tests are some of the judge's own that cannot pass.

The submission shares the process with the tests and can have them say what it likes. What makes *everything* pass is
found out here; what tells the judge's tests from the challenge's own is not (see docs/forged-verdicts.md).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from judge.domain.verdict import Verdict
from worker.graders.classify import Outcome
from worker.graders.suite_lines import TestLine

IN_EACH_FILE = 4
"""Tests of ``pytest_runner/traps.py``."""

DISTURBED = Outcome(Verdict.WRONG_ANSWER, "tests_disturbed")


@dataclass(slots=True)
class Traps:
    """The ``files`` of one run, in the order in which they run, and which of their tests failed as they must."""

    files: tuple[str, ...]
    _failed: dict[str, set[str]] = field(default_factory=dict)
    _sprung: bool = False

    @classmethod
    def for_groups(cls, count: int) -> "Traps":
        """One file before each of ``count`` groups, and one after them; their names are nobody's to guess."""
        return cls(tuple(f"test_{secrets.token_hex(4)}.py" for _ in range(count + 1)))

    def takes(self, line: TestLine) -> bool:
        """Whether ``line`` is about one of these, and if so, note it."""
        file = line.id.partition("::")[0]
        if file not in self.files:
            return False
        self._failed.setdefault(file, set()).add(line.id)
        self._sprung |= line.outcome != "failed"
        return True

    def disturbed(self, reported: Sequence[TestLine], *, all_reported: bool) -> bool:
        """Whether no pass among ``reported`` counts: one of these passed, or did not run where it must have.

        The first file runs before every test, and whoever came to the end of all tests has come past every file. A
        process that ended in between may have missed the later ones.
        """
        must = self.files if all_reported else self.files[:1]
        missing = any(len(self._failed.get(file, ())) != IN_EACH_FILE for file in must)
        return self._sprung or (bool(reported) and missing)
