"""How long a submission will wait, from where it stands and what gradings took lately."""

import pytest

from judge.domain.waits import NOWHERE, Place, estimate_s
from tests.fakes.world import SEEN, World

KNOWN = Place(position=1, like_it_ms=2000, any_ms=4000)


@pytest.mark.parametrize(
    ("place", "slots", "seconds"),
    [
        (KNOWN, 1, 2.0),
        (Place(position=1, running=1, like_it_ms=2000, any_ms=4000), 1, 6.0),
        (Place(position=1, running=1, like_it_ms=2000, any_ms=4000), 2, 2.0),
        (Place(position=3, ahead=2, running=2, like_it_ms=2000, any_ms=4000), 2, 8.0),
        (Place(position=1, ahead=10, running=1, like_it_ms=2000, any_ms=4000), 1, 46.0),
        (Place(position=1, any_ms=4000), 1, 4.0),
        (Place(position=1, like_it_ms=12), 1, 0.0),
        (Place(position=1), 1, None),
        (KNOWN, 0, None),
        (NOWHERE, 4, None),
    ],
)
def test_a_wait_is_estimated_where_something_is_known_that_tells(
    place: Place, slots: int, seconds: float | None
) -> None:
    assert estimate_s(place, slots) == seconds


def test_a_waiting_submission_tells_its_estimate_only_if_somebody_can_grade_it() -> None:
    world = World()
    first = world.submit()
    world.finish(first)
    world.store.tables.usual = {"adder python": 3000.0, "*": 5000.0}
    second = world.submit()
    assert world.cases.submissions.get(second, SEEN).estimate_s is None
    world.start_worker("node")
    assert world.cases.submissions.get(second, SEEN).estimate_s is None
    world.start_worker("python", id="w2", concurrency=2)
    assert world.cases.submissions.get(second, SEEN).estimate_s == 3.0
    assert world.client.get(f"/api/v1/submissions/{second}").json["queue"] == {
        "position": 1,
        "reason": None,
        "estimate_s": 3.0,
    }
    assert world.cases.submissions.get(first, SEEN).estimate_s is None
    third = world.submit()
    assert world.cases.submissions.get(third, SEEN).estimate_s == 3.0, "two are graded at a time"
