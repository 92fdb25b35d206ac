import threading
import time
from collections.abc import Callable
from contextlib import closing, nullcontext
from itertools import islice

import pytest

from judge.domain import events as told
from judge.domain.access import EVERYTHING
from judge.domain.errors import Conflict, NotFound
from judge.domain.report import Report
from judge.domain.submission import QueueName, State
from judge.service import submissions
from judge.service.ports import Query
from tests.fakes.world import SECRET, SEEN, World, wrong_report


def later(act: Callable[[], object], after_s: float = 0.05) -> threading.Timer:
    timer = threading.Timer(after_s, act)
    timer.start()
    return timer


def test_a_queued_submission_says_its_place_and_what_it_waits_for() -> None:
    world = World()
    first, second = world.submit(), world.submit()
    assert world.cases.submissions.get(second, SEEN).position == 2
    assert world.cases.submissions.get(first, SEEN).reason == "no worker is running"
    world.start_worker("node")
    assert world.cases.submissions.get(first, SEEN).reason == "no worker offers python"
    world.start_worker("python", queues=(QueueName.BATCH,))
    assert "serves the interactive queue" in world.cases.submissions.get(first, SEEN).reason
    world.start_worker("python")
    assert world.cases.submissions.get(first, SEEN).reason == ""


def test_a_finished_submission_shows_the_redacted_report() -> None:
    world = World()
    submission_id = world.submit()
    world.finish(submission_id)
    view = world.cases.submissions.get(submission_id, SEEN)
    assert view.report is not None
    assert (view.report.score, view.position, view.reason) == (40.0, 0, "")
    assert SECRET not in repr(view)


def test_a_submission_that_could_not_be_graded_still_says_how_much_there_was_to_get() -> None:
    world = World()
    submission_id = world.submit()
    world.finish(submission_id, Report(cause="sandbox_failed"))
    view = world.cases.submissions.get(submission_id, SEEN)
    assert view.report is not None
    assert (view.report.score, view.max_score) == (0.0, 100.0)


@pytest.mark.parametrize("submission_id", ["x", "", "../x", "a" * 65, "é", "01ARZ3NDEKTSV4RRFFQ69G5FAV"])
def test_unknown_ids_are_not_found(submission_id: str) -> None:
    with pytest.raises(NotFound):
        World().cases.submissions.get(submission_id, SEEN)


def waited(world: World, submission_id: str) -> State:
    """As it is when the wait ends, which must be long before its minute is over."""
    began = time.monotonic()
    state = world.cases.submissions.wait(submission_id, 60, SEEN).submission.state
    assert time.monotonic() - began < 30
    return state


def test_a_waiter_hears_of_the_verdict_at_once() -> None:
    world = World()
    submission_id = world.submit()
    timer = later(lambda: world.finish(submission_id))
    assert waited(world, submission_id) is State.FINISHED
    timer.join()


def test_a_waiter_gets_the_record_as_it_stands_when_the_time_is_over() -> None:
    world = World()
    started = time.monotonic()
    assert world.cases.submissions.wait(world.submit(), 0.1, SEEN).submission.state is State.QUEUED
    assert time.monotonic() - started >= 0.1


def test_a_waiter_is_sent_home_when_the_server_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "SLICE_S", 0.02)
    world = World()
    submission_id = world.submit()
    timer = later(lambda: setattr(world, "stopping", True))
    assert waited(world, submission_id) is State.QUEUED
    timer.join()


def test_a_waiter_waits_on_while_it_is_graded() -> None:
    world = World()
    submission_id = world.submit()
    lease = world.store.leases.claim(QueueName.INTERACTIVE, "w1", 60)
    assert lease is not None
    timer = later(lambda: world.store.leases.finish(lease, wrong_report()))
    assert world.cases.submissions.wait(submission_id, 60, SEEN).submission.state is State.FINISHED
    timer.join()


def test_a_waiter_who_heard_nothing_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """News is lost while the store reconnects."""

    class Deaf:
        def wait(self, _timeout_s: float) -> bool:
            time.sleep(0.01)
            return False

    world = World()
    submission_id = world.submit()
    monkeypatch.setattr(submissions, "RECHECK_S", 0.02)
    monkeypatch.setattr(world.store.events, "watch", lambda _id: nullcontext(Deaf()))
    timer = later(lambda: world.finish(submission_id))
    assert world.cases.submissions.wait(submission_id, 60, SEEN).submission.state is State.FINISHED
    timer.join()


def test_a_cancelled_submission_ends_the_wait() -> None:
    world = World()
    submission_id = world.submit()
    timer = later(lambda: world.cases.submissions.cancel(submission_id, SEEN))
    assert world.cases.submissions.wait(submission_id, 60, SEEN).submission.state is State.CANCELLED
    timer.join()


@pytest.mark.parametrize("end", ["finish", "cancel"])
def test_for_what_is_over_nobody_waits(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    class Waited:
        def wait(self, _timeout_s: float) -> bool:
            raise AssertionError("there is nothing to wait for")

    world = World()
    submission_id = world.submit()
    getattr(world if end == "finish" else world.store.submissions, end)(submission_id)
    monkeypatch.setattr(world.store.events, "watch", lambda _id: nullcontext(Waited()))
    assert world.cases.submissions.wait(submission_id, 60, SEEN).submission.finished_at is not None
    last = [event_id for event_id, _ in world.store.events.read(submission_id)][-1]
    assert world.cases.submissions.over(submission_id, last, EVERYTHING)


def test_a_rejudged_submission_waits_again_and_shows_no_old_report() -> None:
    world = World()
    submission_id = world.submit()
    with pytest.raises(Conflict):
        world.cases.submissions.rejudge(submission_id, SEEN)
    world.finish(submission_id)
    view = world.cases.submissions.rejudge(submission_id, SEEN)
    assert (view.submission.state, view.submission.attempt, view.report) == (State.QUEUED, 2, None)
    assert world.dispatch.sent[-1] == (submission_id, 2, "batch")


def test_events_are_followed_to_the_end_without_what_is_hidden() -> None:
    world = World()
    submission_id = world.submit()
    timer = later(lambda: world.finish(submission_id))
    heard = [item for item in world.cases.submissions.events(submission_id, "", SEEN) if item]
    timer.join()
    events = [event for _, event in heard]
    states = [event.state for event in events if isinstance(event, told.StateChanged)]
    assert states == [State.QUEUED, State.RUNNING, State.FINISHED]
    assert [event.test.name for event in events if isinstance(event, told.TestEnded)] == ["sample/1", "hidden/2"]
    assert SECRET not in repr(events)
    middle = heard[2][0]
    assert list(world.cases.submissions.events(submission_id, middle, SEEN)) == heard[3:]
    assert world.cases.submissions.over(submission_id, heard[-1][0], SEEN)
    assert not world.cases.submissions.over(submission_id, middle, SEEN)
    assert list(world.cases.submissions.events(submission_id, heard[-1][0], SEEN)) == []


def test_who_has_heard_all_there_is_may_expect_more_until_the_end() -> None:
    world = World()
    submission_id = world.submit()
    with closing(world.cases.submissions.events(submission_id, "", SEEN)) as stream:
        heard = next(stream)
    assert heard is not None
    assert not world.cases.submissions.over(submission_id, heard[0], SEEN)


def test_events_of_a_rejudged_submission_go_on_to_the_second_verdict() -> None:
    world = World()
    submission_id = world.submit()
    world.finish(submission_id)
    world.cases.submissions.rejudge(submission_id, SEEN)
    timer = later(lambda: world.finish(submission_id))
    events = [item[1] for item in world.cases.submissions.events(submission_id, "", SEEN) if item]
    timer.join()
    finished = [event.attempt for event in events if isinstance(event, told.StateChanged) and event.verdict]
    assert finished == [1, 2]


def test_a_quiet_stream_gives_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "HEARTBEAT_S", 0.02)
    world = World()
    stream = world.cases.submissions.events(world.submit(), "", SEEN)
    assert next(stream) is not None
    assert next(stream) is None
    assert next(stream) is None


def test_a_stream_ends_when_the_server_stops() -> None:
    world = World()
    stream = world.cases.submissions.events(world.submit(), "", SEEN)
    assert next(stream) is not None
    world.stopping = True
    assert len(list(islice(stream, 10))) < 10


def test_lists_are_filtered_and_paged() -> None:
    world = World()
    ids = [world.submit() for _ in range(3)]
    other = world.submit(challenge="other")
    world.finish(ids[0])
    page = world.cases.submissions.page(Query(challenge="adder", limit=2), SEEN)
    assert [view.submission.id for view in page.views] == [ids[2], ids[1]]
    rest = world.cases.submissions.page(Query(challenge="adder", limit=2, cursor=page.cursor), SEEN)
    assert [view.submission.id for view in rest.views] == [ids[0]]
    assert rest.cursor == ""
    assert rest.views[0].report is not None
    queued = world.cases.submissions.page(Query(state=State.QUEUED), SEEN).views
    assert {view.submission.id for view in queued} == {ids[1], ids[2], other}
