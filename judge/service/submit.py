"""Taking a submission: checked completely, stored in one step, then sent to the workers."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import structlog

from judge.domain.access import Caller, Role, Scope
from judge.domain.challenge import Challenge
from judge.domain.errors import Conflict, Exhausted, JudgeError
from judge.domain.submission import QueueName, State
from judge.service.admissions import Admissions
from judge.service.catalogue import Catalogue
from judge.service.checks import Checks
from judge.service.parts import Parts
from judge.service.ports import Created, NewSubmission
from judge.service.quotas import Quotas, What
from judge.service.sending import tell_workers
from judge.service.views import SubmissionView, Views

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a candidate sends; nothing of it is checked yet but its types."""

    challenge: str
    runtime: str
    files: Mapping[str, bytes]
    idempotency_key: str = ""


class KeyReused(Conflict):
    code = "idempotency_key_reused"


@dataclass(frozen=True, slots=True)
class Submitted:
    view: SubmissionView
    replayed: bool


class Submit:
    def __init__(
        self, parts: Parts, catalogue: Catalogue, views: Views, quotas: Quotas, admissions: Admissions
    ) -> None:
        self._admissions = admissions
        self._quotas = quotas
        self._parts = parts
        self._checks = Checks(parts, catalogue)
        self._views = views

    def __call__(self, request: Request, scope: Scope) -> Submitted:
        """Check, store and send one submission. Raises as :meth:`reading` does."""
        return self.reading(lambda: request, scope)

    def reading(self, read: Callable[[], Request], scope: Scope) -> Submitted:
        """The same for one that has yet to be read. That costs something: whoever has sent too many is refused before.

        Raises:
            InvalidInput: with every problem found.
            Busy: the queue is full, or the caller has sent too much.
            KeyReused: the idempotency key belongs to another request.
            NotOpen, Late, NoAttemptsLeft: not now, or not again, under the sender's invitation.
        """
        self._quotas.count(scope, What.SUBMISSIONS)
        request = read()
        self._quotas.charge(scope, sum(map(len, request.files.values())))
        key, fingerprint, queue = _idempotency_key(request, scope.caller), _fingerprint(request), queue_of(scope.caller)
        try:
            published = self._checks(request, scope)
            admission = self._admissions(scope.caller, published.challenge.id)
        except JudgeError:
            # What was taken then may not be taken now: the challenge has changed. The first answer still holds.
            with _for_one_request():
                first = self._parts.submissions.replay(key, fingerprint) if key else None
            if first is None:
                raise
            return self._replayed(first, queue)
        new = NewSubmission(
            challenge=published.challenge.id,
            challenge_version=published.version.number,
            package=published.version.package,
            runtime=request.runtime,
            files=request.files,
            idempotency_key=key,
            fingerprint=fingerprint,
            queue=queue,
            owner=scope.caller.subject,
            organisation=scope.caller.organisation,
            invitation=admission.invitation,
            needs=needs(published.challenge, request.runtime),
            bounds=(*admission.bounds, *self._quotas.bounds(scope)),
            indexes=(
                "all",
                *owned_lists(scope.caller),
                f"challenge:{published.challenge.id}",
                *admission.indexes,
            ),
        )
        try:
            with _for_one_request():
                created = self._parts.submissions.create(new)
        except Exhausted as error:
            raise admission.refusal(error) from error
        if created.replayed:  # another request with this key was quicker
            return self._replayed(created, queue)
        tell_workers(self._parts.dispatch, created.submission)
        return Submitted(self._views.waiting(created.submission, created.place), replayed=False)

    def _replayed(self, first: Created, queue: QueueName) -> Submitted:
        """What the first answer said, whatever has happened since."""
        submission = replace(
            first.submission,
            state=State.QUEUED,
            attempt=1,
            queue=queue,
            started_at=None,
            finished_at=None,
            outcome=None,
            rejudges=(),
        )
        view = self._views.waiting(submission, first.place)
        if first.submission.rejudges:  # graded with another version since
            for oldest in self._parts.submissions.earlier(submission.id)[:1]:  # none if it was forgotten just now
                sent = replace(view.submission, challenge_version=oldest.version)
                view = replace(view, submission=sent, max_score=oldest.report.max_score or view.max_score)
        return Submitted(view, replayed=True)


@contextmanager
def _for_one_request() -> Iterator[None]:
    """A Conflict in here is one about an idempotency key."""
    try:
        yield
    except Conflict as error:
        raise KeyReused(str(error)) from error


def queue_of(caller: Caller) -> QueueName:
    """Machines go behind people."""
    return QueueName.BATCH if caller.role is Role.CI else QueueName.INTERACTIVE


def owned_lists(caller: Caller) -> tuple[str, ...]:
    """Names of the lists that a caller's submissions are in."""
    lists = [f"{name}:{value}" for name, value in (("owner", caller.subject), ("organisation", caller.organisation))]
    return tuple(name for name in lists if not name.endswith(":"))


def needs(challenge: Challenge, *runtimes: str) -> tuple[str, ...]:
    """What a worker must offer to grade it."""
    service = ("service",) if challenge.services else ()
    return (
        *(f"runtime:{each}" for each in runtimes),
        *service,
        *(f"sidecar:{each}" for each in sorted(challenge.sidecar_types)),
    )


def _idempotency_key(request: Request, caller: Caller) -> str:
    """Nobody gets the answer to somebody else's request, nor gets in the way of what the judge itself sends once."""
    if not request.idempotency_key:
        return ""
    return f"sent {caller.organisation}/{caller.subject} {request.idempotency_key}"


def _fingerprint(request: Request) -> str:
    """A digest of all that a submission asks for; the order of its files does not count. Empty without a key.

    It is made of what is not checked yet: a path may be no proper text.
    """
    if not request.idempotency_key:
        return ""
    digest = hashlib.sha256()
    parts = [request.challenge.encode(), request.runtime.encode()]
    for path in sorted(request.files):
        parts += [path.encode(errors="surrogatepass"), request.files[path]]
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()
