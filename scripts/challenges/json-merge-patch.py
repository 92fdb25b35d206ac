"""Test data of the challenge json-merge-patch, and the reference that answers it.

The reference never changes a document in place: ``merge`` is the pseudo-code of RFC 7386, and each patch that
``difference`` makes is applied to see whether it works.
"""

import json
from collections.abc import Iterable
from random import Random
from typing import Any

from scripts.challenges.casefiles import Case, run

Json = Any

LARGEST_INTEGER = 2**53 - 1

LEAVES: list[Json] = [
    *[True, False, None, None, {}, [], -2, -1, 0, 1, 2, 3.0, 0.5, -1.25, 1e6, LARGEST_INTEGER, -LARGEST_INTEGER],
    *["", "a", "1", "null", "Zürich", "東京", "🦉", '"\\/', "\u0000\u001f"],
]
KEYS = ["a", "b", "c", "d", "", "ключ", "__proto__", "constructor", "0"]

RFC_EXAMPLES: list[tuple[Json, Json]] = [
    ({"a": "b"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}),
    ({"a": "b"}, {"a": None}),
    ({"a": "b", "b": "c"}, {"a": None}),
    ({"a": ["b"]}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}),
    (["a", "b"], ["c", "d"]),
    ({"a": "b"}, ["c"]),
    ({"a": "foo"}, None),
    ({"a": "foo"}, "bar"),
    ({"e": None}, {"a": 1}),
    ([1, 2], {"a": "b", "c": None}),
    ({}, {"a": {"bb": {"ccc": None}}}),
]
"""Appendix A of RFC 7386: document and patch."""


def merge(document: Json, patch: Json) -> Json:
    if not isinstance(patch, dict):
        return patch
    result = dict(document) if isinstance(document, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


def same(left: Json, right: Json) -> bool:
    """Equal as JSON: to Python, ``True`` is 1."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def difference(old: Json, new: Json) -> Json:
    """The smallest patch, if there is one at all."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    removed = {key: None for key in old if key not in new}
    changed = {
        key: difference(old[key], value) if key in old else value
        for key, value in new.items()
        if key not in old or not same(old[key], value)
    }
    return removed | changed


def diff_result(old: Json, new: Json) -> Json:
    patch = difference(old, new)
    return {"patch": patch} if same(merge(old, patch), new) else {"impossible": True}


def apply_result(document: Json, patches: Iterable[Json]) -> Json:
    for patch in patches:
        document = merge(document, patch)
    return document


def text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def apply_case(*requests: tuple[Json, list[Json]]) -> Case:
    return Case(
        input=text([{"op": "apply", "document": document, "patches": patches} for document, patches in requests]),
        answer=text([apply_result(document, patches) for document, patches in requests]),
    )


def diff_case(*requests: tuple[Json, Json]) -> Case:
    return Case(
        input=text([{"op": "diff", "from": old, "to": new} for old, new in requests]),
        answer=text([diff_result(old, new) for old, new in requests]),
    )


def value(random: Random, depth: int) -> Json:
    """Any JSON value, drawn from so little that two of them often share keys and values."""
    kind = random.random() if depth else 0
    if kind < 0.35:
        return random.choice(LEAVES)
    if kind < 0.45:
        return [value(random, depth - 1) for _ in range(random.randint(1, 3))]
    return {key: value(random, depth - 1) for key in random.sample(KEYS, random.randint(1, 5))}


def nested(depth: int, leaf: Json) -> Json:
    for _ in range(depth):
        leaf = {"child": leaf}
    return leaf


def settings(random: Random, count: int) -> dict[str, Json]:
    return {f"service-{number:05}": random.randint(0, 999) for number in random.sample(range(20_000), count)}


def edited(random: Random, document: dict[str, Json]) -> dict[str, Json]:
    """A tenth of the values changed, a tenth removed, some added, in another order of keys."""
    items = [(key, old if random.random() > 0.1 else 1_000) for key, old in document.items() if random.random() > 0.1]
    items += [(f"added-{number:05}", {"port": number}) for number in random.sample(range(20_000), len(items) // 20)]
    random.shuffle(items)
    return dict(items)


def edits(random: Random, document: dict[str, Json], count: int) -> list[Json]:
    keys = list(document)
    changes: list[Json] = [random.randint(0, 999), {"port": 80}, {"port": None, "host": "db"}, None]
    return [{random.choice(keys): random.choice(changes)} for _ in range(count)]


def apply_cases(random: Random) -> list[Case]:
    fresh: Json = {"a": {"b": {"c": None, "d": 1}, "e": None}, "f": [None, {"g": None}]}
    odd_keys: Json = {"__proto__": {"admin": True}, "constructor": 1, "": 2, "toString": None, "hasOwnProperty": 3}
    large = settings(random, 6_000)
    return [
        apply_case(),
        apply_case(*((document, [patch]) for document, patch in RFC_EXAMPLES)),
        # No patches, empty patches, patches that replace everything, and what comes after them.
        apply_case(
            (1, []), ({"a": 1}, [{}]), (1, [{}]), ([1], [{"a": {}}]), ({"a": 1}, [None, {"b": 1}, 5, {"b": None}])
        ),
        # Nulls inside an object that is new are removed from it; those inside an array are data.
        apply_case(({}, [fresh]), (5, [fresh]), ({"a": 5, "f": {"g": 1}}, [fresh]), ({"a": {"e": 1, "z": 2}}, [fresh])),
        # A null that is in the document stays there until a patch names it.
        apply_case(
            ({"a": None, "b": {"c": None}}, [{"b": {"d": 1}}]), ({"a": None}, [{"a": None}]), ({"a": None}, [{"a": {}}])
        ),
        apply_case(
            ({}, [odd_keys]),
            ({"x": 1}, [odd_keys, {"__proto__": {"user": 1}}]),
            (odd_keys, [{"__proto__": None, "": None}]),
        ),
        apply_case((nested(90, {"a": 1, "b": 2}), [nested(90, {"a": None, "c": 3}), nested(45, {"child": 0, "x": 1})])),
        apply_case(*((value(random, 3), [value(random, 3) for _ in range(random.randint(0, 4))]) for _ in range(40))),
        apply_case(*((value(random, 4), [value(random, 4) for _ in range(3)]) for _ in range(150))),
        apply_case((large, edits(random, large, 6_000))),
    ]


def diff_cases(random: Random) -> list[Case]:
    large = settings(random, 10_000)
    deep_old, deep_new = nested(90, {"a": 1, "b": [1]}), nested(90, {"b": [1], "c": {}})
    one_list, two_lists = {"a": [1, {"x": None}]}, {"a": [1, {"x": None, "y": None}]}
    return [
        diff_case(),
        # Equal documents: an object needs no change, anything else would be lost by an empty patch.
        diff_case(({}, {}), ({"a": [1]}, {"a": [1]}), (1, 1), ("", ""), ([{}], [{}]), (None, None), (False, False)),
        diff_case(
            ({"a": 1}, {}), ({}, {"a": 1}), ({"a": 1}, {"b": 1}), ({"a": {"b": 1}}, {"a": {}}), ({"a": 1}, {"a": {}})
        ),
        diff_case(({"a": 1}, 5), ([1, 2], [2, 1]), (5, {"a": {"b": [None]}}), ({"a": 1}, None), ([], {}), ({}, [])),
        # true is not 1, false is neither 0 nor "" nor null; 1.0 is 1.
        diff_case(
            ({"a": 1}, {"a": True}), ({"a": False}, {"a": 0}), ({"a": [0]}, {"a": [False]}), ({"a": ""}, {"a": False})
        ),
        diff_case(
            ({"a": 1, "b": 1}, {"a": 1.0, "b": "1"}), ({"a": [100, 2]}, {"a": [1e2, 2.0]}), ({"a": {}}, {"a": []})
        ),
        # A null cannot be written by a patch, only left where it is or carried along in an array.
        diff_case(
            ({"a": 1}, {"a": None}), ({}, {"a": None}), (5, {"a": {"b": None}}), ({"a": {"b": 1}}, {"a": {"b": None}})
        ),
        diff_case(
            ({"a": None, "b": 1}, {"a": None, "b": 2}),
            ({"a": None}, {}),
            ({"a": None}, {"a": 1}),
            (one_list, two_lists),
        ),
        diff_case(
            ({"a": {"n": None, "x": 1}}, {"a": {"n": None, "x": 2}}),
            ({"a": {"n": None}}, {"a": {"n": None, "m": None}}),
        ),
        diff_case(
            ({}, {"__proto__": {"a": 1}}),
            ({"__proto__": {"a": 1}}, {"__proto__": {"a": 2}, "": 0}),
            ({"constructor": 1}, {}),
        ),
        diff_case((deep_old, deep_new), (deep_old, deep_old), (nested(90, 1), nested(89, 1))),
        diff_case(*((value(random, 3), value(random, 3)) for _ in range(60))),
        diff_case(*((old, merge(old, value(random, 4))) for old in [value(random, 4) for _ in range(150)])),
        diff_case((large, edited(random, large))),
    ]


def samples() -> dict[str, list[Case]]:
    profile = {"name": "Ada", "address": {"city": "London", "zip": "W1"}, "tags": ["math"]}
    moved = {"address": {"city": "Zürich", "zip": None}, "tags": []}
    return {
        "apply/sample": [
            apply_case((profile, [moved]), ({"a": 1}, [{"b": {"c": 2, "d": None}}, {"a": None}])),
            apply_case(
                ({"a": [1, 2]}, [{"a": [3]}]), ([1], [{"a": None, "b": 2}]), ({"a": 1}, ["text"]), ({"a": 1}, [])
            ),
        ],
        "diff/sample": [
            diff_case((profile, merge(profile, moved)), ({"a": 1, "b": 2}, {"b": 2, "c": [1]})),
            diff_case(({"a": 1}, {"a": 1}), ({"a": {"b": 1}}, {"a": {"b": None}}), ([1, 2], [1, 2])),
        ],
    }


if __name__ == "__main__":
    seeded = Random("json-merge-patch")  # noqa: S311 - the same data every time is the point
    run(
        "json-merge-patch",
        samples() | {"apply/hidden": apply_cases(seeded), "diff/hidden": diff_cases(seeded)},
    )
