"""Two reports beside each other: which tests ended otherwise."""

from judge.domain.rejudge import TestChange
from judge.domain.report import Report, TestReport


def changed_tests(old: Report, new: Report) -> tuple[TestChange, ...]:
    """The tests with another verdict or other points, by stage and name, in the order of the new report."""
    before, after = _by_name(old), _by_name(new)
    names = [*after, *(name for name in before if name not in after)]
    return tuple(_change(name, before.get(name), after.get(name)) for name in names if _differ(name, before, after))


_Tests = dict[tuple[str, str], TestReport]


def _by_name(report: Report) -> _Tests:
    return {(stage.name, test.name): test for stage in report.stages for test in stage.tests}


def _differ(name: tuple[str, str], before: _Tests, after: _Tests) -> bool:
    was, now = before.get(name), after.get(name)
    if was is None or now is None:
        return True
    return was.verdict is not now.verdict or abs(was.points - now.points) > 1e-6


def _change(name: tuple[str, str], was: TestReport | None, now: TestReport | None) -> TestChange:
    return TestChange(
        stage=name[0],
        test=name[1],
        old=was.verdict if was else None,
        new=now.verdict if now else None,
        old_points=was.points if was else 0.0,
        new_points=now.points if now else 0.0,
    )
