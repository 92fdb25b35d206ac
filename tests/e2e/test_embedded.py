"""The same judge without an engine: bubblewrap boxes of the machine's own interpreters, the same verdicts."""

import pytest

from judge.config import CHECKOUT
from judge.domain.challenge import Challenge, KnownSubmission
from judge.packages import load, read_folder
from judge.runtimes import load_catalogue
from tests.e2e.judge_server import JudgeServer
from tests.stable.graded import explained


def ids(pair: tuple[Challenge, KnownSubmission]) -> str:
    return f"{pair[0].id}-{pair[1].expected}-{pair[1].name}"


pytestmark = pytest.mark.bubblewrap

RUNTIMES = ("python", "node", "cpp")
CHALLENGES = [
    load(read_folder(CHECKOUT / "challenges" / name), load_catalogue()) for name in ("sum-of-two", "event-store")
]
KNOWN = [(challenge, known) for challenge in CHALLENGES for known in challenge.known if known.runtime in RUNTIMES]


@pytest.fixture(scope="module")
def submitted(embedded_judge: JudgeServer) -> dict[str, str]:
    return {
        ids(pair): embedded_judge.submit(
            pair[0].id, pair[1].runtime, {path: content.decode() for path, content in pair[1].files.items()}
        )
        for pair in KNOWN
    }


@pytest.mark.parametrize("pair", KNOWN, ids=ids)
def test_a_known_submission_gets_the_verdict_of_its_folder_without_an_engine(
    embedded_judge: JudgeServer, submitted: dict[str, str], pair: tuple[Challenge, KnownSubmission]
) -> None:
    record = embedded_judge.record(submitted[ids(pair)], within_s=600)
    assert record["verdict"] == pair[1].expected, explained(record)
    assert record["sandbox"]["backend"] == "bubblewrap"
    assert record["sandbox"]["enforced"], "a report says what held"
