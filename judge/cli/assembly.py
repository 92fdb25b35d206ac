"""Which parts the embedded mode has, how each is started, and when the whole is ready."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from judge.cli.client import Client, Readiness
from judge.cli.parts import CannotServe, Part, Parts, Running
from judge.cli.ports import require_free
from judge.cli.redis import embedded_redis
from judge.config import CHECKOUT, Settings

Say = Callable[[str], None]

_READY_WITHIN_S = 120
_REDIS_WITHIN_S = 30
_TEARDOWN_S = 5
"""What a worker takes to end once everything is finished or handed back."""
_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Programs:
    """The command lines of the parts that are ours."""

    api: Sequence[str]
    worker: Sequence[str]
    bootstrap: Sequence[str]


PROGRAMS = Programs(
    api=[sys.executable, "-m", "judge.wsgi"],
    worker=[sys.executable, "-m", "worker"],
    bootstrap=[sys.executable, "-m", "judge.bootstrap"],
)


@dataclass(frozen=True, slots=True)
class Assembly:
    """``settings.home`` and ``place``, which gets the data, are absolute and there; ``say`` gets one line a part."""

    settings: Settings
    place: Path
    parts: Parts
    programs: Programs
    say: Say

    def start(self, lock: int) -> str:
        """The URL of a judge that can grade. Raises CannotServe."""
        require_free(self.settings.host, self.settings.port)
        redis_url = self._redis(lock)
        self._admin_key(redis_url)
        environment = {
            "JUDGE_REDIS_URL": redis_url,
            "JUDGE_REDIS_URL_FILE": "",
            "JUDGE_PORT": str(self.settings.port),
            "JUDGE_URL": self.settings.url,
            "JUDGE_HOME": str(self.settings.home),
            "PYTHONPATH": str(CHECKOUT),
            "PYTHONUNBUFFERED": "1",
        }
        api = self.parts.start(Part(name="api", argv=self.programs.api, env=environment))
        address = self._address(api)
        self.say(f"api     {address}  log {api.log}")
        worker = self.parts.start(
            Part(
                name="worker",
                argv=self.programs.worker,
                env=environment,
                patience_s=self.settings.drain_s + _TEARDOWN_S,
                restarts=True,
            )
        )
        self.say(f"worker  {self.settings.concurrency} at a time  log {worker.log}")
        readiness = self._ready(address)
        self.say(f"ready   runtimes: {', '.join(readiness.runtimes)}")
        for warning in readiness.warnings:
            self.say(f"note    {warning}")
        return self.settings.url or address

    def _redis(self, lock: int) -> str:
        """The address of the Redis that was named, or of one started here."""
        if any(os.environ.get(name) for name in ("JUDGE_REDIS_URL", "JUDGE_REDIS_URL_FILE")):
            self.say("redis   the one that JUDGE_REDIS_URL names")
            return self.settings.redis_url
        embedded = embedded_redis(self.place, lock, self.settings.redis_mib)
        self.parts.start(embedded.part)
        self.say(f"redis   127.0.0.1:{embedded.port}  data {self.place / 'redis'}")
        return embedded.url

    def _admin_key(self, redis_url: str) -> None:
        """Raises CannotServe."""
        environment = {
            **os.environ,
            "JUDGE_REDIS_URL": redis_url,
            "JUDGE_REDIS_URL_FILE": "",
            "PYTHONPATH": str(CHECKOUT),
        }
        command = [*self.programs.bootstrap, str(key_file(self.place))]
        deadline = time.monotonic() + _REDIS_WITHIN_S
        while True:
            self.parts.require_alive()
            done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
            if done.returncode == 0:
                self.say(f"key     {done.stdout.strip()}")
                return
            if time.monotonic() > deadline:
                raise CannotServe(f"There is no admin key: {done.stderr.strip()}")
            time.sleep(_POLL_S)

    def _address(self, api: Running) -> str:
        """Where the API listens, which it tells in its log. Raises CannotServe."""
        deadline = time.monotonic() + _READY_WITHIN_S
        while not (address := api.said("api listening on ")):
            self.parts.require_alive()
            if time.monotonic() > deadline:
                raise CannotServe(f"The API does not listen after {_READY_WITHIN_S} s; see {api.log}")
            time.sleep(_POLL_S)
        return address

    def _ready(self, address: str) -> Readiness:
        """Raises CannotServe when a part dies first, or something is still missing when the time is over."""
        deadline = time.monotonic() + _READY_WITHIN_S
        with Client(address) as client:
            while not (readiness := client.readiness()).ready:
                self.parts.require_alive()
                if time.monotonic() > deadline:
                    raise CannotServe(f"Not ready after {_READY_WITHIN_S} s: {'; '.join(readiness.missing)}")
                time.sleep(_POLL_S)
            return readiness


def key_file(place: Path) -> Path:
    """Where the first admin's key is, by the folder that has the data."""
    return place / "admin.key"
