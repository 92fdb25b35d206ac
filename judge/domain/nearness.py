"""What makes a verdict less sure than others: limits that a test came near to, and a machine that was busy."""

from collections.abc import Iterable

from judge.domain.report import Report

SHARE = 0.9
"""Of a limit: whoever uses so much of it, or exceeds it by as little, is near it."""

NEAR: dict[str, str] = {
    "cpu_time": "processor time",
    "wall_time": "time",
    "memory": "memory",
    "output": "output",
}
"""Every limit that a test can be near to, as people call it. Codes are stable."""

MEASURED = ("cpu_time", "wall_time", "memory")
"""Those that the figures of a test show anyway: told wherever its name is."""

NOISY = 0.25
"""``noise`` above which times are doubtful."""


def near_limits(report: Report) -> tuple[str, ...]:
    """Every limit that any test or service came near to."""
    found = {limit for stage in report.stages for test in stage.tests for limit in test.near}
    found |= {limit for stage in report.stages if stage.service for limit in stage.service.near}
    return tuple(limit for limit in NEAR if limit in found)


def known_warning(name: str, limits: Iterable[str]) -> str:
    """What the author of a challenge is told of a known submission."""
    words = " and ".join(NEAR.get(limit, limit) for limit in limits)
    return (
        f"known submission {name} is within 10 % of the limit for {words}: its verdict may flip on another machine,"
        " so widen the limit or make the submission clearer"
    )


def warnings(report: Report) -> tuple[str, ...]:
    """Sentences for whoever reads ``report``, made of nothing but what is in it."""
    lines = []
    for stage in report.stages:
        for limit, word in NEAR.items():
            names = [test.name for test in stage.tests if limit in test.near]
            if stage.service and limit in stage.service.near:
                names.insert(0, "the service")
            if names:
                lines.append(_near(stage.name, word, names))
    noise = report.sandbox.noise
    if noise is not None and noise > NOISY:
        lines.append(
            f"This machine was busy: others kept the program waiting for a processor for {noise:.0%} of the time that"
            " it ran. On a calm machine its times may be shorter."
        )
    return tuple(lines)


def _near(stage: str, limit: str, names: list[str]) -> str:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return (
        f"{stage}: {names[0]}{more} came within 10 % of the limit for {limit}: on another machine the verdict may be"
        " another one."
    )
