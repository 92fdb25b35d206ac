import json
import sys


def apply(document, patch):
    if not isinstance(patch, dict):
    return patch


print(json.dumps([apply(r["document"], r["patches"][0]) for r in json.load(sys.stdin)]))
