"""Keeps each version of a document, in case somebody asks for an old one."""

import json
import sys

versions = []


def apply(document, patch):
    if not isinstance(patch, dict):
        return patch
    result = dict(document) if isinstance(document, dict) else {}
    versions.append(result)
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
