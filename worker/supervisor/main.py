"""The supervisor's loop: one frame in, one frame out, until the worker goes away.

begin {uid}                  a new submission: this user from now on          → ok
warm  {interpreter, env}     start the zygote                                  → ok
put   {files}  body          the submission's files, owned by root             → ok
run   {…}      body          see ``request.Run``                               → result + outputs
reset {}                     end, empty and prove it                           → clean {problems}
"""

import errno
import os
import sys
from typing import Any

from . import child, files, frames, layout, reset, usage
from .meter import Baseline
from .procs import StillAlive
from .request import Run, cut_files, parse
from .watch import Facts, Watcher, WorkerGone

_IN, _OUT = 0, 1

_NOT_STARTED = Facts(status=1 << 8, captures=[])
"""A build left no room for what the run needs; exit status 1."""


class Supervisor:
    """State between frames: whose turn it is and which files belong to the submission."""

    def __init__(self, watcher: Watcher) -> None:
        self.watcher = watcher
        self.uid = 0
        self.own: set[str] = set()

    def answer(self, header: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes | bytearray]:
        match header.get("op"):
            case "run":
                return self.run(parse(header, body, self.uid))
            case "put":
                for path, content in cut_files(header["files"], memoryview(body)).items():
                    files.write(layout.WORK, path, content, owner=0)
                self.own = files.inventory(layout.WORK)
                return {"op": "ok"}, b""
            case "begin":
                self.uid = int(header["uid"])
                return {"op": "ok"}, b""
            case "warm":
                self.watcher.warm(str(header["interpreter"]), dict(header["env"]))
                return {"op": "ok"}, b""
            case "baseline":
                source = self.watcher.usage
                self.watcher.baseline = Baseline(sum(source.memory_bytes()), source.kernel_bytes())
                return {"op": "ok", "usage": source.name}, b""
            case "reset":
                self.own = set()
                problems = reset.clean(self.watcher, self.uid)
                return {"op": "clean", "problems": problems}, b""
            case unknown:
                raise frames.BrokenFrame(f"unknown op {unknown!r}")

    def run(self, run: Run) -> tuple[dict[str, Any], bytes | bytearray]:
        if run.build:
            os.chown(layout.WORK, run.uid, run.uid)
            for path in self.own:
                os.lchown(path, run.uid, run.uid)
        try:
            self._bring(run)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            files.restore(layout.WORK, self.own)
            return _result(_NOT_STARTED, full=True)
        facts = self.watcher.run(run)
        full = _disk_full()
        if run.build:
            os.chown(layout.WORK, 0, 0)
            files.seal(layout.WORK)
            self.own = files.inventory(layout.WORK)
        else:
            files.restore(layout.WORK, self.own)
        files.empty(layout.SCRATCH)
        return _result(facts, full)

    def _bring(self, run: Run) -> None:
        """Write the files of one run. Nothing of the submission's may lie beside them: it would be imported first."""
        if not run.files:
            return
        ours = {path.partition("/")[0] for path in run.files}
        files.clear(layout.WORK, ours)
        self.own = {path for path in self.own if os.path.relpath(path, layout.WORK).partition("/")[0] not in ours}
        for path, content in run.files.items():
            files.write(layout.WORK, path, content, owner=run.uid)


def _disk_full() -> bool:
    """Whether the box's disk has no room left, in bytes or in names."""
    disk = os.statvfs(layout.BOX)
    return disk.f_blocks > 0 and (disk.f_bfree == 0 or (disk.f_files > 0 and disk.f_ffree == 0))


def _result(facts: Facts, full: bool) -> tuple[dict[str, Any], bytes | bytearray]:
    exited = os.WIFEXITED(facts.status)
    lengths = [len(capture.kept) for capture in facts.captures] or [0, 0]
    header = {
        "op": "result",
        "exit_code": os.WEXITSTATUS(facts.status) if exited else -1,
        "signal": -1 if exited else os.WTERMSIG(facts.status),
        "cpu_ms": facts.cpu_s * 1000,
        "wall_ms": facts.wall_s * 1000,
        "memory_kib": facts.memory_kib,
        "deadline": facts.deadline,
        "oom_kills": facts.oom_kills,
        "disk_full": full,
        "processes_full": facts.processes_full,
        "lengths": lengths,
        "cut": [capture.cut for capture in facts.captures] or [False, False],
    }
    body = bytearray()
    for capture in facts.captures:  # one after the other, because there is not room for all of them twice
        body += capture.kept
        capture.kept.clear()
    return header, body


def serve(supervisor: Supervisor) -> None:
    """Answer frames in order until the channel ends."""
    decoder = frames.Decoder()
    while data := os.read(_IN, 1 << 20):
        decoder.feed(data)
        while (frame := decoder.next()) is not None:
            answer, body = supervisor.answer(*frame)
            _send(frames.head(answer, len(body)), body)


def _send(*parts: bytes | bytearray) -> None:
    views = [memoryview(part) for part in parts]
    while views:
        sent = os.writev(_OUT, views)
        while views and sent >= len(views[0]):
            sent -= len(views.pop(0))
        if views:
            views[0] = views[0][sent:]


def main() -> None:
    """Run as PID 1 of a box. Anywhere else it refuses, because it ends every process it can see."""
    if os.getpid() != 1:
        sys.exit("the supervisor runs as PID 1 of a box only")
    child.reserve_low_descriptors()
    os.umask(0o022)
    for path in (layout.WORK, layout.TMP):
        os.makedirs(path, exist_ok=True)
        os.chmod(path, files.OPEN_DIRECTORY_MODE)
    try:
        serve(Supervisor(Watcher(_IN, usage.find())))
    except (WorkerGone, StillAlive, frames.BrokenFrame) as reason:
        sys.stderr.write(f"supervisor ends: {reason!r}\n")
        sys.exit(1)
