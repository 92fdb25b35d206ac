"""Receipts: what a finished submission got, signed, for whoever does not want to take our word later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from judge.clock import utc_now
from judge.domain.access import Caller, Reach, Role, Scope
from judge.domain.challenge import AnyStage
from judge.domain.errors import Conflict, InvalidInput, NotFound
from judge.domain.receipts import Claims, Graded, claims
from judge.domain.submission import Purpose, Submission
from judge.service.catalogue import Catalogue
from judge.service.views import SubmissionView

ISSUER = "urn:judge"
"""For a server that does not know its own address."""


class Sources(Protocol):
    def files(self, submission_id: str) -> Mapping[str, bytes]:
        """What was submitted. Raises NotFound."""


class Reports(Protocol):
    def report(self, submission_id: str, scope: Scope) -> SubmissionView:
        """Of a finished one, as this caller may see it. Raises NotFound, Conflict."""


class Notary(Protocol):
    """Whoever holds the key."""

    def sign(self, receipt: Claims) -> str:
        """Raises Unavailable where there is no key to sign with."""

    def public_keys(self) -> list[Mapping[str, str]]:
        """What verifies the receipts, also those of earlier keys, as JWKs. Raises Unavailable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptParts:
    sources: Sources
    notary: Notary
    url: str = ""


class ReceiptCases:
    def __init__(self, parts: ReceiptParts, submissions: Reports, catalogue: Catalogue) -> None:
        self._parts = parts
        self._submissions = submissions
        self._catalogue = catalogue

    def receipt(self, submission_id: str, scope: Scope) -> str:
        """The receipt as a compact JWS. Raises NotFound, Conflict while there is nothing to sign, Unavailable."""
        submission = self._submissions.report(submission_id, scope).submission
        if submission.purpose is not Purpose.COUNTS:
            raise Conflict("Only submissions that count have receipts.")
        view = self._submissions.report(submission_id, candidate_of(submission))
        if view.report is None or view.submission.attempt != submission.attempt:
            raise Conflict("The submission is being judged again; ask when that is over.")
        graded = Graded(
            submission=view.submission,
            report=view.report,
            files=self._parts.sources.files(submission_id),
            stages=self._stages(submission.package),
        )
        return self._parts.notary.sign(claims(graded, issuer=self._parts.url or ISSUER, issued_at=utc_now()))

    def _stages(self, package: str) -> Sequence[AnyStage]:
        """None of a version that is lost, or that this judge cannot read any more: the receipt has no limits then."""
        try:
            return self._catalogue.content(package).stages
        except (NotFound, InvalidInput):
            return ()

    def public_keys(self) -> list[Mapping[str, str]]:
        """Raises Unavailable."""
        return self._parts.notary.public_keys()


def candidate_of(submission: Submission) -> Scope:
    """Whoever submitted it, with nothing but a candidate's view of it."""
    caller = Caller(
        role=Role.CANDIDATE,
        organisation=submission.organisation,
        subject=submission.owner,
        invitation=submission.invitation,
    )
    return Scope(caller, Reach.ALL)
