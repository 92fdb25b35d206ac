"""All use cases together, as the API calls them."""

from collections.abc import Mapping
from dataclasses import dataclass

from judge.domain.errors import Unavailable
from judge.domain.submission import QueueName, State
from judge.service.admissions import Admissions
from judge.service.assessments import AssessmentCases
from judge.service.catalogue import Catalogue
from judge.service.deadlines import Deadlines
from judge.service.invitations import InvitationCases
from judge.service.joining import JoinCases
from judge.service.keys import KeyCases
from judge.service.participation import Participation
from judge.service.parts import Parts
from judge.service.quotas import Quotas
from judge.service.readiness import ReadinessCheck
from judge.service.receipts import ReceiptCases
from judge.service.registration import Registration
from judge.service.rejudges import Rejudges
from judge.service.results import ResultCases
from judge.service.runs import RunCases
from judge.service.similarity import Similarity
from judge.service.standings import Standings
from judge.service.submissions import SubmissionCases
from judge.service.submit import Submit
from judge.service.uploads import Uploads
from judge.service.versions import VersionCases
from judge.service.views import Views
from judge.service.webhooks import WebhookCases


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """How many there are of what, for the metrics."""

    states: Mapping[State, int]
    waiting: Mapping[QueueName, int]
    workers: int
    set_aside: int


class Cases:
    def __init__(self, parts: Parts) -> None:
        standings = Standings(parts.submissions)
        admissions = Admissions(parts.assessments, parts.invitations, standings, parts.now)
        catalogue = Catalogue(parts.packages, parts.runtimes, admissions.challenges)
        self.deadlines = Deadlines(parts.assessments, parts.invitations, parts.now)
        views = Views(parts.submissions, catalogue, parts.workers, self.deadlines.over)
        self._parts = parts
        self.runtimes = parts.runtimes
        self.url = parts.url
        self.limits = parts.limits
        self.max_package_bytes = parts.max_package_bytes
        self.audit = parts.audit
        self.aside = parts.aside
        self.keys = KeyCases(parts.keys, parts.uses, parts.now, admissions.place)
        self.challenges = catalogue
        self.quotas = Quotas(parts.rates, parts.quota_factor, parts.organisation_mib_per_day)
        self.submit = Submit(parts, catalogue, views, self.quotas, admissions)
        self.submissions = SubmissionCases(parts, views, self.quotas.listeners)
        self.receipts = ReceiptCases(parts.receipts, self.submissions, catalogue)
        self.rejudges = Rejudges(parts, catalogue)
        self.assessments = AssessmentCases(parts, catalogue, standings)
        self.results = ResultCases(parts, catalogue, self.assessments)
        self.similarity = Similarity(parts.comparisons, self.results, catalogue, self.quotas.spend_task)
        self.invitations = InvitationCases(parts, self.assessments, self.keys)
        self.joining = JoinCases(parts, catalogue, self.keys)
        self.participation = Participation(parts, admissions, standings, views, catalogue)
        self.runs = RunCases(parts, catalogue, views, self.quotas, admissions)
        self.webhooks = WebhookCases(parts.webhooks)
        self.versions = VersionCases(parts, catalogue)
        self.uploads = Uploads(parts, self.versions, self.quotas)
        self.registration = Registration(parts.folders, parts.packages, parts.versions, parts.runtimes)
        self.readiness = ReadinessCheck(parts, self.registration, catalogue, self.keys.any)

    def census(self) -> Census | None:
        """None while the store is away."""
        try:
            return Census(
                states=self._parts.submissions.counts(),
                waiting=self._parts.submissions.waiting(),
                workers=len(self._parts.workers.live()),
                set_aside=self._parts.submissions.set_aside(),
            )
        except Unavailable:
            return None
