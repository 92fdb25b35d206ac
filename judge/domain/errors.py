"""The one tree of errors; each type says what its caller should do.

JudgeError
├── InvalidInput        the caller sent something wrong: show it, do not retry
│   └── (raised with a tuple of FieldProblem)
├── NotFound            no such thing, or none that this caller may know of
├── Unauthenticated     no key, or none that is valid: send one
├── Forbidden           the key's role does not allow this at all
├── Exhausted           a bound on how many there may be is reached; ``code`` says which
├── Conflict            the thing is in a state that does not allow this
├── NotOffered          this worker has not what it needs: leave it to another one
├── Busy                try again after ``retry_after_s``
└── Unavailable         a part of ours is missing or broken: retry, then ``judge_error``
    ├── StoreFull            it has no memory for this; what makes nothing new goes on
    └── SandboxUnavailable   a box could not be had, or was lost, or spoke nonsense
        ├── NoRoom           its disk is full: what was run in it has filled it
        └── BoxBroken        the submission's own box was lost, and others work
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One problem of one field; ``message`` says what to do about it."""

    field: str
    message: str


class JudgeError(Exception):
    """``code`` is stable and in the API's documentation."""

    code = "judge_error"


class InvalidInput(JudgeError):
    code = "invalid_input"

    def __init__(self, message: str, problems: tuple[FieldProblem, ...] = (), *, code: str = "invalid_input") -> None:
        super().__init__(message)
        self.problems = problems
        self.code = code


class NotFound(JudgeError):
    code = "not_found"


class Unauthenticated(JudgeError):
    code = "unauthenticated"


class Forbidden(JudgeError):
    code = "forbidden"


class Exhausted(JudgeError):
    code = "exhausted"

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class Conflict(JudgeError):
    code = "conflict"


class Changed(Conflict):
    """Somebody else was faster: read it again."""


class Taken(Conflict):
    """A name that has to be unlike all others is another one's."""

    code = "id_taken"


class NotOffered(JudgeError):
    code = "not_offered"


class Busy(JudgeError):
    code = "busy"

    def __init__(self, message: str, *, code: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.code = code
        self.retry_after_s = retry_after_s


class Unavailable(JudgeError):
    code = "unavailable"


class StoreFull(Unavailable):
    pass


class SandboxUnavailable(Unavailable):
    code = "sandbox_unavailable"


class NoBox(SandboxUnavailable):
    """None could be made, so nothing of the submission was run: it has no part in the failure."""


class NoRoom(SandboxUnavailable):
    """Files of ours did not fit beside what the submission has left in its box."""


class BoxBroken(SandboxUnavailable):
    code = "box_broken"
