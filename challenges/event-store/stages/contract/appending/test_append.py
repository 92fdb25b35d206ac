import json

import pytest
from event_store import Conflict, EventStore


def plain(value):
    """The value as JSON has it: what an object says of itself when it is compared does not count."""
    return json.loads(json.dumps(value))


def history(store):
    return [plain([e.position, e.stream, e.version, e.type, e.data]) for e in store.read_all()]


def test_versions_count_within_a_stream_and_positions_over_all():
    store = EventStore()
    assert plain(store.append("a", [("x", {}), ("y", {})])) == 2
    assert plain(store.append("b", [("x", {})])) == 1
    assert plain(store.append("a", [("z", {"n": 1})])) == 3
    assert history(store) == [
        [1, "a", 1, "x", {}],
        [2, "a", 2, "y", {}],
        [3, "b", 1, "x", {}],
        [4, "a", 3, "z", {"n": 1}],
    ]


def test_the_version_of_a_stream_that_does_not_exist_is_0():
    store = EventStore()
    store.append("a", [("x", {})])
    assert plain(store.version("b")) == 0
    assert plain(store.version("a")) == 1


def test_expected_versions_let_one_of_two_writers_through():
    store = EventStore()
    assert plain(store.append("a", [("x", {})], expected=0)) == 1
    assert plain(store.append("a", [("first", {})], expected=1)) == 2
    with pytest.raises(Conflict) as caught:
        store.append("a", [("second", {})], expected=1)
    assert plain([caught.value.stream, caught.value.expected, caught.value.actual]) == ["a", 1, 2]
    assert plain([event.type for event in store.read("a")]) == ["x", "first"]


@pytest.mark.parametrize("expected", [1, 2, 7, -1])
def test_an_expected_version_that_a_new_stream_cannot_have_is_a_conflict(expected):
    store = EventStore()
    with pytest.raises(Conflict) as caught:
        store.append("a", [("x", {})], expected=expected)
    assert plain([caught.value.expected, caught.value.actual]) == [expected, 0]
    assert history(store) == []


def test_a_conflict_leaves_no_gap_in_the_positions():
    store = EventStore()
    store.append("a", [("x", {})])
    with pytest.raises(Conflict):
        store.append("a", [("y", {}), ("y", {})], expected=0)
    store.append("b", [("z", {})])
    assert history(store) == [[1, "a", 1, "x", {}], [2, "b", 1, "z", {}]]


def broken_events():
    yield ("fine", {})
    raise ConnectionError("the source went away")


@pytest.mark.parametrize(
    ("events", "error"),
    [
        ([("fine", {}), ("", {})], ValueError),
        ([("fine", {}), (7, {})], ValueError),
        ([("fine", {}), ("x", [1])], ValueError),
        ([("fine", {}), ("x", None)], ValueError),
        ([("fine", {}), ("x", {"when": object()})], ValueError),
        ([("fine", {}), ("x",)], ValueError),
        ([("fine", {}), ("x", {}, {})], ValueError),
        ([("fine", {}), None], ValueError),
        (broken_events(), ConnectionError),
    ],
    ids=["empty-type", "type", "list", "none", "not-json", "one", "three", "no-pair", "iterable"],
)
def test_whatever_goes_wrong_nothing_is_appended(events, error):
    store = EventStore()
    store.append("a", [("x", {})])
    with pytest.raises(error):
        store.append("a", events, command_id="c")
    with pytest.raises(error):
        store.append("new", [("fine", {}), *([("", {})] if error is ValueError else broken_events())])
    assert plain([store.version("a"), store.version("new")]) == [1, 0]
    assert plain(store.append("a", [("y", {})], command_id="c")) == 2
    assert history(store) == [[1, "a", 1, "x", {}], [2, "a", 2, "y", {}]]


def test_events_may_come_from_a_generator():
    store = EventStore()
    assert plain(store.append("a", ((f"t{n}", {"n": n}) for n in range(3)))) == 3
    assert plain([event.data["n"] for event in store.read("a")]) == [0, 1, 2]


def test_a_repeated_command_is_answered_as_before_and_does_nothing():
    store = EventStore()
    assert plain(store.append("a", [("x", {}), ("x", {})], expected=0, command_id="c1")) == 2
    assert plain(store.append("a", [("y", {})], expected=2)) == 3
    assert plain(store.append("a", [("x", {}), ("x", {})], expected=0, command_id="c1")) == 2
    assert plain(store.append("a", [("other", {})], command_id="c1")) == 2
    assert plain(store.version("a")) == 3


def test_command_ids_belong_to_a_stream():
    store = EventStore()
    assert plain(store.append("a", [("x", {}), ("x", {})], command_id="c1")) == 2
    assert plain(store.append("b", [("x", {})], command_id="c1")) == 1
    assert plain(store.append("b", [("x", {})], command_id="c1")) == 1
    assert len(history(store)) == 3


def test_a_failed_append_does_not_use_up_its_command_id():
    store = EventStore()
    store.append("a", [("x", {})])
    with pytest.raises(Conflict):
        store.append("a", [("y", {})], expected=0, command_id="c1")
    assert plain(store.append("a", [("y", {})], expected=1, command_id="c1")) == 2
    assert plain(store.append("a", [("y", {})], expected=1, command_id="c1")) == 2


def test_appending_nothing_checks_the_version_and_is_a_command():
    store = EventStore()
    assert plain(store.append("a", [])) == 0
    assert plain(store.append("a", [], expected=0, command_id="c1")) == 0
    with pytest.raises(Conflict):
        store.append("a", [], expected=1)
    store.append("a", [("x", {})])
    assert plain(store.append("a", [("y", {})], command_id="c1")) == 0
    assert history(store) == [[1, "a", 1, "x", {}]]


def test_what_the_caller_does_to_its_data_later_changes_nothing():
    store = EventStore()
    data = {"lines": [{"sku": "tea", "count": 1}]}
    store.append("a", [("ordered", data), ("ordered", data)])
    data["lines"][0]["count"] = 99
    data["extra"] = True
    assert plain([event.data for event in store.read("a")]) == [{"lines": [{"sku": "tea", "count": 1}]}] * 2


def test_two_stores_share_nothing():
    one, other = EventStore(), EventStore()
    one.append("a", [("x", {})], command_id="c")
    assert history(other) == []
    assert plain(other.append("a", [("x", {}), ("x", {})], expected=0, command_id="c")) == 2
