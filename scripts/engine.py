#!/usr/bin/env python3
"""Leaves with a Docker engine that answers and, where runsc is installed, knows gVisor. Standard library only.

Starts dockerd itself where no service manager runs, detached, so that it outlives this program. An engine that runs
already is never restarted: runtimes are added to its configuration file, which it reads again on SIGHUP.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

CONFIGURATION = Path("/etc/docker/daemon.json")
PID_FILE = Path("/var/run/docker.pid")
LOG = Path("/var/log/judge-dockerd.log")
# A platform that needs no KVM and no ptrace rights of its own; boxes have no network, so gVisor needs none.
RUNSC_ARGUMENTS = ["--platform=ptrace", "--network=none"]
_START_WITHIN_S = 60
_RELOAD_WITHIN_S = 20


class NoEngine(Exception):
    """There is no engine to be had; the text says why and what to do."""


def main() -> int:
    try:
        runtimes = engine_runtimes()
        runsc = shutil.which("runsc")
        if runtimes is None:
            if runsc:
                register(runsc)
            start()
        elif runsc and "runsc" not in runtimes:
            register(runsc)
            reload()
    except NoEngine as error:
        print(f"engine  {error}", file=sys.stderr)
        return 1
    print(f"engine  answers, with the runtimes {', '.join(sorted(engine_runtimes() or []))}")
    return 0


def engine_runtimes() -> list[str] | None:
    """The OCI runtimes the engine knows; none if no engine answers."""
    if not shutil.which("docker"):
        return None
    command = ["docker", "info", "--format", "{{json .Runtimes}}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    known = json.loads(done.stdout) if done.returncode == 0 and done.stdout.strip() else None
    return list(known) if known else None


def register(runsc: str) -> None:
    """Name gVisor's runtime in the engine's configuration, leaving everything else in it as it is."""
    configuration: dict[str, Any] = json.loads(CONFIGURATION.read_text()) if CONFIGURATION.exists() else {}
    configuration.setdefault("runtimes", {}).setdefault("runsc", {"path": runsc, "runtimeArgs": RUNSC_ARGUMENTS})
    try:
        CONFIGURATION.parent.mkdir(parents=True, exist_ok=True)
        CONFIGURATION.write_text(json.dumps(configuration, indent=2) + "\n")
    except PermissionError as error:
        raise NoEngine(f"cannot write {CONFIGURATION}; run this as root: sudo {sys.argv[0]}") from error
    print(f"engine  registered gVisor in {CONFIGURATION}")


def start() -> None:
    """Through the service manager where there is one, else as a process of its own."""
    if os.geteuid() != 0:
        raise NoEngine("no Docker engine answers; start it as root: sudo scripts/engine.py")
    if Path("/run/systemd/system").is_dir():
        print("engine  starting docker.service")
        subprocess.run(["systemctl", "start", "docker"], check=False)
    elif dockerd := shutil.which("dockerd"):
        print(f"engine  starting {dockerd}, log {LOG}")
        with LOG.open("ab") as log:
            nothing = subprocess.DEVNULL  # and not in this folder, which the engine may outlive
            subprocess.Popen([dockerd], stdin=nothing, stdout=log, stderr=log, start_new_session=True, cwd="/")
    else:
        raise NoEngine("dockerd is not installed: apt-get install -y --no-install-recommends docker.io")
    if not _within(_START_WITHIN_S, lambda: engine_runtimes() is not None):
        raise NoEngine(f"the engine did not answer within {_START_WITHIN_S} s; see {LOG}")


def reload() -> None:
    """Have the running engine read its configuration again."""
    try:
        os.kill(int(PID_FILE.read_text()), signal.SIGHUP)
    except (OSError, ValueError) as error:
        raise NoEngine(f"cannot tell the engine to reload ({error}); as root: kill -HUP $(cat {PID_FILE})") from error
    if not _within(_RELOAD_WITHIN_S, lambda: "runsc" in (engine_runtimes() or [])):
        raise NoEngine("the engine does not take up gVisor; restart it")


def _within(seconds: float, condition: Any) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


if __name__ == "__main__":
    sys.exit(main())
