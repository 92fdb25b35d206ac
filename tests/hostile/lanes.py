"""Judges that attacks are sent to: whole ones, each of which grades one submission at a time."""

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from judge.config import Settings
from judge.store.store import open_store
from tests.e2e.judge_server import JudgeServer
from tests.hostile.programs import CHALLENGES, UNTOLD, Backend
from tests.leftovers import left_behind

_FIRST_UID = 700_000_000
"""No user of the machine has an id as high: whatever belongs to one came out of a box."""
_PATIENCE_S = 20


def _embedded_home(folder: Path) -> Path:
    """A home with what boxes need without images, which takes a minute to install: made once for all judges here."""
    made = Settings().home.absolute()
    subprocess.run((sys.executable, "-m", "worker.sandbox.embedded_setup", str(made), "python"), check=True)
    folder.mkdir(parents=True)
    (folder / "runtimes").symlink_to(made / "runtimes")
    return folder


def variables(backend: Backend) -> dict[str, str]:
    """Settings of a judge whose boxes are walled in by this backend."""
    walls = {"JUDGE_SANDBOX": "bubblewrap"}
    if backend is not Backend.BUBBLEWRAP:
        walls = {"JUDGE_SANDBOX": "docker", "JUDGE_DOCKER_RUNTIME": backend}
    return {**walls, "JUDGE_CHALLENGES": str(CHALLENGES), "JUDGE_QUOTA_FACTOR": "0", "JUDGE_WARM": "python"}


def open_judge(backend: Backend, folder: Path, **further: str) -> JudgeServer:
    """A judge that is yet to be entered. It grades one submission at a time, so that what comes next gets the box."""
    home = folder / "home"
    if backend is Backend.BUBBLEWRAP:
        _embedded_home(home)
    else:
        home.mkdir(parents=True)
    return JudgeServer(home, **{**variables(backend), "JUDGE_CONCURRENCY": "1", **further})


class Lanes:
    """Two judges side by side: half the time, and still one submission after the other in each."""

    def __init__(self, backend: Backend, folder: Path) -> None:
        self.backend = backend
        self.judges = [open_judge(backend, folder / name) for name in ("left", "right")]
        self._started: list[JudgeServer] = []

    def start(self) -> None:
        """Both at once, as they stop."""
        with ThreadPoolExecutor() as pool:
            for _ in pool.map(self._enter, self.judges):
                pass
        self.sites = [_site(judge) for judge in self.judges]

    def _enter(self, judge: JudgeServer) -> None:
        judge.__enter__()
        self._started.append(judge)

    def stop(self) -> None:
        """Safe to call twice."""
        started, self._started = self._started, []
        with ThreadPoolExecutor() as pool:
            for _ in pool.map(lambda judge: judge.__exit__(None, None, None), started):
                pass

    def lost_boxes(self) -> list[str]:
        """What the workers wrote down of boxes that could not be given to the next submission."""
        said = [line for judge in self.judges for line in judge.worker_said("box not clean")]
        return [line for line in said if UNTOLD not in line]

    def left(self) -> dict[str, object]:
        """What both have left on the machine; empty if nothing. Asked until it is, or for some seconds."""
        deadline = time.monotonic() + _PATIENCE_S
        while (found := _left(self.sites)) and time.monotonic() < deadline:
            time.sleep(0.5)
        return found


def _site(judge: JudgeServer) -> str:
    """The label of this judge's containers, which it keeps in its Redis."""
    text = (judge.home / "redis" / "redis.conf").read_text()
    port, password = (re.findall(rf"^{word} (\S+)$", text, re.MULTILINE)[0] for word in ("port", "requirepass"))
    store = open_store(Settings(redis_url=f"redis://:{password}@127.0.0.1:{port}/0"))
    try:
        return store.workers.site()
    finally:
        store.close()


def _left(sites: list[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for site in sites:
        found |= {f"{name} of {site}": count for name, count in left_behind(site).items() if count}
    if files := list(_files_of_strangers()):
        found["files"] = files
    if objects := list(_objects_of_strangers()):
        found["System V objects"] = objects
    return found


def _files_of_strangers() -> Iterator[str]:
    """Where anybody may write on this machine."""
    for place in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue"):
        for folder, folders, files in os.walk(place):
            for name in (*folders, *files):
                path = Path(folder) / name
                with contextlib.suppress(OSError):
                    if path.lstat().st_uid >= _FIRST_UID:
                        yield str(path)


def _objects_of_strangers() -> Iterator[str]:
    for kind in ("msg", "sem", "shm"):
        for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]:
            if any(number.isdigit() and int(number) >= _FIRST_UID for number in line.split()[4:]):
                yield f"{kind}: {line}"
