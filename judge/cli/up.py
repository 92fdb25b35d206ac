"""The embedded mode: everything the judge needs, on this machine, in one folder, until it is told to stop."""

import fcntl
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from judge.cli.client import Client, Readiness
from judge.cli.parts import CannotServe, Part, Parts
from judge.cli.ports import listen
from judge.cli.redis import embedded_redis
from judge.config import CHECKOUT, Settings

Say = Callable[[str], None]

_READY_WITHIN_S = 120
_WORKER_PATIENCE_S = 30


def serve(settings: Settings, say: Say) -> int:
    """Serve until Ctrl-C or SIGTERM. Raises CannotServe if a part cannot start or dies."""
    try:
        with stoppable(), serving(settings, say) as (url, parts):
            say(f"judge ready {url}")
            parts.watch()
    except KeyboardInterrupt:
        return 0


@contextmanager
def serving(settings: Settings, say: Say) -> Iterator[tuple[str, Parts]]:
    """The URL of a judge that can grade, and its parts; leaving stops them.

    Raises:
        CannotServe: a part cannot start, or the home is in use.
    """
    home = settings.home.absolute()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _held(home) as lock, Parts(home / "log") as parts:
        try:
            url = _start(settings, home, lock, parts, say)
            (home / "url").write_text(url + "\n")
            yield url, parts
        finally:
            say("stopping")
            (home / "url").unlink(missing_ok=True)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)


def _start(settings: Settings, home: Path, lock: int, parts: Parts, say: Say) -> str:
    redis_url = settings.redis_url
    if any(os.environ.get(name) for name in ("JUDGE_REDIS_URL", "JUDGE_REDIS_URL_FILE")):
        say("redis   the one that JUDGE_REDIS_URL names")
    else:
        embedded = embedded_redis(home, lock)
        parts.start(embedded.part)
        redis_url = embedded.url
        say(f"redis   127.0.0.1:{embedded.port}  data in {home / 'redis'}")
    with listen(settings.host, settings.port) as listener:
        port = listener.getsockname()[1]
        environment = {
            "JUDGE_REDIS_URL": redis_url,
            "JUDGE_REDIS_URL_FILE": "",
            "JUDGE_PORT": str(port),
            "JUDGE_HOME": str(home),
            "PYTHONPATH": str(CHECKOUT),
            "PYTHONUNBUFFERED": "1",
        }
        parts.start(_api(listener.fileno(), environment))
    url = settings.url or f"http://{settings.host}:{port}"
    say(f"api     {url}  log {home / 'log' / 'api.log'}")
    parts.start(_worker(settings, environment))
    say(f"worker  {settings.concurrency} at a time  log {home / 'log' / 'worker.log'}")
    readiness = _await_ready(f"http://{settings.host}:{port}", parts)
    say(f"ready   runtimes: {', '.join(readiness.runtimes)}")
    for warning in readiness.warnings:
        say(f"note    {warning}")
    return url


def _api(descriptor: int, environment: dict[str, str]) -> Part:
    argv = [sys.executable, "-m", "gunicorn", "-c", str(CHECKOUT / "judge" / "gunicorn_conf.py")]
    argv += ["--bind", f"fd://{descriptor}", "judge.wsgi:create()"]
    return Part(name="api", argv=argv, env=environment, descriptors=(descriptor,))


def _worker(settings: Settings, environment: dict[str, str]) -> Part:
    argv = [sys.executable, "-m", "celery", "-A", "worker.app", "worker"]
    argv += ["--concurrency", str(settings.concurrency), "--queues", ",".join(settings.queues)]
    argv += ["--loglevel", settings.log]
    return Part(name="worker", argv=argv, env=environment, patience_s=_WORKER_PATIENCE_S)


def _await_ready(url: str, parts: Parts) -> Readiness:
    """Raises CannotServe when a part dies first, or the API still misses something when the time is over."""
    deadline = time.monotonic() + _READY_WITHIN_S
    with Client(url) as client:
        while not (readiness := client.readiness()).ready:
            parts.require_alive()
            if time.monotonic() > deadline:
                raise CannotServe(f"Not ready after {_READY_WITHIN_S} s: {'; '.join(readiness.missing)}")
            time.sleep(0.1)
        return readiness


@contextmanager
def _held(home: Path) -> Iterator[int]:
    """The folder's lock, as a descriptor: two judges on one folder would share Redis's file and lose data."""
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            url = (home / "url").read_text().strip() if (home / "url").exists() else "not ready yet"
            raise CannotServe(f"A judge runs in {home} already ({url}). Stop it, or set JUDGE_HOME.") from error
        yield lock.fileno()


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM ends the work inside as Ctrl-C does: by KeyboardInterrupt."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
