import json
import sys


def apply(document, patch):
    """The document after one merge patch."""
    # TODO: RFC 7386, section 2
    return document


def diff(old, new):
    """The smallest patch from `old` to `new`, or None if there is none."""
    # TODO
    return None


def answer(request):
    if request["op"] == "diff":
        patch = diff(request["from"], request["to"])
        # TODO: a patch may itself be null, which is not the same as having none
        return {"impossible": True} if patch is None else {"patch": patch}
    document = request["document"]
    for patch in request["patches"]:
        document = apply(document, patch)
    return document


json.dump([answer(request) for request in json.load(sys.stdin)], sys.stdout)
