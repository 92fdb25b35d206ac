"""All use cases together, as the API calls them."""

from collections.abc import Mapping
from dataclasses import dataclass

from judge.domain.errors import Unavailable
from judge.domain.submission import QueueName, State
from judge.service.catalogue import Catalogue
from judge.service.keys import KeyCases
from judge.service.parts import Parts
from judge.service.quotas import Quotas
from judge.service.readiness import ReadinessCheck
from judge.service.receipts import ReceiptCases
from judge.service.registration import Registration
from judge.service.submissions import SubmissionCases
from judge.service.submit import Submit
from judge.service.views import Views
from judge.service.webhooks import WebhookCases


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """How many there are of what, for the metrics."""

    states: Mapping[State, int]
    waiting: Mapping[QueueName, int]
    workers: int


class Cases:
    def __init__(self, parts: Parts) -> None:
        catalogue = Catalogue(parts.packages, parts.runtimes)
        views = Views(parts.submissions, catalogue, parts.workers)
        self._parts = parts
        self.runtimes = parts.runtimes
        self.limits = parts.limits
        self.audit = parts.audit
        self.keys = KeyCases(parts.keys, parts.uses)
        self.challenges = catalogue
        self.quotas = Quotas(parts.rates, parts.quota_factor)
        self.submit = Submit(parts, catalogue, views, self.quotas)
        self.submissions = SubmissionCases(parts, views)
        self.receipts = ReceiptCases(parts.receipts, self.submissions, catalogue)
        self.webhooks = WebhookCases(parts.webhooks)
        self.registration = Registration(parts.folders, parts.packages, parts.runtimes)
        self.readiness = ReadinessCheck(parts, self.registration, catalogue)

    def census(self) -> Census | None:
        """None while the store is away."""
        try:
            return Census(
                states=self._parts.submissions.counts(),
                waiting=self._parts.submissions.waiting(),
                workers=len(self._parts.workers.live()),
            )
        except Unavailable:
            return None
