"""What the supervisor does for each kind of frame.

begin {uid}                  a new submission: this user from now on          → ok
warm  {interpreter, env, …}  start the zygote                                  → ok
put   {files}  body          the submission's files, owned by root             → ok {full}
run   {…}      body          see ``request.Run``                               → result + outputs
talk  {…}      body          the same with a line to the worker (``talk``)     → said …, result + outputs
start {…, ready}             a service (``service``), answered when it is ready or will not be → service + output
signal {signal}  stop {signal, grace_s}  kill {}  stat {}                      → service + output
ports {}                     those that the service listens on                 → ports {ports}
end   {}                     kill the service, bring the files back            → service + output
reset {own_network}          end, empty and prove it                           → clean {problems}
"""

import errno
import os
from typing import Any

from . import files, frames, guard, inflight, layout, reset
from .meter import Baseline
from .request import Run, cut_files, parse, parse_ready
from .service import SIGNALS, Service
from .talk import Talk
from .watch import Facts, Watcher
from .wire import Wire

Answer = tuple[dict[str, Any], bytes | bytearray]

_NOT_STARTED = Facts(status=1 << 8, captures=[])
"""A build left no room for what the run needs; exit status 1."""
_NO_SERVICE: dict[str, Any] = {"op": "service", "alive": False, "ended_by": "none"}


class Supervisor:
    """State between frames: whose turn it is, which files belong to the submission, which service runs."""

    def __init__(self, watcher: Watcher, wire: Wire) -> None:
        self.watcher = watcher
        self.wire = wire
        self.uid = 0
        self.own: dict[str, int] = {}
        self.service: Service | None = None

    def answer(self, header: dict[str, Any], body: bytes) -> Answer:
        """Raises frames.BrokenFrame for a frame that is none of those above."""
        match header.get("op"):
            case "run" | "talk" as op:
                talk = Talk(self.wire) if op == "talk" else None
                return self.run(parse(header, body, self.uid), talk)
            case "start":
                return self.start(header, body)
            case "signal" | "stop" | "kill" | "stat" | "end":
                return self.serve(header)
            case "ports":
                return {"op": "ports", "ports": self.service.ports() if self.service else []}, b""
            case _:
                return self.prepare(header, body), b""

    def prepare(self, header: dict[str, Any], body: bytes) -> dict[str, Any]:
        """What happens to a box before and after its runs."""
        answer: dict[str, Any] = {"op": "ok"}
        match header.get("op"):
            case "put":
                answer["full"] = not self._put(cut_files(header["files"], memoryview(body)))
            case "begin":
                self.uid = int(header["uid"])
            case "warm":
                preload = [str(name) for name in header.get("preload", ())]
                self.watcher.warm(str(header["interpreter"]), dict(header["env"]), preload)
            case "baseline":
                source = self.watcher.usage
                self.watcher.baseline = Baseline(sum(source.memory_bytes()), source.kernel_bytes())
                answer["usage"] = source.name
                answer["held"] = guard.held(self.watcher.rules)
            case "reset":
                self._end_service()
                self.own = {}
                answer = {
                    "op": "clean",
                    "problems": reset.clean(self.watcher, self.uid, own_network=bool(header["own_network"])),
                }
            case unknown:
                raise frames.BrokenFrame(f"unknown op {unknown!r}")
        return answer

    def _put(self, given: dict[str, bytes]) -> bool:
        """Whether there was room: a build may have filled the disk."""
        try:
            for path, content in given.items():
                files.write(layout.WORK, path, content, owner=0)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            return False
        self.own = files.inventory(layout.WORK)
        return True

    def run(self, run: Run, talk: Talk | None = None) -> Answer:
        if run.keep:
            return _result(self.watcher.run(run), full=_disk_full())
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
        sockets = inflight.sockets()
        facts = self.watcher.run(run, talk)
        full = _disk_full()
        inflight.collect(sockets)
        if run.build:
            os.chown(layout.WORK, 0, 0)
            files.seal(layout.WORK)
            self.own = files.inventory(layout.WORK)
        else:
            files.restore(layout.WORK, self.own)
        files.empty(layout.SCRATCH)
        return _result(facts, full)

    def start(self, header: dict[str, Any], body: bytes) -> Answer:
        """Start the service; one that still runs is ended first."""
        self._end_service()
        service = Service(self.watcher, parse(header, body, self.uid))
        self.service = service
        self.watcher.beside, self.watcher.beside_pid = service.tail, service.pid
        probe = service.await_ready(parse_ready(header["ready"]), self.wire.reader)
        answer, output = self._told(service)
        return {
            **answer,
            "seen": probe.seen,
            "answer": probe.answer,
            "wall_ms": service.meter.elapsed_s() * 1000,
        }, output

    def serve(self, header: dict[str, Any]) -> Answer:
        """Whatever is asked of the running service."""
        service = self.service
        if service is None:
            return dict(_NO_SERVICE), b""
        service.tick()
        match header["op"]:
            case "signal":
                service.signal(SIGNALS[header["signal"]])
            case "stop":
                service.stop(SIGNALS[header["signal"]], float(header["grace_s"]))
            case "kill":
                service.kill()
            case "end":
                self._end_service()
        answer = self._told(service)
        if header["op"] == "end":
            self.service = None
            files.restore(layout.WORK, self.own)
            files.empty(layout.SCRATCH)
        return answer

    def tick(self) -> float:
        """Look after the service between frames; how many milliseconds nobody needs to."""
        if self.service is None:
            return 1e9
        self.service.tick()
        return self.service.pause_ms()

    def _end_service(self) -> None:
        if self.service is not None:
            self.service.kill()
            self.watcher.beside, self.watcher.beside_pid = None, 0

    def _told(self, service: Service) -> Answer:
        return {"op": "service", "disk_full": _disk_full(), **service.facts()}, bytes(service.tail.kept)

    def _bring(self, run: Run) -> None:
        """Write the files of one run. Nothing of the submission's may lie beside them: it would be imported first."""
        if not run.files:
            return
        ours = {path.partition("/")[0] for path in run.files}
        files.clear(layout.WORK, ours)
        self.own = {
            path: number
            for path, number in self.own.items()
            if os.path.relpath(path, layout.WORK).partition("/")[0] not in ours
        }
        for path, content in run.files.items():
            files.write(layout.WORK, path, content, owner=run.uid)


def _disk_full() -> bool:
    """Whether the box's disk has no room left, in bytes or in names."""
    disk = os.statvfs(layout.BOX)
    return disk.f_blocks > 0 and (disk.f_bfree == 0 or (disk.f_files > 0 and disk.f_ffree == 0))


def _result(facts: Facts, full: bool) -> Answer:
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
        "waited_ms": None if facts.waited_s is None else facts.waited_s * 1000,
        "lengths": lengths,
        "cut": [capture.cut for capture in facts.captures] or [False, False],
    }
    body = bytearray()
    for capture in facts.captures:  # one after the other, because there is not room for all of them twice
        body += capture.kept
        capture.kept.clear()
    return header, body
