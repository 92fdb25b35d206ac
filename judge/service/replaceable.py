"""What a staged rejudge needs of the submissions, besides what everybody does."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from judge.domain.rejudge import Adopted, Adoption, Earlier


class Replaceable(Protocol):
    def files(self, submission_id: str) -> Mapping[str, bytes]:
        """What was submitted. Raises NotFound."""

    def adopt(self, adoption: Adoption) -> Adopted:
        """Replace report, verdict and version by those of the shadow, in one step; the old report stays in the history.

        Done at most once for each rejudge and submission, however often it is asked for.
        """

    def earlier(self, submission_id: str) -> Sequence[Earlier]:
        """The reports that rejudges replaced, oldest first."""
