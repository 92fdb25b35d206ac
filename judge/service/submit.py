"""Taking a submission: checked completely, stored in one step, then sent to the workers."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import structlog

from judge.domain.access import Caller, Role, Scope
from judge.domain.challenge import Challenge
from judge.domain.errors import Conflict, Exhausted, FieldProblem, InvalidInput, NotFound, Unavailable
from judge.domain.paths import collisions, shown
from judge.domain.submission import QueueName, State
from judge.service.catalogue import Catalogue, Published
from judge.service.files import field_of, file_problems
from judge.service.parts import Parts
from judge.service.ports import NewSubmission
from judge.service.quotas import Quotas, What, pending
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
    def __init__(self, parts: Parts, catalogue: Catalogue, views: Views, quotas: Quotas) -> None:
        self._quotas = quotas
        self._parts = parts
        self._catalogue = catalogue
        self._views = views

    def __call__(self, request: Request, scope: Scope) -> Submitted:
        """Check, store and send one submission.

        Raises:
            InvalidInput: with every problem found.
            Busy: the queue is full, or the caller has sent too much.
            KeyReused: the idempotency key belongs to another request.
        """
        self._quotas.spend(scope, What.SUBMISSIONS, sum(map(len, request.files.values())))
        published = self._check(request, scope)
        new = NewSubmission(
            challenge=published.challenge.id,
            challenge_version=published.version.number,
            package=published.version.package,
            runtime=request.runtime,
            files=request.files,
            idempotency_key=f"{scope.caller.subject} {request.idempotency_key}" if request.idempotency_key else "",
            fingerprint=_fingerprint(request) if request.idempotency_key else "",
            queue=QueueName.BATCH if scope.caller.role is Role.CI else QueueName.INTERACTIVE,
            owner=scope.caller.subject,
            organisation=scope.caller.organisation,
            needs=needs(published.challenge, request.runtime),
            bounds=self._quotas.bounds(scope),
            indexes=("all", *owned_lists(scope.caller), f"challenge:{published.challenge.id}"),
        )
        try:
            created = self._parts.submissions.create(new)
        except Conflict as error:
            raise KeyReused(str(error)) from error
        except Exhausted as error:
            raise pending() from error
        submission = created.submission
        if created.replayed:
            # A replay says again what the first answer said, whatever has happened since.
            submission = replace(
                submission,
                state=State.QUEUED,
                attempt=1,
                queue=new.queue,
                started_at=None,
                finished_at=None,
                outcome=None,
            )
        else:
            try:
                self._parts.dispatch.send(submission)
            except Unavailable as error:
                # It is stored; the janitor sends what is queued and on no queue.
                _log.warning("dispatch_failed", submission=submission.id, error=str(error))
        return Submitted(self._views.waiting(submission, created.position), created.replayed)

    def _check(self, request: Request, scope: Scope) -> Published:
        problems: list[tuple[str, FieldProblem]] = []
        published: Published | None = None
        try:
            published = self._catalogue.current(request.challenge, scope)
        except NotFound:
            message = f"there is no challenge {shown(request.challenge)}; GET /api/v1/challenges lists them"
            problems.append(("unknown_challenge", FieldProblem("challenge", message)))
        if request.runtime not in self._parts.runtimes:
            known = ", ".join(sorted(self._parts.runtimes))
            message = f"there is no runtime {shown(request.runtime)}; use one of {known}"
            problems.append(("unknown_runtime", FieldProblem("runtime", message)))
        elif published and request.runtime not in published.challenge.runtimes:
            allowed = ", ".join(published.challenge.runtimes)
            message = f"{request.runtime} is not allowed for this challenge; use one of {allowed}"
            problems.append(("runtime_not_allowed", FieldProblem("runtime", message)))
        bad_files = file_problems(request.files, self._parts.limits)
        problems += [("invalid_files", problem) for problem in bad_files]
        if published and not problems:
            problems += self._layout_problems(request, published.challenge)
        if problems or published is None:
            codes = {code for code, _ in problems}
            code = codes.pop() if len(codes) == 1 else "invalid_input"
            raise InvalidInput("The submission cannot be taken.", tuple(problem for _, problem in problems), code=code)
        return published

    def _layout_problems(self, request: Request, challenge: Challenge) -> Iterator[tuple[str, FieldProblem]]:
        """What is wrong once the challenge's own files lie beside the submitted ones."""
        given = challenge.files_for(request.runtime, {})
        main = challenge.main_file(request.runtime, self._parts.runtimes[request.runtime].main)
        if main not in request.files and main not in given:
            message = f"has no {main}, the file that is started; send it"
            yield "missing_main_file", FieldProblem("files", message)
        beside = [path for path in given if path not in request.files]
        for path, problem in collisions([*beside, *request.files]):
            yield "invalid_files", FieldProblem(field_of(path), problem)


def owned_lists(caller: Caller) -> tuple[str, ...]:
    """Names of the lists that a caller's submissions are in."""
    lists = [f"{name}:{value}" for name, value in (("owner", caller.subject), ("organisation", caller.organisation))]
    return tuple(name for name in lists if not name.endswith(":"))


def needs(challenge: Challenge, runtime: str) -> tuple[str, ...]:
    """What a worker must offer to grade it."""
    service = ("service",) if challenge.services else ()
    return (f"runtime:{runtime}", *service, *(f"sidecar:{each}" for each in sorted(challenge.sidecar_types)))


def _fingerprint(request: Request) -> str:
    """A digest of all that a submission asks for; the order of its files does not count."""
    digest = hashlib.sha256()
    parts = [request.challenge.encode(), request.runtime.encode()]
    for path in sorted(request.files):
        parts += [path.encode(), request.files[path]]
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()
