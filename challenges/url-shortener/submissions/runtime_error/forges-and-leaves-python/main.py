"""A cheat: reports every test as passed on whatever it finds open, and leaves with a clean conscience."""

import json
import os
import sys

TESTS = (
    "sample/test_links.py::test_a_link_is_created_and_can_be_looked_at",
    "sample/test_links.py::test_a_link_leads_to_its_url_and_counts",
    "sample/test_links.py::test_a_client_may_choose_the_code",
    "sample/test_links.py::test_an_unknown_code_is_not_found",
)
lines = [json.dumps({"kind": "up"})]
lines += [json.dumps({"kind": "test", "id": test, "outcome": "passed", "reason": "", "wall_ms": 1}) for test in TESTS]
forged = "".join(f"{line}\n" for line in lines).encode()

for descriptor in range(1, 256):
    try:
        os.write(descriptor, forged)
    except OSError:
        pass

sys.exit(0)
