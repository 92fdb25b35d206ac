"""A link can be used once: whoever used it gets the key, whatever cannot be read or written any more by then."""

import pytest

from judge.domain.errors import Unavailable
from tests.fakes.exam import Exam
from tests.unit.test_joining import join


@pytest.fixture
def exam(monkeypatch: pytest.MonkeyPatch) -> Exam:
    """One whose store answers nothing any more as soon as a link is used up."""
    exam = Exam()
    store = exam.world.store
    update = store.invitations.update

    def away(*_: object) -> None:
        raise Unavailable("Redis: connection refused")

    def last_write(invitation: str, change: object) -> object:
        changed = update(invitation, change)
        unread = [(part, "read") for part in (store.assessments, store.invitations, store.keys)]
        for part, name in ((store.audit, "write"), (store.packages, "latest"), *unread):
            monkeypatch.setattr(part, name, away)
        return changed

    monkeypatch.setattr(store.invitations, "update", last_write)
    return exam


def test_a_client_gets_the_key_without_the_assessment(exam: Exam) -> None:
    answer = join(exam.world, exam.invite()["link"])
    assert (answer.status_code, answer.json["assessment"]) == (200, None)
    assert answer.json["key"].startswith("judge_")


def test_the_page_shows_the_key_and_what_one_is_invited_to(exam: Exam) -> None:
    link = exam.invite()["link"]
    answer = exam.world.app.test_client().post(link[link.index("/join") :])
    assert answer.status_code == 200
    assert "judge_" in answer.text
