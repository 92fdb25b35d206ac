"""The judge under test, as a server runs it: Redis, the API and several workers, each a process of its own.

keeper ──┬── redis-server           data on a small file system of its own, which can be filled
         ├── gunicorn (API)
         └── celery (worker), n times
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from judge.config import Settings
from judge.store.store import Store, open_store
from tests import clocks
from tests.chaos.engine import FOLDER, LOG, OwnEngine
from tests.chaos.part import ROOT, Keeper, Part
from tests.chaos.plan import Plan
from tests.redis_server import free_port

DISK_MIB = 512
_START_S = 60
_REDIS = """\
bind 127.0.0.1
port {port}
dir {folder}
daemonize no
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


class Site:
    """``site`` names this installation; the boxes of its workers are labelled with it. ``engine``: that of its boxes,
    if it may be restarted."""

    def __init__(self, plan: Plan, challenges: Path, engine: OwnEngine | None = None) -> None:
        self.plan = plan
        self.engine = engine
        self.home = plan.home
        self.disk = plan.home / "redis"
        self.log = plan.home / "log"
        self.temporary = plan.home / "tmp"
        for folder in (self.disk, self.log, self.temporary):
            folder.mkdir(parents=True, exist_ok=True)
        self._clock = clocks.build(self.home)
        redis_port, port = free_port(), free_port()
        self.redis_url = f"redis://127.0.0.1:{redis_port}/0"
        self.url = f"http://127.0.0.1:{port}"
        self._environment = {name: text for name, text in os.environ.items() if not name.startswith("JUDGE_")} | {
            "JUDGE_HOME": str(self.home),
            "JUDGE_REDIS_URL": self.redis_url,
            "JUDGE_PORT": str(port),
            "JUDGE_CHALLENGES": str(challenges),
            "JUDGE_SANDBOX": plan.backend,
            "JUDGE_CONCURRENCY": str(plan.concurrency),
            "JUDGE_LEASE_S": str(plan.lease_s),
            "JUDGE_MAX_ATTEMPTS": "20",  # a fault every few seconds ends more attempts of a slow one than failures may
            "PYTHONUNBUFFERED": "1",
            "TMPDIR": str(self.temporary),
        }
        configuration = self.home / "redis.conf"
        configuration.write_text(_REDIS.format(port=redis_port, folder=self.disk))
        self.redis = self._part("redis", ["redis-server", str(configuration)])
        self.api = self._part("api", [sys.executable, "-m", "judge.wsgi"])
        self.workers = [
            self._part(f"worker-{number}", [sys.executable, "-m", "worker"]) for number in range(1, plan.workers + 1)
        ]
        self.parts = [self.redis, self.api, *self.workers]

    def _part(self, name: str, argv: list[str]) -> Part:
        clock = clocks.variables(self._clock, self.home / f"clock-{name}")
        return Part(name, argv, self._environment | clock, self.log / f"{name}.log")

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Start everything, wait until submissions are graded, and stop it in the end."""
        with self._own_disk(), Keeper(self.parts):
            try:
                self.redis.start()
                self._make_key()
                for part in self.parts[1:]:
                    part.start()
                self.await_ready()
                self.site = self.store().workers.site()
                yield
            finally:
                for part in reversed(self.parts):
                    part.stop()

    def store(self) -> Store:
        """A look past the API, for the account at the end."""
        return open_store(Settings(redis_url=self.redis_url))

    def await_ready(self) -> None:
        deadline = time.monotonic() + _START_S
        while True:
            with contextlib.suppress(httpx.HTTPError):
                answer = httpx.get(f"{self.url}/readyz", timeout=5)
                if answer.status_code == 200 and (offered := answer.json())["workers"] >= self.plan.workers:
                    self.runtimes, self.sidecars = frozenset(offered["runtimes"]), frozenset(offered["sidecars"])
                    return
            if time.monotonic() > deadline:
                raise RuntimeError(f"the judge is not ready after {_START_S} s; see {self.log}")
            time.sleep(0.2)

    def _make_key(self) -> None:
        file = self.home / "admin.key"
        command = [sys.executable, "-m", "judge.bootstrap", str(file)]
        deadline = time.monotonic() + 20
        while subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, check=False).returncode:
            if time.monotonic() > deadline:
                raise RuntimeError(f"no admin key; see {self.log}")
            time.sleep(0.1)
        self.key = file.read_text().strip()

    @contextlib.contextmanager
    def _own_disk(self) -> Iterator[None]:
        """A file system that only this Redis writes to."""
        options = ("-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=700")
        subprocess.run(["mount", *options, "chaos", str(self.disk)], check=True)
        try:
            yield
        finally:
            subprocess.run(["umount", str(self.disk)], check=True)


def empty_home(home: Path, *, keep: tuple[str, ...] = ("runtimes", FOLDER, LOG)) -> None:
    """Nothing of an earlier run; what takes a minute to install stays."""
    home.mkdir(parents=True, exist_ok=True)
    for entry in home.iterdir():
        if entry.name not in keep:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
