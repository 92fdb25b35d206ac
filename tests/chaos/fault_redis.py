"""Redis goes away for a while: ended, killed, stopped, or told to make everybody wait."""

import random
import signal
import time

import redis

from tests.chaos.site import Site

LONGEST_DOWN_S = 3.0
LONGEST_STOP_S = 10.0
"""Longer than a lease, so that all of them run out meanwhile."""


def end(site: Site, rng: random.Random) -> str:
    return _down(site, rng, signal.SIGTERM)


def kill(site: Site, rng: random.Random) -> str:
    return _down(site, rng, signal.SIGKILL)


def _down(site: Site, rng: random.Random, number: int) -> str:
    away_s = rng.uniform(0.1, LONGEST_DOWN_S)
    site.redis.down = True
    site.redis.signal(number)
    while site.redis.alive():
        time.sleep(0.01)
    time.sleep(away_s)
    site.redis.start()
    site.redis.down = False
    return f"away for {away_s:.1f} s"


def stop(site: Site, rng: random.Random) -> str:
    """SIGSTOP: connections stay open and nobody answers."""
    stopped_s = rng.uniform(1.0, LONGEST_STOP_S)
    site.redis.signal(signal.SIGSTOP)
    time.sleep(stopped_s)
    site.redis.signal(signal.SIGCONT)
    return f"for {stopped_s:.1f} s"


def pause(site: Site, rng: random.Random) -> str:
    pause_s = rng.uniform(0.5, LONGEST_DOWN_S)
    with redis.Redis.from_url(site.redis_url, socket_timeout=5) as client:
        client.execute_command("CLIENT", "PAUSE", int(pause_s * 1000), "ALL")
    time.sleep(pause_s)
    return f"for {pause_s:.1f} s"
