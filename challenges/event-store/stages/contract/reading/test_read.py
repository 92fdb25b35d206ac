import json

import pytest
from event_store import EventStore


def plain(value):
    """The value as JSON has it: what an object says of itself when it is compared does not count."""
    return json.loads(json.dumps(value))


@pytest.fixture
def store():
    """Positions 1 to 9; stream a has the odd ones, b the even ones."""
    store = EventStore()
    for n in range(1, 10):
        store.append("ab"[n % 2 == 0], [(("red", "green", "blue")[n % 3], {"n": n})])
    return store


def positions(events):
    return plain([event.position for event in events])


def test_a_stream_is_read_in_order(store):
    assert plain([[e.stream, e.version, e.position] for e in store.read("b")]) == [
        ["b", 1, 2],
        ["b", 2, 4],
        ["b", 3, 6],
        ["b", 4, 8],
    ]


@pytest.mark.parametrize(
    ("after", "limit", "found"),
    [(0, 2, [1, 3]), (2, None, [5, 7, 9]), (2, 1, [5]), (4, 10, [9]), (5, 1, []), (99, None, []), (1, 0, [])],
)
def test_after_and_limit_of_a_stream_are_about_its_versions(store, after, limit, found):
    assert positions(store.read("a", after=after, limit=limit)) == found


@pytest.mark.parametrize(
    ("after", "limit", "found"), [(0, 3, [1, 2, 3]), (7, None, [8, 9]), (4, 2, [5, 6]), (9, 5, []), (99, None, []), (0, 0, [])]
)
def test_after_and_limit_of_the_store_are_about_positions(store, after, limit, found):
    assert positions(store.read_all(after=after, limit=limit)) == found


@pytest.mark.parametrize(
    ("types", "after", "limit", "found"),
    [
        (["red"], 0, None, [3, 6, 9]),
        (("blue", "red"), 2, 3, [3, 5, 6]),
        ({"green"}, 4, None, [7]),
        (["green", "green", "no such"], 0, 2, [1, 4]),
        (["no such"], 0, None, []),
        ([], 0, None, []),
        (["red", "green", "blue"], 1, 3, [2, 3, 4]),
    ],
)
def test_types_are_chosen_before_the_limit_counts(store, types, after, limit, found):
    assert positions(store.read_all(types=types, after=after, limit=limit)) == found


def test_types_may_be_an_iterator(store):
    assert positions(store.read_all(types=iter(["red", "blue"]), limit=4)) == [2, 3, 5, 6]


def test_a_stream_that_does_not_exist_is_empty_and_reading_does_not_make_it(store):
    assert plain(store.read("nobody")) == []
    assert plain(store.version("nobody")) == 0
    assert plain(store.append("nobody", [("x", {})], expected=0)) == 1


def test_names_of_streams_are_compared_as_they_are(store):
    for name in ("A", "a ", "", "é", "e\u0301", "a/b", "__class__"):
        assert plain(store.append(name, [("x", {"name": name})], expected=0)) == 1
    assert plain([event.data["name"] for event in store.read("e\u0301")]) == ["e\u0301"]


def test_what_a_reader_does_to_the_data_changes_nothing():
    store = EventStore()
    store.append("a", [("ordered", {"lines": [{"count": 1}], "tags": {"new": True}})])
    for read in (store.read_all, lambda: store.read("a"), lambda: store.read_all(types=["ordered"])):
        [event] = read()
        event.data["lines"][0]["count"] = 99
        event.data["tags"].clear()
        event.data["mine"] = True
        assert plain([again.data for again in read()]) == [{"lines": [{"count": 1}], "tags": {"new": True}}]


def test_the_list_that_a_read_returns_is_the_callers(store):
    store.read("a").clear()
    store.read_all().reverse()
    assert positions(store.read("a")) == [1, 3, 5, 7, 9]
    assert positions(store.read_all(limit=2)) == [1, 2]
    before = store.read("a")
    store.append("a", [("red", {})])
    assert positions(before) == [1, 3, 5, 7, 9]


def test_data_comes_back_as_it_went_in():
    data = {"text": "Grüße \u2028 \"quoted\"", "big": 2**70, "half": 0.5, "none": None, "deep": {"a": [[], {}, [1, [2]]]}}
    store = EventStore()
    store.append("a", [("x", data)])
    assert plain(store.read("a")[0].data) == data
