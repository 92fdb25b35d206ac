"""Starting a program, by exec or through the zygote; both look the same to whoever watches it."""

import contextlib
import dataclasses
import fcntl
import marshal
import os
import socket
from dataclasses import dataclass

from . import child, guard
from .request import Run

LAUNCHER = "/usr/local/lib/judge/launch"
"""``launch.c``, where it is compiled into the image."""

_SEALS = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE

_MOST_WORDS = 16384
"""Of arguments: a request to the zygote is one datagram, and the kernel takes no larger ones than 200 KiB."""

ZYGOTE_PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "zygote.py")


@dataclass
class Ended:
    """Wait status and the resources the process and its waited-for children used (KiB, seconds); ``waits`` is the
    kernel's ``schedstat`` of its main thread, empty where nobody tells."""

    status: int
    cpu_s: float
    peak_kib: int
    waits: bytes = b""


def stdin_file(content: bytes) -> int:
    """A descriptor to read ``content`` from: a nameless file, so nobody has to pump a pipe while the program runs.

    Nobody can change it: its size is known to the meter, and a program could keep memory in it.
    """
    handle = os.memfd_create("stdin", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]
    os.lseek(handle, 0, os.SEEK_SET)
    fcntl.fcntl(handle, fcntl.F_ADD_SEALS, _SEALS)
    return handle


def start(run: Run, descriptors: list[int], work: str, rules: int) -> int:
    """Start a program of its own, under Landlock's ``rules``; the process id."""
    if _HAS_LAUNCHER:
        # Whatever cannot be passed on (too many arguments, a NUL) is told by the other way, in the program's stderr.
        with contextlib.suppress(OSError, ValueError):
            return _spawn(run, descriptors, work, rules)
    return _fork_exec(run, descriptors, work, rules)


_HAS_LAUNCHER = os.access(LAUNCHER, os.X_OK)


def _spawn(run: Run, descriptors: list[int], work: str, rules: int) -> int:
    limits = (run.uid, child.cpu_backstop_s(run), run.disk_bytes, run.open_files, run.processes)
    argv = ["launch", *map(str, limits), str(len(descriptors)), str(int(rules >= 0)), work, *run.argv]
    given = [*descriptors, *([rules] if rules >= 0 else [])]
    actions = [(os.POSIX_SPAWN_DUP2, source, target) for target, source in enumerate(given)]
    return os.posix_spawn(LAUNCHER, argv, run.env, file_actions=actions)


def _fork_exec(run: Run, descriptors: list[int], work: str, rules: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            guard.restrict(rules)
            child.enter(run, descriptors, work)
            child.execute(run)
        finally:
            os._exit(126)
    return pid


class Zygote:
    """The warm interpreter's process, from the supervisor's side."""

    def __init__(self, interpreter: str, env: dict[str, str], preload: list[str], rules: int) -> None:
        self.interpreter = interpreter
        self.env = env
        self.preload = preload
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self._become(theirs, rules)
            finally:
                os._exit(126)
        theirs.close()

    def _become(self, control: socket.socket, rules: int) -> None:
        """Standard streams of the kinds that a run has: its interpreter looks at them once, while starting."""
        nothing, output = os.pipe()
        os.set_inheritable(nothing, True)  # held open, so that the zygote's own streams never break
        for target, source in enumerate((stdin_file(b""), output, output)):
            os.dup2(source, target, inheritable=True)
        for inherited in (control.fileno(), *([rules] if rules >= 0 else [])):
            os.set_inheritable(inherited, True)
        argv = [self.interpreter, ZYGOTE_PATH, str(control.fileno()), str(rules), *self.preload]
        os.execvpe(self.interpreter, argv, self.env)

    def serves(self, run: Run) -> bool:
        """Whether a fork of this interpreter is what ``run`` would start."""
        plain = 2 <= len(run.argv) < _MOST_WORDS and (run.argv[1] == "-m" or not run.argv[1].startswith("-"))
        return plain and run.argv[0] == self.interpreter and _python_env(run.env) == _python_env(self.env)

    def fork(self, run: Run, descriptors: list[int], work: str) -> int:
        """Start ``run`` as a fork; the process id.

        Raises:
            OSError: the zygote is gone.
        """
        fields = {item.name: getattr(run, item.name) for item in dataclasses.fields(run)}
        fields.update(stdin=b"", files={}, env={**run.env, "PWD": work})
        socket.send_fds(self.control, [marshal.dumps(fields)], descriptors)
        message = self.control.recv(64)
        if not message:
            raise OSError("the zygote ended")
        return int(marshal.loads(message))

    def ended(self) -> Ended:
        """How the current fork ended; call when ``control`` is readable."""
        message = self.control.recv(256)
        if not message:
            raise OSError("the zygote ended")
        return Ended(*marshal.loads(message))


def _python_env(env: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in env.items() if key.startswith("PYTHON")}
