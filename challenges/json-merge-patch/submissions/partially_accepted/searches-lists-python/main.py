"""Right all over; but the diff searches lists of members, which takes too long for large objects."""

import json
import sys


class Impossible(Exception):
    pass


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


def canonical(value):
    return json.dumps(value, sort_keys=True).replace(".0", "")


def find(members, wanted):
    found = [value for key, value in members if key == wanted]
    return found[0] if found else None


def diff(old, new):
    if not isinstance(new, dict):
        return new
    old_members = list(old.items()) if isinstance(old, dict) else []
    new_members = list(new.items())
    patch = {key: None for key, _ in old_members if key not in [name for name, _ in new_members]}
    for key, value in new_members:
        known = key in [name for name, _ in old_members]
        if known and canonical(find(old_members, key)) == canonical(value):
            continue
        if value is None:
            raise Impossible
        patch[key] = diff(find(old_members, key), value)
    return patch


def answer(request):
    if request["op"] == "diff":
        try:
            return {"patch": diff(request["from"], request["to"])}
        except Impossible:
            return {"impossible": True}
    document = request["document"]
    for patch in request["patches"]:
        document = apply(document, patch)
    return document


print(json.dumps([answer(request) for request in json.load(sys.stdin)]))
