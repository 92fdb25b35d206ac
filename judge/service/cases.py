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
from judge.service.registration import Registration
from judge.service.submissions import SubmissionCases
from judge.service.submit import Submit
from judge.service.uploads import Uploads
from judge.service.versions import VersionCases
from judge.service.views import Views


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
        self.max_package_bytes = parts.max_package_bytes
        self.audit = parts.audit
        self.aside = parts.aside
        self.keys = KeyCases(parts.keys, parts.uses)
        self.challenges = catalogue
        self.quotas = Quotas(parts.rates, parts.quota_factor)
        self.submit = Submit(parts, catalogue, views, self.quotas)
        self.submissions = SubmissionCases(parts, views)
        self.versions = VersionCases(parts, catalogue)
        self.uploads = Uploads(parts, self.versions, self.quotas)
        self.registration = Registration(parts.folders, parts.packages, parts.versions, parts.runtimes)
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
