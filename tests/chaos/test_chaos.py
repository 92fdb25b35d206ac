"""The chaos run in its short form. Of the tests with boxes it is the first: it restarts the engine, and no other judge
has any on it yet. An engine that has others' containers, or that a service manager runs, is left alone.
"""

import pytest

from judge.config import CHECKOUT
from tests.chaos import fault_engine
from tests.chaos.plan import Plan
from tests.chaos.run import run
from tests.chaos.told import told

pytestmark = pytest.mark.docker


def test_while_everything_breaks_nothing_is_lost_doubled_changed_or_left_over() -> None:
    why_not = fault_engine.may_be_restarted()
    plan = Plan(
        home=CHECKOUT / ".judge" / "chaos-test",
        submissions=130,
        seed=5,
        backend="docker",
        pause_s=2.0,
        decks=1,
        engine=not why_not,
    )
    outcome = run(plan, print)
    print("\n".join(told(outcome)), f"engine left alone: {why_not}" if why_not else "")
    assert outcome.findings == []
