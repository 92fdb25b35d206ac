"""The ports ``Packages``, ``Workers`` and ``Turns``, in memory and in Redis."""

import time

import pytest

from judge.domain.challenge import Visibility
from judge.domain.errors import NotFound
from judge.domain.recorded import RecordedTest
from judge.domain.submission import QueueName
from judge.service.ports import WorkerInfo
from tests.contract.samples import FILES


def worker(name: str = "w1") -> WorkerInfo:
    return WorkerInfo(
        id=name,
        runtimes=("python", "node"),
        queues=(QueueName.INTERACTIVE,),
        backend="docker",
        concurrency=2,
        enforced=("memory",),
        warnings=("slow disk, but fine",),
        services=True,
        sidecars=("postgres", "redis"),
    )


def test_equal_content_is_one_version(any_store):
    first = any_store.packages.register("sums", FILES)
    assert any_store.packages.register("sums", dict(reversed(FILES.items()))) == first
    assert (first.challenge, first.number) == ("sums", 1)
    assert first.package.startswith("sha256:")
    assert any_store.packages.latest("sums") == first
    assert any_store.packages.files(first.package) == FILES


def test_changed_content_is_the_next_version_and_the_old_one_stays(any_store):
    first = any_store.packages.register("sums", FILES)
    second = any_store.packages.register("sums", {"a": b"2"})
    assert [first.number, second.number] == [1, 2]
    assert any_store.packages.latest("sums") == second
    assert any_store.packages.files(first.package) == FILES
    assert any_store.packages.register("sums", FILES) == first
    assert any_store.packages.latest("sums") == first
    assert any_store.packages.files(second.package) == {"a": b"2"}


def test_all_latest_has_each_challenge_once(any_store):
    any_store.packages.register("b", {"x": b"1"})
    newest = any_store.packages.register("b", {"x": b"2"})
    other = any_store.packages.register("a", {"x": b"1"})
    assert any_store.packages.all_latest() == [other, newest]


def test_unknown_challenges_and_packages_are_not_found(any_store):
    with pytest.raises(NotFound):
        any_store.packages.latest("none")
    with pytest.raises(NotFound):
        any_store.packages.files("sha256:none")


def test_tests_are_recorded_once(any_store):
    packages = any_store.packages
    tests = (
        RecordedTest(id="sample/t.py::one", group="sample"),
        RecordedTest(id="sample/t.py::two", group="hidden", points=2.5, visibility=Visibility.NONE),
    )
    assert packages.recorded_tests("sha256:a", "unit") == ()
    assert packages.record_tests("sha256:a", "unit", tests) == tests
    assert packages.record_tests("sha256:a", "unit", tests[1:]) == tests
    assert packages.recorded_tests("sha256:a", "unit") == tests
    assert packages.recorded_tests("sha256:a", "more") == ()


def test_a_worker_that_beats_is_alive_until_it_leaves(any_store):
    assert any_store.workers.live() == []
    any_store.workers.beat(worker(), 10)
    any_store.workers.beat(worker("w2"), 10)
    assert sorted(any_store.workers.live(), key=lambda each: each.id) == [worker(), worker("w2")]
    any_store.workers.leave("w1")
    assert any_store.workers.live() == [worker("w2")]


def test_a_worker_that_stops_beating_is_not_alive(any_store):
    any_store.workers.beat(worker(), 0.05)
    any_store.workers.beat(worker("w2"), 10)
    time.sleep(0.1)
    assert any_store.workers.live() == [worker("w2")]


def test_a_turn_is_kept_by_its_holder_and_ends_with_its_time(any_store):
    take = any_store.turns.take
    assert take("janitor", "a", 10)
    assert not take("janitor", "b", 10)
    assert take("other", "b", 10)
    assert take("janitor", "a", 0.05)
    time.sleep(0.1)
    assert take("janitor", "b", 10)
    assert not take("janitor", "a", 10)


def test_the_site_has_one_name_for_ever(any_store):
    name = any_store.workers.site()
    assert name
    assert any_store.workers.site() == name
