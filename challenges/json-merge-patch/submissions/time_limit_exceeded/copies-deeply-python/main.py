"""Right, but afraid of changing its input: a deep copy of the document for each patch."""

import copy
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


def answer(request):
    if request["op"] == "diff":
        return {"patch": request["to"]}
    document = request["document"]
    for patch in request["patches"]:
        document = apply(copy.deepcopy(document), patch)
    return document


print(json.dumps([answer(request) for request in json.load(sys.stdin)]))
