"""What goes wrong, and when: a deck of faults in an order that the seed decides, dealt again until the run is over."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping

from tests.chaos import fault_boxes, fault_clock, fault_disk, fault_engine, fault_processes, fault_redis
from tests.chaos.site import Site

Fault = Callable[[Site, random.Random], str]
"""Does it, and undoes what does not come back by itself; tells what it did in a few words."""

_TRIES = 10
_AGAIN_S = 0.5
_ENOUGH_DECKS = 3

EVERYWHERE: Mapping[str, Fault] = {
    "worker child killed": fault_processes.kill_child,
    "worker killed": fault_processes.kill_worker,
    "worker's main process killed": fault_processes.kill_worker_main,
    "worker told to end": fault_processes.end_worker,
    "API killed": fault_processes.kill_api,
    "API process killed": fault_processes.kill_api_child,
    "Redis told to end": fault_redis.end,
    "Redis killed": fault_redis.kill,
    "Redis stopped": fault_redis.stop,
    "Redis paused": fault_redis.pause,
    "box killed": fault_boxes.kill_box,
    "supervisor killed": fault_boxes.kill_supervisor,
    "disk full": fault_disk.fill,
    "clock jumped": fault_clock.jump,
}
ENGINE: Mapping[str, Fault] = {
    "engine restarted": fault_engine.restart,
    "engine killed": fault_engine.kill,
}


def available(site: Site) -> dict[str, Fault]:
    faults = dict(EVERYWHERE)
    if site.engine is not None:
        faults |= ENGINE
    return {name: fault for name, fault in faults.items() if not site.plan.faults or name in site.plan.faults}


class Havoc(threading.Thread):
    """``log`` has a line for each fault with its time since the start; ``errors`` is what went wrong in doing harm."""

    def __init__(self, site: Site, rng: random.Random, say: Callable[[str], None]) -> None:
        super().__init__(name="havoc", daemon=True)
        self.counts: Counter[str] = Counter()
        self.log: list[tuple[float, str]] = []
        self.errors: list[str] = []
        self.faults = available(site)
        self._site = site
        self._rng = rng
        self._say = say
        self._decks_dealt = 0
        self._stopped = threading.Event()

    def end(self) -> None:
        self._stopped.set()
        self.join()

    def run(self) -> None:
        for _ in range(self._site.plan.decks):
            deck = sorted(self.faults)
            self._rng.shuffle(deck)
            for name in deck:
                if self._stopped.wait(self._rng.uniform(0.5, self._site.plan.pause_s)):
                    return
                self._do(name)
            self._decks_dealt += 1

    def dealt(self) -> bool:
        """Whether each fault has happened, or was tried in so many decks that it never will."""
        return self._decks_dealt >= _ENOUGH_DECKS or self.counts.keys() >= self.faults.keys()

    def _tried(self, fault: Fault) -> str:
        """There may be nothing to break at the moment: no child, no box."""
        for _ in range(_TRIES):
            if told := fault(self._site, self._rng):
                return told
            time.sleep(_AGAIN_S)
        return ""

    def _do(self, name: str) -> None:
        self.log.append((time.monotonic(), name))
        try:
            told = self._tried(self.faults[name])
        except Exception as error:
            self.errors.append(f"{name}: {type(error).__name__}: {error}")
            self._say(f"fault   {name}: FAILED: {error}")
            return
        if told:
            self.counts[name] += 1
            self._say(f"fault   {name}: {told}")
