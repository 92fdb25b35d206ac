"""Merges arrays item by item, as one might wish the RFC did."""

import json
import sys


def apply(document, patch):
    if isinstance(document, list) and isinstance(patch, list):
        merged = [apply(old, new) for old, new in zip(document, patch)]
        return merged + document[len(merged) :] + patch[len(merged) :]
    if not isinstance(patch, dict):
        return patch
    result = dict(document) if isinstance(document, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = apply(result.get(key), value)
    return result


def answer(request):
    if request["op"] == "diff":
        return {"patch": request["to"]}
    document = request["document"]
    for patch in request["patches"]:
        document = apply(document, patch)
    return document


print(json.dumps([answer(request) for request in json.load(sys.stdin)]))
