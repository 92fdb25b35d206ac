import json

import pytest
from event_store import EventStore, Projection


def plain(value):
    """The value as JSON has it: what an object says of itself when it is compared does not count."""
    return json.loads(json.dumps(value))


def note(seen, event):
    return [*seen, event.data["n"]]


def note_in_place(seen, event):
    seen.append(event.data["n"])
    return seen


def fill(store, *types):
    for event_type in types:
        n = len(store.read_all()) + 1
        store.append("s", [(event_type, {"n": n})])
    return store


def look(projection):
    return plain([projection.state, projection.position])


def test_a_new_projection_has_handled_nothing():
    store = fill(EventStore(), "x")
    assert look(Projection(store, {"count": 0}, {})) == [{"count": 0}, 0]


def test_catching_up_hands_over_every_event_once_and_in_order():
    store = fill(EventStore(), "x", "x")
    projection = Projection(store, [], {"x": note})
    assert plain(projection.catch_up()) == 2
    assert plain(projection.catch_up()) == 0
    fill(store, "x")
    assert plain(projection.catch_up()) == 1
    assert look(projection) == [[1, 2, 3], 3]


def test_events_without_a_handler_are_passed_over():
    store = fill(EventStore(), "y", "x", "y", "y")
    projection = Projection(store, [], {"x": note})
    assert plain(projection.catch_up()) == 1
    assert look(projection) == [[2], 4]
    fill(store, "y")
    assert plain(projection.catch_up()) == 0
    assert look(projection) == [[2], 5]


def test_every_type_goes_to_its_own_handler_over_all_streams():
    store = EventStore()
    store.append("a", [("plus", {"n": 5})])
    store.append("b", [("minus", {"n": 2}), ("plus", {"n": 1})])
    handlers = {"plus": lambda total, e: total + e.data["n"], "minus": lambda total, e: total - e.data["n"]}
    projection = Projection(store, 10, handlers)
    assert plain(projection.catch_up()) == 3
    assert look(projection) == [14, 3]


def test_a_limit_counts_what_is_handed_over():
    store = fill(EventStore(), "y", "x", "y", "x", "y", "x", "y")
    projection = Projection(store, [], {"x": note})
    assert plain(projection.catch_up(limit=2)) == 2
    assert look(projection) == [[2, 4], 4]
    assert plain(projection.catch_up(limit=0)) == 0
    assert look(projection) == [[2, 4], 4]
    assert plain(projection.catch_up(limit=2)) == 1
    assert look(projection) == [[2, 4, 6], 7]


def test_a_failing_handler_stops_at_its_event_and_the_next_time_begins_with_it():
    broken = {3}

    def careful(seen, event):
        if event.data["n"] in broken:
            raise RuntimeError("not now")
        return note(seen, event)

    store = fill(EventStore(), "x", "y", "x", "x")
    projection = Projection(store, [], {"x": careful})
    for _ in range(2):
        with pytest.raises(RuntimeError, match="not now"):
            projection.catch_up()
        assert look(projection)[0] == [1]
        assert look(projection)[1] in (1, 2)
    broken.clear()
    assert plain(projection.catch_up()) == 2
    assert look(projection) == [[1, 3, 4], 4]


def test_events_that_a_handler_appends_wait_for_the_next_time():
    store = fill(EventStore(), "x", "x")

    def react(seen, event):
        store.append("s", [("x", {"n": event.data["n"] * 10})])
        return note(seen, event)

    projection = Projection(store, [], {"x": react})
    assert plain(projection.catch_up()) == 2
    assert look(projection) == [[1, 2], 2]
    assert plain(projection.catch_up()) == 2
    assert look(projection) == [[1, 2, 10, 20], 4]


def test_the_initial_state_is_a_copy_for_every_projection():
    store = fill(EventStore(), "x")
    initial = {"seen": []}

    def remember(state, event):
        state["seen"].append(event.data["n"])
        return state

    one, other = (Projection(store, initial, {"x": remember}) for _ in range(2))
    one.catch_up()
    assert plain([initial, one.state, other.state]) == [{"seen": []}, {"seen": [1]}, {"seen": []}]
    initial["seen"].append("changed")
    other.rebuild()
    assert plain(other.state) == {"seen": [1]}


def test_rebuilding_starts_from_the_beginning():
    store = fill(EventStore(), "x", "y", "x")
    projection = Projection(store, [], {"x": note_in_place})
    assert plain(projection.rebuild()) == 2
    assert plain(projection.rebuild()) == 2
    assert look(projection) == [[1, 3], 3]
    fill(store, "x")
    assert plain(projection.catch_up()) == 1
    assert look(projection) == [[1, 3, 4], 4]


def test_handlers_see_the_whole_event():
    seen = []
    store = EventStore()
    store.append("a", [("x", {"n": 1})])
    store.append("b", [("x", {"n": 2}), ("x", {"n": 3})])
    projection = Projection(store, None, {"x": lambda _, e: seen.append([e.position, e.stream, e.version, e.type, e.data])})
    projection.catch_up()
    assert plain(seen) == [[1, "a", 1, "x", {"n": 1}], [2, "b", 1, "x", {"n": 2}], [3, "b", 2, "x", {"n": 3}]]
    assert look(projection) == [None, 3]


def test_a_handler_cannot_change_history():
    store = fill(EventStore(), "x")

    def vandal(state, event):
        event.data["n"] = "gone"
        return state

    Projection(store, [], {"x": vandal}).catch_up()
    projection = Projection(store, [], {"x": note})
    projection.catch_up()
    assert look(projection) == [[1], 1]
