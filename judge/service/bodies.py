"""What a webhook's message says: one small function for each thing that can happen.

Never code, hidden tests, expected outputs or keys: a receiver that may know more asks the API for it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from judge.domain.errors import NotFound
from judge.domain.submission import State
from judge.domain.webhooks import PING, Happening, News
from judge.service.ports import Submissions

Data = dict[str, object]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the facts are looked up; ``url`` is the server's, for links."""

    submissions: Submissions
    url: str = ""


def body(happening: str, at: datetime, data: Mapping[str, object]) -> str:
    """The text that is signed and sent."""
    moment = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": happening, "timestamp": moment, "data": data}, separators=(",", ":"))


def body_of(news: News, sources: Sources) -> str | None:
    """None if what it is about is gone, or nobody knows what to say of it."""
    make = BODIES.get(news.happening)
    try:
        return body(news.happening, news.at, make(news, sources)) if make else None
    except NotFound:
        return None


def ping(hook: str, at: datetime) -> str:
    return body(PING, at, {"webhook": hook})


def about(news: News) -> str:
    return news.facts.get("submission", "")


def _submission(news: News, sources: Sources) -> Data:
    submission = sources.submissions.get(news.facts["submission"])
    return {
        "id": submission.id,
        "challenge": submission.challenge,
        "challenge_version": submission.challenge_version,
        "runtime": submission.runtime,
        "attempt": int(news.facts["attempt"]),
        "owner": submission.owner or None,
        "invitation": submission.invitation or None,
        "links": {
            "submission": f"{sources.url}/api/v1/submissions/{submission.id}",
        },
    }


def _finished(news: News, sources: Sources) -> Data:
    """Points are told of this attempt only: null where it is being judged again already."""
    report = sources.submissions.report(news.facts["submission"])
    submission = sources.submissions.get(news.facts["submission"])  # after the report, so that it tells whose that is
    same = submission.state is State.FINISHED and submission.attempt == int(news.facts["attempt"])
    return {
        **_submission(news, sources),
        "verdict": news.facts["verdict"],
        "score": float(report.score) if report and same else None,
        "max_score": float(report.max_score) or None if report and same else None,
    }


BODIES: Mapping[str, Callable[[News, Sources], Data]] = {
    Happening.FINISHED: _finished,
    Happening.CANCELLED: _submission,
}
