"""The chaos run in its short form: two or three minutes, in which each kind of fault happens at least once."""

import pytest

from judge.config import CHECKOUT
from tests.chaos.plan import Plan
from tests.chaos.run import run
from tests.chaos.told import told

pytestmark = pytest.mark.docker


def test_while_everything_breaks_nothing_is_lost_doubled_changed_or_left_over() -> None:
    plan = Plan(
        home=CHECKOUT / ".judge" / "chaos-test",
        submissions=130,
        seed=20,
        backend="docker",
        pause_s=2.0,
        decks=1,
    )
    outcome = run(plan, print)
    print("\n".join(told(outcome)))
    assert outcome.findings == []
