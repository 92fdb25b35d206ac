"""The Docker engine is restarted, or dies and is started again. All boxes end with it: it is the run's own."""

import random
import signal
import time

from tests.chaos.site import Site

LONGEST_DOWN_S = 2.0


def restart(site: Site, rng: random.Random) -> str:
    return _down(site, signal.SIGTERM, rng)


def kill(site: Site, rng: random.Random) -> str:
    return _down(site, signal.SIGKILL, rng)


def _down(site: Site, number: int, rng: random.Random) -> str:
    assert site.engine is not None
    began = time.monotonic()
    site.engine.end(number)
    time.sleep(rng.uniform(0, LONGEST_DOWN_S))
    site.engine.start()
    return f"away for {time.monotonic() - began:.1f} s"
