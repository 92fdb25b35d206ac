"""The very moment at which an assessment opens or somebody's time ends is the first of what comes after it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.exam import Exam


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """A moment at which all clocks of the world stand still; ``Exam.after`` moves them."""
    moment = datetime.now(UTC).replace(microsecond=0)
    monkeypatch.setattr("tests.fakes.world.utc_now", lambda: moment)
    return moment


def test_at_the_moment_it_opens_people_begin_and_submit(now: datetime) -> None:
    exam = Exam(opens_at=(now + timedelta(hours=1)).isoformat())
    link = exam.invite()["link"]
    look = exam.world.cases.joining.look
    exam.after(seconds=3599)
    assert not look(link, "address").opened
    exam.after(seconds=1)
    assert look(link, "address").opened
    assert exam.join(link).submit().status_code == 202


def test_at_the_moment_of_the_deadline_a_new_link_says_that_the_time_is_over(now: datetime) -> None:
    exam = Exam(duration_s=60)
    link = exam.about(exam.candidate().invitation, "renew").json["link"]
    look = exam.world.cases.joining.look
    exam.after(seconds=59)
    assert not look(link, "address").over
    exam.after(seconds=1)
    assert look(link, "address").over
    went = exam.join(link)
    assert went.mine["time_left_s"] == 0
    exam.after(seconds=60)
    assert went.mine["time_left_s"] == 0


def test_at_the_moment_of_the_deadline_nothing_is_taken_and_feedback_opens(now: datetime) -> None:
    exam = Exam(duration_s=60)
    went = exam.candidate()
    record = went.attempt()
    exam.after(seconds=59)
    assert (went.submit().status_code, exam.world.cases.deadlines.over(record)) == (202, False)
    exam.after(seconds=1)
    assert (went.submit().json["code"], exam.world.cases.deadlines.over(record)) == ("deadline_passed", True)
