"""Every kind of stage: how it is graded, and whether its tests share a process with the submission. A new kind is one
module and one row here."""

from collections.abc import Mapping
from dataclasses import dataclass

from judge.domain.challenge import StageKind
from judge.domain.report import Integrity
from worker.graders.http.grade import grade_http
from worker.graders.stage import Grader
from worker.graders.stdio import grade_stdio
from worker.graders.suite import grade_suite


@dataclass(frozen=True, slots=True)
class Kind:
    grade: Grader
    integrity: Integrity


KINDS: Mapping[StageKind, Kind] = {
    StageKind.STDIO: Kind(grade_stdio, Integrity.ISOLATED),
    StageKind.SUITE: Kind(grade_suite, Integrity.IN_PROCESS),
    StageKind.HTTP: Kind(grade_http, Integrity.ISOLATED),
}
