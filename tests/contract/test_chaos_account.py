"""The account at the end of a chaos run finds what it is there to find."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import redis

from judge.config import Settings
from judge.store.keys import Key
from judge.store.store import Store, open_store
from tests.chaos import account, keys
from tests.chaos.client import ask_once_more
from tests.chaos.ledger import Entry, Ledger
from tests.chaos.mix import Work
from tests.chaos.part import children_of
from tests.chaos.remains import Machine
from tests.chaos.site import Site
from tests.contract.samples import new, report

pytestmark = pytest.mark.redis
WORK = Work(name="sums/accepted/python", challenge="sums", runtime="python", files={}, expected="accepted")


class Run:
    """A store in which one submission was graded, and the ledger of whoever sent it."""

    def __init__(self, url: str) -> None:
        self.store: Store = open_store(Settings(redis_url=url))
        self.client = redis.Redis.from_url(url)
        self.id = self.store.submissions.create(new(key="a", indexes=("all",))).submission.id
        self.store.leases.finish(self.store.leases.claim(new().queue, "w", 10), report())
        self.entry = Entry(WORK, ids={self.id}, record=self.record("accepted"))
        self.ledger = Ledger()
        self.ledger.entries.append(self.entry)

    def record(self, verdict: str) -> dict:
        test = {"name": "sample/01", "verdict": verdict, "cause": None}
        stages = [{"name": "cases", "tests": [test]}]
        return {"id": self.id, "attempt": 1, "state": "finished", "verdict": verdict, "score": 1, "cause": None} | {
            "stages": stages
        }

    def unowned(self) -> list[str]:
        self.client.delete(Key.OUTBOX)  # told by workers, of which there are none here
        return list(keys.unowned(self.client, {self.id}))


@pytest.fixture
def run(redis_url: str) -> Iterator[Run]:
    with (made := Run(redis_url)).client:
        yield made


def test_a_good_run_has_nothing_to_tell(run):
    calm = account.Calm(run.ledger)
    assert list(account.lost(run.ledger)) == []
    assert list(account.doubled(run.ledger, run.store)) == []
    assert list(account.changed(run.ledger, calm)) == []
    assert list(calm.findings(run.ledger)) == []
    assert run.unowned() == []


def test_what_never_finished_is_lost(run):
    run.entry.record = None
    assert len(list(account.lost(run.ledger))) == 1


@pytest.mark.parametrize(("state", "found"), [("finished", "late"), ("running", "lost")])
def test_what_finished_when_its_client_had_given_up_is_late(run, state, found, monkeypatch):
    answer = httpx.MockTransport(lambda request: httpx.Response(200, json=run.record("accepted") | {"state": state}))
    monkeypatch.setattr("tests.chaos.client.httpx.Client", partial(httpx.Client, transport=answer))
    run.entry.record = None

    ask_once_more("http://judge.example", "key", run.ledger)

    told = [*account.lost(run.ledger), *account.late(run.ledger)]
    assert [text.partition(":")[0] for text in told] == [found]


def test_what_was_never_accepted_is_lost(run):
    run.entry.ids.clear()
    assert len(list(account.lost(run.ledger))) == 1


def test_a_post_that_became_two_submissions_is_doubled(run):
    run.entry.ids.add(run.store.submissions.create(new()).submission.id)
    assert any("one POST" in text for text in account.doubled(run.ledger, run.store))


def test_a_submission_that_nobody_was_told_of_is_doubled(run):
    run.store.submissions.create(new())
    assert any("nobody was told of" in text for text in account.doubled(run.ledger, run.store))


def test_an_end_that_is_told_twice_is_doubled(run):
    events = run.client.xrange(Key.EVENTS + run.id)
    run.client.xadd(Key.EVENTS + run.id, events[-1][1])
    assert any("2 times" in text for text in account.doubled(run.ledger, run.store))


def test_a_report_of_another_attempt_than_the_one_told_is_changed(run):
    run.client.hset(Key.SUBMISSION + run.id, "attempt", 2)
    assert any(text.startswith("changed") for text in account.doubled(run.ledger, run.store))


def test_another_verdict_than_in_the_calm_run_is_changed(run):
    calm = account.Calm(run.ledger)
    run.entry.record = run.record("judge_error")
    assert len(list(account.changed(run.ledger, calm))) == 1


def test_a_calm_run_with_another_verdict_than_promised_is_a_finding(run):
    run.entry.record = run.record("wrong_answer")
    assert any("got wrong_answer" in text for text in account.Calm(run.ledger).findings(run.ledger))


@pytest.mark.parametrize(
    ("command", "key"),
    [
        (("HSET", "judge:submission:stray", "id", "stray"), "judge:submission:stray"),
        (("ZADD", "judge:running", 1, "stray"), "judge:running"),
        (("ZADD", "judge:waiting:batch", 1, "stray"), "judge:waiting:batch"),
        (("ZADD", "judge:index:state:queued", 0, "stray"), "judge:index:state:queued"),
        (("ZADD", "judge:index:all", 0, "stray"), "judge:index:all"),
        (("LPUSH", "judge.interactive", "{}"), "judge.interactive"),
        (("HSET", "judge:share:interactive", "o/s", 1), "judge:share:interactive"),
        (("SET", "judge:turn:janitor", "w"), "judge:turn:janitor"),
        (("SET", "judge:something-new", 1), "judge:something-new"),
        (("HSET", "unacked", "a", "b"), "unacked"),
    ],
)
def test_a_key_that_nobody_owns_is_left_over(run, command, key):
    run.client.execute_command(*command)
    (found,) = run.unowned()
    assert found.startswith(f"left over: the key {key} ")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    class Home:
        home, temporary = tmp_path, tmp_path / "tmp"
        plan = type("Bubblewrap", (), {"backend": "bubblewrap"})

    Home.temporary.mkdir()
    site: Site = Home  # type: ignore[assignment]  # only its places are looked at
    return Machine(site, within_s=0.1)


def test_a_process_that_outlives_its_judge_is_left_over(machine, tmp_path):
    command = (sys.executable, "-c", "import time; time.sleep(60)")
    with subprocess.Popen(command, env={**os.environ, "JUDGE_HOME": str(tmp_path)}) as process:
        time.sleep(0.2)
        assert any(f"process {process.pid}:" in text for text in machine.findings())
        process.kill()
    assert not any(f"process {process.pid}:" in text for text in machine.findings())


def test_a_candidates_process_is_left_over_unless_a_worker_looks_after_it(machine, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    fork = "import subprocess; subprocess.run(['sleep', '30'], user=700000123)"
    (elsewhere / "worker").mkdir()
    (elsewhere / "worker" / "__main__.py").write_text(fork)
    for argv, left_over in (["-c", fork], True), (["-m", "worker"], False):
        with subprocess.Popen([sys.executable, *argv], cwd=elsewhere) as parent:
            sleeping = asleep_below(parent.pid)
            found = machine.findings()
            os.kill(sleeping, signal.SIGKILL)
        assert any(f"process {sleeping}: sleep" in text for text in found) is left_over


def asleep_below(pid: int) -> int:
    """Its child, once it has begun with what it is there for."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for child in children_of(pid):
            if Path(f"/proc/{child}/comm").read_text() == "sleep\n":
                return child
        time.sleep(0.01)
    raise TimeoutError(f"process {pid} has no child that sleeps")


def test_a_file_in_its_temporary_folder_is_left_over(machine, tmp_path):
    (tmp_path / "tmp" / "stray").write_text("")
    assert f"left over: file {tmp_path / 'tmp' / 'stray'}" in machine.findings()


def test_the_longest_time_in_which_nothing_ended_is_kept(monkeypatch):
    now = 100.0
    monkeypatch.setattr("tests.chaos.ledger.time", SimpleNamespace(monotonic=lambda: now))
    ledger = Ledger()
    first, second = ledger.open(WORK), ledger.open(WORK)
    ledger.accepted(first, "a")
    ledger.accepted(second, "b")
    now += 20
    ledger.finished(first, {})
    now += 5
    ledger.finished(second, {})
    now += 40  # nothing waits
    third = ledger.open(WORK)
    ledger.accepted(third, "c")
    ledger.finished(third, {})
    assert ledger.longest_stall_s == 20
