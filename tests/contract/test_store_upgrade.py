"""What a judge of before there were owners left in Redis is read, graded, judged again and forgotten as all else is."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from judge.config import Settings
from judge.domain.errors import NotFound
from judge.domain.rejudge import Choice, Rejudge, RejudgeState
from judge.domain.submission import Purpose, QueueName, State
from judge.domain.verdict import Verdict
from judge.domain.version import VersionState
from judge.ids import new_id
from judge.packages.version import content_hash
from judge.service.catalogue import Catalogue
from judge.service.ports import Query
from judge.service.rejudging import Rejudging
from judge.service.versions import publish_folder
from judge.store.codec import _REPORT, encode_files, encode_report, unsqueeze
from judge.store.keys import Key
from judge.store.store import open_store
from tests.contract.samples import FILES, report
from tests.contract.test_store_shelves import key
from tests.fakes.store import FakeDispatch
from tests.fakes.world import RUNTIMES, package

pytestmark = pytest.mark.redis

FINISHED, RUNNING, FIRST, SECOND, REJUDGED = (f"01K0000000000000000000000{letter}" for letter in "ABCDE")
OLD_FIELDS = {
    "challenge": "sums",
    "version": "1",
    "package": "sha256:old",
    "runtime": "python",
    "attempt": "1",
    "first": "1",
    "started": "",
    "finished": "",
}
"""All that a record held."""


@pytest.fixture
def store(redis_url, client):
    """Over the keys as that version wrote them, by hand: no script of today's has touched them."""
    now = round(time.time() * 1000)
    for name, state, queue in (
        (FINISHED, "finished", "interactive"),
        (RUNNING, "running", "interactive"),
        (FIRST, "queued", "interactive"),
        (SECOND, "queued", "interactive"),
        (REJUDGED, "queued", "batch"),
    ):
        fields = {"id": name, "state": state, "queue": queue, "created": now, "files": encode_files(FILES)}
        client.hset(f"judge:submission:{name}", mapping={**OLD_FIELDS, **fields})
        for index in ("all", "challenge:sums", f"state:{state}"):
            client.zadd(f"judge:index:{index}", {name: 0})
        if state == "queued":
            client.zadd(f"judge:waiting:{queue}", {name: now})
    ended = {"finished": now, "verdict": "wrong_answer", "report": encode_report(report(Verdict.WRONG_ANSWER))}
    client.hset(f"judge:submission:{FINISHED}", mapping=ended)
    client.zadd("judge:index:verdict:wrong_answer", {FINISHED: 0})
    client.zadd("judge:expiry", {FINISHED: now + 3_600_000})
    client.hset(f"judge:submission:{RUNNING}", mapping={"token": "t", "started": now})
    client.zadd("judge:running", {RUNNING: now - 1})
    client.hset("judge:latest", "sums", f"2 sha256:new {now}")
    client.hset("judge:versions:sums", mapping={"1": "sha256:old", "2": "sha256:new"})
    opened = open_store(Settings(redis_url=redis_url))
    yield opened
    opened.close()


def a_round(store) -> list[str]:
    """What the janitor of a worker does each second."""
    return [each.id for each in (*store.leases.requeue_expired(), *store.leases.stranded(0))]


def grade(store, queue=QueueName.INTERACTIVE, verdict=Verdict.ACCEPTED) -> str:
    lease = store.leases.claim(queue, "w", 10, ("runtime:python",))
    assert store.leases.finish(lease, report(verdict))
    return lease.job.submission


def test_all_of_them_are_listed_and_read(store):
    page = store.submissions.list(Query(limit=10))

    assert {each.id for each in page.submissions} == {FINISHED, RUNNING, FIRST, SECOND, REJUDGED}
    assert {(each.owner, each.organisation, each.purpose, each.outcome) for each in page.submissions} == {
        ("", "", Purpose.COUNTS, None)
    }
    assert {each.needs for each in page.submissions} == {("runtime:python",)}
    assert store.submissions.report(FINISHED) == report(Verdict.WRONG_ANSWER)
    assert store.submissions.files(FINISHED) == FILES
    [place] = store.submissions.places([store.submissions.get(SECOND)])
    assert place.position == 2


def test_what_was_queued_is_sent_again_and_graded_oldest_first(store):
    sent = a_round(store)

    assert set(sent) >= {RUNNING, FIRST, SECOND, REJUDGED}
    assert [grade(store) for _ in range(3)] == [RUNNING, FIRST, SECOND]
    assert grade(store, QueueName.BATCH) == REJUDGED
    assert store.submissions.get(FIRST).outcome == report().outcome
    assert store.submissions.get(RUNNING).attempt == 2
    assert store.submissions.counts()[State.QUEUED] == 0


def test_standing_in_line_once_is_enough(store):
    a_round(store)
    before = store.submissions.places([store.submissions.get(SECOND)])

    a_round(store)

    assert store.submissions.places([store.submissions.get(SECOND)]) == before


def test_one_that_is_queued_can_be_cancelled_before_it_stands_in_line(store):
    assert store.submissions.cancel(FIRST).state is State.CANCELLED

    assert FIRST not in a_round(store)


def test_one_that_is_finished_can_be_judged_again(store):
    store.submissions.rejudge(FINISHED)

    assert grade(store, QueueName.BATCH) == FINISHED
    assert store.submissions.get(FINISHED).outcome == report().outcome
    listed = store.submissions.list(Query(verdict=Verdict.WRONG_ANSWER)).submissions
    assert listed == ()


def test_one_whose_retention_is_over_is_forgotten_with_its_places_in_lists(store, client):
    client.zadd("judge:expiry", {FINISHED: 1})

    a_round(store)

    with pytest.raises(NotFound):
        store.submissions.get(FINISHED)
    assert [key for key in client.keys(f"{Key.INDEX}*") if client.zscore(key, FINISHED) is not None] == []


def test_one_that_was_judged_again_by_a_worker_of_before_is_forgotten_whole(store, client):
    client.hset(f"judge:submission:{FINISHED}", mapping={"owner": "ann", "organisation": "acme"})
    client.zadd(f"{Key.INDEX}again:acme/ann", {FINISHED: 0})
    client.zadd("judge:expiry", {FINISHED: 1})

    a_round(store)

    assert [key for key in client.keys(f"{Key.INDEX}*") if client.zscore(key, FINISHED) is not None] == []


def test_its_challenges_keep_their_numbers_and_belong_to_nobody(store):
    assert store.packages.latest("sums").number == 2
    assert store.packages.owner("sums") == ""

    assert store.packages.register("sums", {"challenge.yaml": b"id: sums"}).number == 3


def test_versions_that_were_live_once_can_be_read_and_reinstated(store):
    was = store.packages.latest("sums").created_at

    publish_folder(store.packages, store.versions, "sums", {"challenge.yaml": b"id: sums"})

    shelf = store.versions.everything("challenge:sums")
    assert [(each.number, each.state) for each in shelf] == [(number, VersionState.PUBLISHED) for number in (3, 2, 1)]
    assert [each.package for each in shelf[1:]] == ["sha256:new", "sha256:old"]
    assert shelf[1].created_at == was


def test_a_folder_that_did_not_change_is_still_the_version_of_that_day(store, client):
    files = {"challenge.yaml": b"id: sums"}
    package = content_hash(files)
    client.hset("judge:latest", "sums", f"2 {package} 1700000000000")
    client.hset("judge:versions:sums", "2", package)

    version = store.packages.register("sums", files)

    assert (version.number, version.created_at.timestamp()) == (2, 1_700_000_000)


def test_a_staged_rejudge_is_applied_to_its_submissions(store, client):
    old = store.packages.register("adder", package())
    client.hset(f"judge:submission:{FINISHED}", mapping={"challenge": "adder", "package": old.package})
    client.zadd("judge:index:challenge:adder", {FINISHED: 0})
    version = store.packages.register("adder", package(extra=b"2"))
    rejudge = Rejudge(
        id=new_id(),
        challenge="adder",
        version=version.number,
        package=version.package,
        organisation="",
        everybody=True,
        reason="x",
        choice=Choice(),
        created_at=datetime.now(UTC),
    )
    store.rejudges.add(rejudge)
    step = Rejudging(store, FakeDispatch(), Catalogue(store.packages, RUNTIMES))
    step()
    grade(store, QueueName.BATCH)
    step()
    store.rejudges.update(rejudge.id, lambda it: replace(it, state=RejudgeState.APPLYING))
    step()
    step()

    assert store.rejudges.get(rejudge.id).state is RejudgeState.APPLIED
    now = store.submissions.get(FINISHED)
    assert (now.attempt, now.challenge_version, now.rejudges) == (2, version.number, (rejudge.id,))
    assert store.submissions.report(FINISHED).verdict is Verdict.ACCEPTED
    [earlier] = store.submissions.earlier(FINISHED)
    assert (earlier.attempt, earlier.version, earlier.report.verdict) == (1, 1, Verdict.WRONG_ANSWER)


def test_what_only_a_later_version_knows_is_passed_over_and_kept(store, client):
    client.xadd(f"judge:events:{FIRST}", {"e": '{"kind":"built","log":"x"}'})
    client.xadd(f"judge:events:{FIRST}", {"e": '{"state":"queued","attempt":1,"since":"x"}'})
    client.hset(f"judge:submission:{FIRST}", "weight", "heavy")
    told = _REPORT.dump_python(report(), mode="json") | {"tally": 0.5}
    client.hset(f"judge:submission:{FINISHED}", "report", json.dumps(told))
    store.keys.add(key())
    _, data = client.hmget("judge:thing:key:k1", "revision", "data")
    client.hset("judge:thing:key:k1", "data", json.dumps({**json.loads(unsqueeze(data)), "colour": "red"}))

    a_round(store)
    while store.submissions.counts()[State.QUEUED]:
        grade(store, QueueName.INTERACTIVE if store.submissions.waiting()[QueueName.INTERACTIVE] else QueueName.BATCH)
    store.keys.update("k1", lambda it: replace(it, name="renamed"))

    events = [event for _, event in store.events.read(FIRST)]
    assert [event.state for event in events] == [State.QUEUED, State.RUNNING, State.FINISHED]
    assert client.hget(f"judge:submission:{FIRST}", "weight") == b"heavy"
    assert store.submissions.report(FINISHED) == report()
    assert store.keys.get("k1").name == "renamed"
    assert json.loads(unsqueeze(client.hget("judge:thing:key:k1", "data")))["colour"] == "red"
