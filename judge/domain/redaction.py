"""What a candidate may see of a report. Closed by default: a text shows only where its test's visibility says so.

Stages and the report as a whole only say the sentence of their cause: what a grader wrote there may quote a hidden
test. The build log stays, since it is about the candidate's own code alone. A service's log does not: its requests
came from the tests, so it shows only where all of them do.

``over`` says that the time of the submission's invitation is over: what the author lets open up then is seen, too.
"""

from dataclasses import asdict, replace

from judge.domain.challenge import Visibility
from judge.domain.events import Event, TestEnded
from judge.domain.messages import CAUSES
from judge.domain.nearness import MEASURED
from judge.domain.report import Evidence, Report, ServiceReport, StageReport, TestReport

STEPS = (1, 2, 5)
"""Times and memory of a test of which only the name is shown go up to the next of these, times a power of ten: what a
program does with a hidden input can tell of that input, some three bits a number instead of a dozen."""
MAX_EVIDENCE_CHARS = 8 * 1024
MAX_MESSAGE_CHARS = 2 * 1024
MAX_LOG_CHARS = 64 * 1024

_CUT = "\n… (cut)"


def candidate_report(report: Report, *, over: bool = False) -> Report:
    """The report without what its candidate may not see."""
    return replace(
        report,
        message=CAUSES.get(report.cause, ""),
        stages=tuple(_stage(stage, over=over) for stage in report.stages),
        build=replace(report.build, log=_bounded(report.build.log, MAX_LOG_CHARS)),
    )


def opens_up(report: Report) -> bool:
    """Whether more of it can be seen once the time is over."""
    return any(test.after_deadline is not Visibility.NONE for stage in report.stages for test in stage.tests)


def candidate_event(event: Event, *, over: bool = False) -> Event | None:
    """The event as the candidate may hear it; none if it is about a test they may not know of."""
    if isinstance(event, TestEnded):
        test = candidate_test(event.test, over=over)
        return replace(event, test=test) if test else None
    return event


def candidate_test(test: TestReport, *, over: bool = False) -> TestReport | None:
    """The test as its visibility allows; the cause stays where the name does, since the verdict half tells it."""
    match _seen(test, over=over):
        case Visibility.FULL:
            message, evidence = _bounded(test.message, MAX_MESSAGE_CHARS), _bounded_evidence(test.evidence)
        case Visibility.MESSAGE:
            message, evidence = _bounded(test.message, MAX_MESSAGE_CHARS), Evidence()
        case Visibility.NAME:
            return replace(
                test,
                message="",
                evidence=Evidence(),
                detail="",
                cpu_ms=coarse(test.cpu_ms),
                wall_ms=coarse(test.wall_ms),
                memory_kib=coarse(-(-test.memory_kib // 1024)) * 1024,
                near=tuple(limit for limit in test.near if limit in MEASURED),
            )
        case _:
            return None
    return replace(test, message=message, evidence=evidence, detail="")


def coarse(number: int) -> int:
    """The next of the steps that is not smaller."""
    power = 1
    while number > STEPS[-1] * power:
        power *= 10
    return next(step * power for step in STEPS if number <= step * power) if number > 0 else 0


def _seen(test: TestReport, *, over: bool) -> Visibility:
    return test.visibility.or_more(test.after_deadline) if over else test.visibility


def _stage(stage: StageReport, *, over: bool) -> StageReport:
    seen = (candidate_test(test, over=over) for test in stage.tests)
    all_full = bool(stage.tests) and all(_seen(test, over=over) is Visibility.FULL for test in stage.tests)
    return replace(
        stage,
        message=CAUSES.get(stage.cause, ""),
        tests=tuple(test for test in seen if test is not None),
        service=_service(stage.service, all_full=all_full) if stage.service else None,
    )


def _service(service: ServiceReport, *, all_full: bool) -> ServiceReport:
    """What it cost; what it printed, how it ended and how often it was started may tell of a hidden test."""
    if not all_full:
        return replace(service, log="", exit="", starts=min(service.starts, 1))
    cut = len(service.log) > MAX_LOG_CHARS
    return replace(service, log=f"(cut) …\n{service.log[-MAX_LOG_CHARS:]}" if cut else service.log)


def _bounded_evidence(evidence: Evidence) -> Evidence:
    return Evidence(**{name: _bounded(text, MAX_EVIDENCE_CHARS) for name, text in asdict(evidence).items()})


def _bounded(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit] + _CUT
