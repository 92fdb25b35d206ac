"""The port ``Events``, in memory and in Redis."""

import threading
import time

from tests.contract.samples import ended, new, report


def test_events_are_read_from_after_a_known_one(any_store):
    record = any_store.submissions.create(new()).submission
    lease = any_store.leases.claim(record.queue, "w", 10)
    any_store.leases.emit(lease, [ended("a"), ended("b")], 0)
    everything = any_store.events.read(record.id)
    assert len(everything) == 4
    for position, (event_id, _) in enumerate(everything):
        assert any_store.events.read(record.id, event_id) == everything[position + 1 :]


def test_an_id_that_is_none_reads_everything(any_store):
    record = any_store.submissions.create(new()).submission
    assert len(any_store.events.read(record.id, "what a client made up")) == 1


def test_an_unknown_submission_has_no_events(any_store):
    assert any_store.events.read("01KNONE") == []


def test_a_watch_hears_each_kind_of_change(any_store):
    record = any_store.submissions.create(new()).submission
    changes = {
        "claim": lambda: leases.append(any_store.leases.claim(record.queue, "w", 10)),
        "emit": lambda: any_store.leases.emit(leases[0], [ended("a")], 0),
        "give back": lambda: any_store.leases.give_back(leases[0]),
        "cancel": lambda: any_store.submissions.cancel(record.id),
        "rejudge": lambda: any_store.submissions.rejudge(record.id),
    }
    leases = []
    with any_store.events.watch(record.id) as watch:
        for name, change in changes.items():
            change()
            assert watch.wait(5), name
            assert not watch.wait(0.01), f"{name} rang twice"


def test_what_happened_between_watch_and_wait_is_not_missed(any_store):
    record = any_store.submissions.create(new()).submission
    with any_store.events.watch(record.id) as watch:
        lease = any_store.leases.claim(record.queue, "w", 10)
        any_store.leases.finish(lease, report())
        time.sleep(0.1)
        assert watch.wait(5)


def test_a_watch_does_not_hear_of_others(any_store):
    record = any_store.submissions.create(new()).submission
    other = any_store.submissions.create(new()).submission
    with any_store.events.watch(record.id) as watch:
        any_store.submissions.cancel(other.id)
        assert not watch.wait(0.2)


def test_a_wait_ends_with_its_time(any_store):
    record = any_store.submissions.create(new()).submission
    with any_store.events.watch(record.id) as watch:
        began = time.monotonic()
        assert not watch.wait(0.1)
        assert 0.08 < time.monotonic() - began < 2


def test_all_who_wait_for_one_submission_hear_of_it(any_store):
    record = any_store.submissions.create(new()).submission
    heard = []
    listening = threading.Barrier(21)

    def listen() -> None:
        with any_store.events.watch(record.id) as watch:
            listening.wait(10)
            heard.append(watch.wait(10))

    threads = [threading.Thread(target=listen) for _ in range(20)]
    for thread in threads:
        thread.start()
    listening.wait(10)
    any_store.submissions.cancel(record.id)
    for thread in threads:
        thread.join(10)
    assert heard == [True] * 20
