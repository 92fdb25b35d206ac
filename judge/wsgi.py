"""Serves the API: ``python -m judge.wsgi`` reads the settings and runs gunicorn with the gevent worker class.

One process holds thousands of waiting clients, each a greenlet that sleeps; more processes only help busy machines
with many cores. The app is built in the worker process, after gevent has patched the standard library there.
"""

import os
import resource
import subprocess
import sys
from importlib import import_module
from typing import Any

from gunicorn.app.base import BaseApplication

from judge import logs
from judge.config import Settings, SettingsError
from judge.domain.errors import InvalidInput

CONNECTIONS = 4000
DESCRIPTORS_BESIDE = 200
"""Open files of a process that are not its clients: connections to Redis, sockets it listens on, packages it reads."""
GRACEFUL_S = 4
"""How long a stopping process answers what it has begun; who waits for a verdict is answered at once."""


def gunicorn_options(settings: Settings, connections: int = CONNECTIONS) -> dict[str, Any]:
    return {
        "bind": _address(settings.host, settings.port),
        "workers": settings.api_processes,
        "worker_class": "judge.refusals.Worker",
        "worker_connections": connections,
        "backlog": CONNECTIONS,
        "timeout": 60,
        "graceful_timeout": GRACEFUL_S,
        "keepalive": settings.client_patience_s,
        "limit_request_line": 4094,
        "limit_request_fields": 60,
        "limit_request_field_size": 8190,
        "forwarded_allow_ips": "",  # else every client on loopback may rewrite its path with a header
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "warning",
        "post_worker_init": _say_ready,
    }


def make_room() -> int:
    """How many clients a process may hold, after the limit on open files was raised as far as that takes.

    Shells and service managers give 1024, and a process that runs out of descriptors loses Redis too.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + DESCRIPTORS_BESIDE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    room = CONNECTIONS if soft == resource.RLIM_INFINITY else soft - DESCRIPTORS_BESIDE
    return max(1, min(CONNECTIONS, room))


def _say_ready(worker: Any) -> None:
    """Once the app is there; with port 0 the kernel chose, and this line is where it is told."""
    if worker.age == 1:
        host, port = worker.sockets[0].getsockname()[:2]
        print(f"api listening on http://{_address(host, port)}", flush=True)


def _address(host: str, port: int) -> str:
    """IPv6 addresses stand in brackets before a port."""
    return f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._worker: Any = None
        super().__init__()

    def load_config(self) -> None:
        for name, value in gunicorn_options(self._settings, make_room()).items():
            self.cfg.set(name, value)
        self.cfg.set("post_fork", self._remember)

    def load(self) -> Any:
        logs.configure(self._settings.log)
        # Imported only here: the store and the queue must find the sockets that gevent has patched.
        wiring = import_module("judge.wiring")
        try:
            app = wiring.build_api(self._settings, stopping=lambda: not self._worker.alive)
        except InvalidInput as error:
            for problem in error.problems:
                print(problem.field, problem.message, file=sys.stderr)
            raise
        return import_module("judge.refusals").bounded(app, self._settings.client_patience_s)

    def _remember(self, _server: Any, worker: Any) -> None:
        self._worker = worker


def main() -> int:
    try:
        settings = Settings.from_env(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    if problem := closed(settings):
        print(problem, file=sys.stderr)
        return 1
    Server(settings).run()
    return 0


def closed(settings: Settings) -> str:
    """Why this server may not listen where its settings say; empty if it may.

    Asked in a process of its own: what talks to Redis here must be imported after gevent has patched the sockets.
    """
    if settings.loopback:
        return ""
    asked = subprocess.run([sys.executable, "-m", "judge.keyless"], check=False, stdout=subprocess.PIPE, text=True)
    if asked.returncode == 0:
        return ""
    return f"This server can be reached from outside (JUDGE_HOST, JUDGE_URL), and {asked.stdout.strip()}"


if __name__ == "__main__":
    sys.exit(main())
