"""Telling the workers of a submission that is in the store."""

import structlog

from judge.domain.errors import Unavailable
from judge.domain.submission import Submission
from judge.service.ports import Dispatch

_log = structlog.get_logger(__name__)


def tell_workers(dispatch: Dispatch, submission: Submission) -> None:
    """A message that cannot be sent is no failure: the janitor sends what is queued and on no queue."""
    try:
        dispatch.send(submission)
    except Unavailable as error:
        _log.warning("dispatch_failed", submission=submission.id, error=str(error))
