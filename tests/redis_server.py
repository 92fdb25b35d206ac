"""A private redis-server on a free port, as the judge runs it: append-only, never evicting."""

import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import redis


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RedisServer:
    """Starts on entering; ``stop`` and ``start`` keep port and data, as a restart of the service does.

    ``options`` are further ones of its command line. It is left the signals that Python ignores: a file that may not
    grow is an error then, as on a full disk, and no end.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder = folder
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self._port = free_port()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def written(self) -> Path:
        """The file to which it appends."""
        (found,) = (self._folder / "appendonlydir").glob("*.incr.aof")
        return found

    def start(self) -> None:
        options = ("--save", "", "--appendonly", "yes", "--maxmemory-policy", "noeviction", "--bind", "127.0.0.1")
        options += self._options
        self._process = subprocess.Popen(
            ("redis-server", "--port", str(self._port), "--dir", str(self._folder), *options),
            stdout=(self._folder / "log").open("ab"),
            stderr=subprocess.STDOUT,
            restore_signals=False,
        )
        deadline = time.monotonic() + 10
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._folder / "log").read_text())
            time.sleep(0.02)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As when it crashes: what it answered is in its file, but for what it had still to write."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(10)
            self._process = None

    def empty(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
