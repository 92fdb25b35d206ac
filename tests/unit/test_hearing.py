"""What candidates hear of hidden tests besides what is said: nothing by the ids of events, and little by times."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from judge.domain import events as happenings
from judge.domain.challenge import Visibility
from judge.domain.events import StateChanged
from judge.domain.redaction import candidate_test, coarse
from judge.domain.submission import State
from judge.service.hearing import Visible
from tests.fakes.world import a_test


def happened(steps: list[tuple[int, Visibility]]) -> list[tuple[str, happenings.Event]]:
    """Events with the ids that Redis gives: milliseconds, and a number within each."""
    found: list[tuple[str, happenings.Event]] = []
    ms, number = 1_700_000_000_000, 0
    for at, (later, visibility) in enumerate(steps):
        ms, number = (ms + later, 0) if later else (ms, number + 1)
        test = a_test(f"hidden/{at}", visibility=visibility)
        found.append((f"{ms}-{number}", happenings.TestEnded(stage="cases", test=test)))
    found.append((f"{ms}-{number + 1}", StateChanged(state=State.FINISHED, attempt=1)))
    return found


def hear(events: list[tuple[str, happenings.Event]], after: str = "") -> list[tuple[str, happenings.Event]]:
    """As the store and the use case do together."""
    heard = Visible(after, over=False)

    def place(event_id: str) -> tuple[int, ...]:
        return tuple(map(int, event_id.split("-")))

    return list(heard(each for each in events if not heard.start or place(each[0]) > place(heard.start)))


STEPS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([Visibility.NAME, Visibility.NONE])), max_size=12)


@given(STEPS)
def test_the_ids_a_candidate_hears_do_not_depend_on_tests_they_may_not_know_of(steps) -> None:
    events = happened(steps)
    without = [
        each
        for each in events
        if not isinstance(each[1], happenings.TestEnded) or each[1].test.visibility is not Visibility.NONE
    ]
    assert hear(events) == hear(without)
    assert len(hear(events)) == len(without)


@given(STEPS)
def test_a_candidates_stream_is_resumed_after_each_id_they_heard(steps) -> None:
    events = happened(steps)
    whole = hear(events)
    for at, (event_id, _) in enumerate(whole):
        assert hear(events, event_id) == whole[at + 1 :]
    assert hear(events, "17") == whole


@given(st.integers(0, 10**9))
def test_a_coarse_number_is_the_next_step(number) -> None:
    step = coarse(number)
    assert number <= step <= max(1, 5 * number // 2)
    assert str(step).rstrip("0") in ("", "1", "2", "5")


def test_times_and_memory_are_coarse_where_only_the_name_of_a_test_is_shown() -> None:
    test = a_test("hidden/1", visibility=Visibility.NAME, cpu_ms=123, wall_ms=9, memory_kib=9032)
    named = candidate_test(test)
    assert named is not None
    assert (named.cpu_ms, named.wall_ms, named.memory_kib) == (200, 10, 10 * 1024)
    for visibility in (Visibility.FULL, Visibility.MESSAGE):
        whole = candidate_test(replace(test, visibility=visibility))
        assert whole is not None
        assert (whole.cpu_ms, whole.wall_ms, whole.memory_kib) == (123, 9, 9032)
