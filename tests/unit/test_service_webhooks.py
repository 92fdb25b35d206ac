"""From the end of a submission to messages for the webhooks of its organisation: none is lost."""

import json

import pytest
from standardwebhooks import Webhook

from judge.domain.access import EVERYTHING
from judge.domain.errors import Unavailable
from judge.domain.webhooks import DeliveryState
from tests.fakes.office import Office
from tests.fakes.world import SECRET


@pytest.fixture
def office() -> Office:
    return Office()


def test_the_end_of_a_submission_is_told_with_a_valid_signature(office: Office) -> None:
    hook = office.hook()
    submission = office.ended()
    office.run()
    (sent,) = office.post.sent
    told = Webhook(hook.secret).verify(sent.body, sent.headers)
    assert told["type"] == "submission.finished"
    assert told["data"] == {
        "id": submission,
        "challenge": "adder",
        "challenge_version": 1,
        "runtime": "python",
        "attempt": 1,
        "owner": "ann",
        "invitation": None,
        "links": {"submission": f"https://judge.example.com/api/v1/submissions/{submission}"},
        "verdict": "wrong_answer",
        "score": 40.0,
        "max_score": 100.0,
    }
    assert office.delivery(hook).state is DeliveryState.DELIVERED
    assert office.store.outbox.read(10) == []
    office.run()
    assert len(office.post.sent) == 1


def test_a_message_holds_no_code_no_hidden_test_and_no_key(office: Office) -> None:
    hook = office.hook()
    office.ended()
    office.run()
    everything = repr(office.post.sent) + repr(office.delivery(hook))
    for secret in ("my code", SECRET, "hidden/2", hook.secret, "judge_"):
        assert secret not in everything.replace("judge_error", "")


def test_only_hooks_of_the_organisation_that_want_it_are_told(office: Office) -> None:
    office.hook("other")
    office.hook(events=("submission.cancelled",))
    office.cases.webhooks.enable(office.hook().id, EVERYTHING, on=False)
    office.ended()
    office.run()
    assert office.post.sent == []
    office.ended("other")
    office.run()
    assert len(office.post.sent) == 1


def test_what_belongs_to_no_organisation_is_told_to_those_of_none(office: Office) -> None:
    hook = office.hook("")
    office.finish(office.submit())
    office.run()
    assert office.delivery(hook).state is DeliveryState.DELIVERED


def test_news_told_twice_is_one_delivery(office: Office) -> None:
    """As when the conductor is killed after it kept the delivery, and before it struck off the news."""
    hook = office.hook()
    office.ended()
    news = office.store.outbox.read(1)
    office.run()
    office.store.tables.news += news
    office.run()
    assert office.delivery(hook).state is DeliveryState.DELIVERED
    assert len(office.post.sent) == 1


def test_a_delivery_that_was_kept_but_not_scheduled_is_scheduled_when_the_news_comes_again(office: Office) -> None:
    hook = office.hook()
    office.ended()
    news = office.store.outbox.read(1)
    office.fan_out()
    office.store.schedule.drop(hook.id, office.delivery(hook).id)
    office.store.tables.news += news
    office.run()
    assert office.delivery(hook).state is DeliveryState.DELIVERED


def test_a_store_that_is_away_loses_no_news(office: Office) -> None:
    office.hook()
    office.ended()
    add = office.store.deliveries.add

    def away(*_: object, **__: object) -> None:
        raise Unavailable("Redis")

    office.store.deliveries.add = away  # type: ignore[method-assign]  # the store is away
    with pytest.raises(Unavailable):
        office.run()
    office.store.deliveries.add = add  # type: ignore[method-assign]  # and back
    office.run()
    assert len(office.post.sent) == 1


def test_news_that_cannot_be_told_keeps_no_other_from_being_told(office: Office) -> None:
    hook = office.hook()
    office.ended()
    broken = office.store.tables.news[0]
    office.store.tables.put_news(broken)
    broken.facts["attempt"] = "none"  # type: ignore[index]  # damaged
    office.ended()
    office.run()
    assert len(office.store.deliveries.everything(f"hook:{hook.id}")) == 1


def test_points_are_null_where_it_is_being_judged_again_already(office: Office) -> None:
    office.hook()
    office.store.submissions.rejudge(office.ended())
    office.run()
    data = json.loads(office.post.sent[0].body)["data"]
    assert (data["attempt"], data["verdict"], data["score"]) == (1, "wrong_answer", None)
