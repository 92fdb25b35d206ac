"""Processes of the judge that die, and come back as their service manager starts them again."""

import os
import random
import signal

from tests.chaos.site import Site


def kill_child(site: Site, rng: random.Random) -> str:
    worker = rng.choice(site.workers)
    children = worker.children()
    if not children:
        return ""
    child = rng.choice(children)
    os.kill(child, signal.SIGKILL)
    return f"{worker.name}, {child}"


def kill_worker(site: Site, rng: random.Random) -> str:
    worker = rng.choice(site.workers)
    worker.kill_all()
    return worker.name


def kill_worker_main(site: Site, rng: random.Random) -> str:
    """Its children find themselves alone."""
    worker = rng.choice(site.workers)
    worker.signal(signal.SIGKILL)
    return worker.name


def end_worker(site: Site, rng: random.Random) -> str:
    worker = rng.choice(site.workers)
    worker.signal(signal.SIGTERM)
    return worker.name


def kill_api(site: Site, _rng: random.Random) -> str:
    site.api.kill_all()
    return "all of its processes"


def kill_api_child(site: Site, rng: random.Random) -> str:
    """The one that answers; gunicorn's main process starts another."""
    children = site.api.children()
    if not children:
        return ""
    child = rng.choice(children)
    os.kill(child, signal.SIGKILL)
    return str(child)
