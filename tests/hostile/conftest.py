"""Whole judges for hostile tests, one for each backend, and the table of what was tried on them."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.e2e.judge_server import JudgeServer
from tests.hostile.lanes import Lanes, open_judge
from tests.hostile.programs import CLASSES, Backend, Program

collect_ignore = ["challenges", "corpus"]
"""Data: tests of submissions, and submissions."""

BACKENDS = [
    pytest.param(Backend.RUNC, marks=pytest.mark.docker),
    pytest.param(Backend.RUNSC, marks=pytest.mark.runsc),
    pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
]
"""A backend that this machine lacks is an error; ``make hostile`` installs all three."""

ON_THE_HOST = ("python", "node", "cpp")

A_SERVICE = "solve-http"
"""The challenge that asks for one. On gVisor none are offered, and such a submission waits for another worker."""

SLOW_ON_GVISOR = ("build", "leaks", "forged")
SLOW_FILES = ("test_builds.py", "test_leaks.py")
"""What ``make hostile`` tries on gVisor and ``make test`` does not: there a build takes up to a minute."""

CONTAINED = pytest.StashKey[dict[tuple[str, Backend], Counter[bool]]]()
"""By class and backend: how many attacks were contained, and how many were not."""


@pytest.fixture(scope="module", params=BACKENDS, ids=str)
def backend(request: pytest.FixtureRequest) -> Backend:
    """For one backend only: ``@pytest.mark.parametrize("backend", [Backend.RUNC], indirect=True)``."""
    return Backend(request.param)


@pytest.fixture(scope="module")
def judge(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgeServer]:
    """A whole judge with the challenges of the corpus."""
    with open_judge(backend, tmp_path_factory.mktemp("hostile")) as server:
        yield server


@pytest.fixture(scope="module")
def lanes(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lanes]:
    """Two of them."""
    pair = Lanes(backend, tmp_path_factory.mktemp("lanes"))
    try:
        pair.start()
        yield pair
    finally:
        pair.stop()


def attacks(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, Backend, Program]]:
    """Of these tests the ones that run a program of the corpus."""
    for item in items:
        values = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        if isinstance(values.get("program"), Program) and "backend" in values:
            yield item, values["backend"], values["program"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In bubblewrap the host's own languages run, and the set-up installs three of them; images bring all. On gVisor
    there are no services."""
    dropped = [
        item
        for item, of, program in attacks(items)
        if (of is Backend.BUBBLEWRAP and program.runtime not in ON_THE_HOST)
        or (of is Backend.RUNSC and program.challenge == A_SERVICE)
    ]
    if not config.getoption("--whole"):
        dropped += [
            item for item, of, program in attacks(items) if of is Backend.RUNSC and program.kind in SLOW_ON_GVISOR
        ]
        slow = [item for item in items if item.path.name in SLOW_FILES]
        dropped += [item for item in slow if item.get_closest_marker("runsc")]
    config.hook.pytest_deselected(items=dropped)
    items[:] = [item for item in items if item not in dropped]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[CONTAINED] = {}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    counted = config.stash[CONTAINED]
    if not counted:
        return
    terminalreporter.section("attacks: tried / contained")
    terminalreporter.write_line(f"{'class':<12}" + "".join(f"{each:>14}" for each in Backend))
    for name in CLASSES:
        if any((name, each) in counted for each in Backend):
            cells = (_cell(counted.get((name, each), Counter())) for each in Backend)
            terminalreporter.write_line(f"{name:<12}" + "".join(f"{cell:>14}" for cell in cells))
    sums = (sum((counts for (_, of), counts in counted.items() if of is each), Counter()) for each in Backend)
    terminalreporter.write_line(f"{'all':<12}" + "".join(f"{_cell(each):>14}" for each in sums))


def _cell(counts: Counter[bool]) -> str:
    return f"{counts.total()} / {counts[True]}" if counts else "-"
