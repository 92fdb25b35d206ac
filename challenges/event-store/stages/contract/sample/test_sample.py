"""The sample tests: one for each part of the contract."""

import pytest
from event_store import Conflict, EventStore, Projection


def test_events_get_versions_and_positions():
    store = EventStore()
    assert store.append("a", [("opened", {"owner": "ann"}), ("deposited", {"amount": 5})]) == 2
    assert store.append("b", [("opened", {"owner": "bob"})]) == 1
    assert store.append("a", [("withdrawn", {"amount": 2})], expected=2) == 3
    last = store.read("a")[-1]
    assert (last.position, last.stream, last.version, last.type, last.data) == (4, "a", 3, "withdrawn", {"amount": 2})


def test_a_stale_writer_gets_a_conflict():
    store = EventStore()
    store.append("a", [("opened", {})])
    with pytest.raises(Conflict) as caught:
        store.append("a", [("opened", {})], expected=0)
    assert (caught.value.stream, caught.value.expected, caught.value.actual) == ("a", 0, 1)
    assert store.version("a") == 1


def test_a_projection_catches_up():
    def add(total, event):
        return total + event.data["amount"]

    store = EventStore()
    total = Projection(store, 0, {"deposited": add})
    store.append("a", [("opened", {}), ("deposited", {"amount": 5}), ("deposited", {"amount": 7})])
    assert (total.state, total.position) == (0, 0)
    assert total.catch_up() == 2
    assert (total.state, total.position) == (12, 3)
