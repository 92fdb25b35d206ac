"""The supervisor's loop: one frame in, its answer out, until the worker goes away; meanwhile a service is watched."""

import os
import select
import sys

from . import child, files, frames, guard, layout, usage
from .answers import Supervisor
from .procs import StillAlive
from .talk import FOR_A_RUN
from .watch import Watcher, WorkerGone
from .wire import Wire

_IN, _OUT = 0, 1
_LONGEST_WAIT_MS = 60_000


def serve(supervisor: Supervisor) -> None:
    """Answer frames in order until the channel ends."""
    wire = supervisor.wire
    while True:
        while (frame := wire.next()) is not None:
            if frame[0].get("op") not in FOR_A_RUN:
                wire.send(*supervisor.answer(*frame))
        if _wait(supervisor) and not wire.fill():
            return


def _wait(supervisor: Supervisor) -> bool:
    """Until something happens; whether the worker said something (or is gone)."""
    pause_ms = min(supervisor.tick(), _LONGEST_WAIT_MS)
    service = supervisor.service
    if service is None or not service.alive:
        return True  # nothing to look after: the read may block
    poll = select.poll()
    poll.register(supervisor.wire.reader, select.POLLIN)
    poll.register(supervisor.watcher.wake, select.POLLIN)
    if not service.tail.ended:
        poll.register(service.tail.reader, select.POLLIN)
    ready = [descriptor for descriptor, _ in poll.poll(pause_ms)]
    if supervisor.watcher.wake in ready:
        supervisor.watcher.calm()
    return supervisor.wire.reader in ready


def main() -> None:
    """Run as PID 1 of a box. Anywhere else it refuses, because it ends every process it can see."""
    if os.getpid() != 1:
        sys.exit("the supervisor runs as PID 1 of a box only")
    child.reserve_low_descriptors()
    guard.keep_rights_to_oneself()
    child.hear_every_signal()
    os.umask(0o022)
    for path in layout.OPEN:
        os.makedirs(path, exist_ok=True)
        os.chmod(path, files.OPEN_DIRECTORY_MODE)
    source = usage.find()
    if isinstance(source, usage.GVisor):
        from . import gvisor  # noqa: PLC0415 - brings ctypes, which no other box's supervisor needs

        gvisor.close()
    try:
        serve(Supervisor(Watcher(_IN, source, guard.landlock()), Wire(_IN, _OUT)))
    except (WorkerGone, StillAlive, frames.BrokenFrame) as reason:
        sys.stderr.write(f"supervisor ends: {reason!r}\n")
        sys.exit(1)
