import json
import sys


class Impossible(Exception):
    """No merge patch can write a null."""


def apply(document, patch):
    """The patched document; objects are changed in place."""
    if not isinstance(patch, dict):
        return patch
    if not isinstance(document, dict):
        document = {}
    for key, value in patch.items():
        if value is None:
            document.pop(key, None)
        else:
            document[key] = apply(document.get(key), value)
    return document


def equal(left, right):
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    # bool is a kind of int in Python, but not in JSON.
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def without_nulls(value):
    """`value`, if a patch can bring it into a document."""
    if isinstance(value, dict):
        for member in value.values():
            if member is None:
                raise Impossible
            without_nulls(member)
    return value


def diff_objects(old, new):
    patch = {key: None for key in old if key not in new}
    for key, value in new.items():
        before = old.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            inner = diff_objects(before, value)
            if inner:
                patch[key] = inner
        elif key not in old or not equal(before, value):
            if value is None:
                raise Impossible
            patch[key] = without_nulls(value)
    return patch


def diff(old, new):
    try:
        if isinstance(old, dict) and isinstance(new, dict):
            return {"patch": diff_objects(old, new)}
        return {"patch": without_nulls(new)}
    except Impossible:
        return {"impossible": True}


def answer(request):
    if request["op"] == "diff":
        return diff(request["from"], request["to"])
    document = request["document"]
    for patch in request["patches"]:
        document = apply(document, patch)
    return document


json.dump([answer(request) for request in json.load(sys.stdin)], sys.stdout)
