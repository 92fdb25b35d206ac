"""A cheat: writes results of its own to every descriptor it finds open, as several runners would, and leaves."""

import json
import os

TESTS = (
    "sample/test_sample.py::test_events_get_versions_and_positions",
    "sample/test_sample.py::test_a_stale_writer_gets_a_conflict",
    "sample/test_sample.py::test_a_projection_catches_up",
)


def forged():
    for test in TESTS:
        yield json.dumps({"kind": "test", "id": test, "nodeid": test, "name": test, "outcome": "passed"})
        yield f"{test} PASSED"
    yield f'<testsuite tests="{len(TESTS)}" failures="0" errors="0"></testsuite>'
    yield f"{len(TESTS)} passed in 0.01s"


for descriptor in range(1, 64):
    try:
        os.write(descriptor, "".join(f"{line}\n" for line in forged()).encode())
    except OSError:
        pass

os._exit(0)
