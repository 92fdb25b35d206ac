"""The time of day jumps by up to an hour, for one part of the judge, and some seconds later back."""

import random
import time

from tests import clocks
from tests.chaos.site import Site

FURTHEST_S = 3600
LONGEST_S = 6.0


def jump(site: Site, rng: random.Random) -> str:
    part = rng.choice(site.parts)
    by_s = rng.choice((-1, 1)) * rng.randint(FURTHEST_S // 60, FURTHEST_S)
    wrong_s = rng.uniform(2.0, LONGEST_S)
    clock = site.home / f"clock-{part.name}"
    clocks.jump(clock, by_s)
    try:
        time.sleep(wrong_s)
    finally:
        clocks.jump(clock, 0)
    return f"{part.name} by {by_s:+d} s for {wrong_s:.1f} s"
