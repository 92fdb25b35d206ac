"""What tests of a service may import: ``from judge_tester import expect, fire``. Baked into the tester's image.

    entry      one stage: order on stdin, results and asks over fd 3, then pytest
    running/   inside pytest: collection, fixtures, timeouts, one line for every test
    http/      the client: deadlines and caps that a hostile service cannot stretch, and what was said, as evidence
    races/     many requests at once, and what must hold afterwards
    upstream/  fake servers that the service calls
    sidecars/  databases, seen from the test's side

Imports nothing of the judge or the worker. The service under test is hostile: whatever it sends is bounded here.
"""

from .expect import Expectation, expect
from .failures import RequestTimeout, ResponseTooLarge, ServiceFailed
from .races.invariants import never_oversold, no_lost_update, one_effect
from .races.race import Race, fire
from .service import Service, Stopped
from .upstream.call import Call
from .upstream.upstream import Upstream

__all__ = [
    "Call",
    "Expectation",
    "Race",
    "RequestTimeout",
    "ResponseTooLarge",
    "Service",
    "ServiceFailed",
    "Stopped",
    "Upstream",
    "expect",
    "fire",
    "never_oversold",
    "no_lost_update",
    "one_effect",
]
