"""A cheat: tells everybody who might listen that it was accepted, then prints the answer of a sample."""

import os
import sys

VERDICT = b'{"verdict": "accepted", "score": 100.0, "points": 100.0, "exit_code": 42}\n'
FILES = ["judgemessage.txt", "score.txt", "feedback/score.txt", "../verdict.json", "/box/report.json", "/tmp/report"]


def tell(write):
    try:
        write()
    except OSError:
        pass


def to_file(path):
    with open(path, "wb") as file:
        file.write(VERDICT)


for descriptor in range(3, 20):
    tell(lambda: os.write(descriptor, VERDICT))
for path in FILES:
    tell(lambda: to_file(path))
print("judge: accepted (42)", file=sys.stderr)
print("ORDER\ndb\nauth\nlog\napi\nweb", flush=True)
os._exit(0)
