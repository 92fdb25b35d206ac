"""What a receipt says: a finished submission as its candidate may see it, and digests of what was graded.

It is made from the candidate's view and nothing else, whoever asks for it. So it cannot tell of a hidden test what the
candidate was not told already: not its outcome, and no digest of outcomes either, of which there are few enough to try.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from judge.domain.challenge import AnyStage
from judge.domain.report import Report, StageReport
from judge.domain.submission import Submission

FORMAT = 1
TYPE = "judge-receipt+jws"
"""``typ`` of the header, so that no other signed text passes for a receipt."""

Claims = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """``report`` is the candidate's view; ``stages`` are those of the challenge version."""

    submission: Submission
    report: Report
    files: Mapping[str, bytes]
    stages: Sequence[AnyStage]


def claims(graded: Graded, *, issuer: str, issued_at: datetime) -> Claims:
    submission, report = graded.submission, graded.report
    return {
        "format": FORMAT,
        "iss": issuer,
        "iat": int(issued_at.timestamp()),
        "submission": {
            "id": submission.id,
            "attempt": submission.attempt,
            "owner": submission.owner or None,
            "organisation": submission.organisation or None,
            "runtime": submission.runtime,
            "files": {path: sha256(content) for path, content in sorted(graded.files.items())},
            "created_at": _zulu(submission.created_at),
            "started_at": _zulu(submission.started_at),
            "finished_at": _zulu(submission.finished_at),
        },
        "challenge": {
            "id": submission.challenge,
            "version": submission.challenge_version,
            "package": submission.package,
            "limits": {stage.name: asdict(stage.limits) for stage in graded.stages},
        },
        "sandbox": {
            "backend": report.sandbox.backend,
            "runtime": report.sandbox.runtime,
            "image": report.sandbox.image,
            "enforced": list(report.sandbox.enforced),
        },
        "result": {
            "verdict": report.verdict,
            "score": float(report.score),
            "max_score": float(report.max_score),
            "cause": report.cause or None,
            "stages": [_stage(stage) for stage in report.stages],
        },
    }


def sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _stage(stage: StageReport) -> Claims:
    return {
        "name": stage.name,
        "kind": stage.kind,
        "verdict": stage.verdict,
        "points": float(stage.points),
        "max_points": float(stage.max_points),
        "integrity": stage.integrity,
        "tests": [
            {
                "name": test.name,
                "verdict": test.verdict,
                "points": float(test.points),
                "max_points": float(test.max_points),
            }
            for test in stage.tests
        ],
    }


def _zulu(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None
