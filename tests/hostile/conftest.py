"""Whole judges for hostile tests, one for each backend, and the table of what was tried on them."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.e2e.judge_server import JudgeServer
from tests.hostile.lanes import Lanes, open_judge
from tests.hostile.programs import CLASSES, Backend

BACKENDS = [
    pytest.param(Backend.RUNC, marks=pytest.mark.docker),
    pytest.param(Backend.RUNSC, marks=pytest.mark.runsc),
    pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
]
"""A backend that this machine lacks is an error; ``make hostile`` installs all three."""

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
