"""A started box as a process: its pipes, and its end."""

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

from judge.domain.errors import SandboxUnavailable
from worker.sandbox.bubblewrap_walls import Walls, command
from worker.sandbox.embedded_places import SYSTEM_PATH

_CHUNK_BYTES = 1 << 20
_LAST_WORDS_BYTES = 4096
_POLITE_S = 1.0


class BoxProcess:
    """``bwrap`` outside, the supervisor inside; a transport over the supervisor's stdin, stdout and stderr."""

    def __init__(self, process: "subprocess.Popen[bytes]", info: int) -> None:
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise ValueError("a box needs three pipes")
        self._process = process
        self._info = info
        self._stdin, self._stdout, self._stderr = process.stdin, process.stdout, process.stderr
        self._last_words = b""
        for pipe in (self._stdin, self._stdout, self._stderr):
            os.set_blocking(pipe.fileno(), False)

    @property
    def pid(self) -> int:
        """Of ``bwrap``, once it is that."""
        return self._process.pid

    def reader(self) -> int:
        return self._stdout.fileno()

    def writer(self) -> int:
        return self._stdin.fileno()

    def read(self) -> bytes:
        try:
            data = os.read(self._stdout.fileno(), _CHUNK_BYTES)
        except BlockingIOError:
            return b""
        if not data:
            raise EOFError
        return data

    def write(self, data: memoryview) -> int:
        return os.write(self._stdin.fileno(), data)

    def diagnosis(self) -> str:
        with contextlib.suppress(OSError, ValueError):
            while data := os.read(self._stderr.fileno(), _CHUNK_BYTES):
                self._last_words = (self._last_words + data)[-_LAST_WORDS_BYTES:]
        return self._last_words.decode(errors="replace").strip()[-1000:]

    @contextlib.contextmanager
    def namespaces(self, kinds: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """A path for each of these namespaces of the box, good as long as the context. Raises SandboxUnavailable.

        Files of ours, which the other program opens by their names: it need not inherit them, and so no box does.
        """
        first = self._first_process()
        files: list[int] = []
        with contextlib.ExitStack() as held:
            try:
                for kind in kinds:
                    files.append(os.open(f"/proc/{first}/ns/{kind}", os.O_RDONLY))
                    held.callback(os.close, files[-1])
                status = Path(f"/proc/{first}/stat").read_text()
            except OSError as error:
                raise SandboxUnavailable(f"a box whose network should be joined is gone: {error}") from error
            # By now the number could be another process's, with the host's own network; but only one is bwrap's child.
            if int(status.rpartition(")")[2].split()[1]) != self.pid:
                raise SandboxUnavailable("a box whose network should be joined is gone")
            yield tuple(f"/proc/{os.getpid()}/fd/{file}" for file in files)

    def close(self) -> None:
        """Close the channel, at which the supervisor ends."""
        for pipe in (self._stdin, self._stdout, self._stderr):
            with contextlib.suppress(OSError):
                pipe.close()

    def end(self) -> None:
        """Until no process of the box is left. Raises SandboxUnavailable where the kernel does not let go.

        ``bwrap`` ends after its child, the first process of the box, and that one after all others of its namespace.
        """
        try:
            self._wait(_POLITE_S)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(OSError):
                os.kill(self._first_process(), signal.SIGKILL)
            try:
                self._wait(10)
            except subprocess.TimeoutExpired as error:
                raise SandboxUnavailable("a box cannot be ended") from error
        finally:
            os.close(self._info)

    def _wait(self, timeout_s: float) -> None:
        self._process.wait(timeout_s)

    def _first_process(self) -> int:
        """The box's first process as it is called out here; before there is one, bwrap itself."""
        try:
            return int(json.loads(os.pread(self._info, 4096, 0))["child-pid"])
        except (ValueError, KeyError):
            return self._process.pid


def start(walls: Walls, seccomp: bytes, starter: Executor) -> BoxProcess:
    """Start a box. Raises SandboxUnavailable.

    ``starter`` has one thread, which must live as long as its boxes: the kernel ends a box with the *thread* that
    started it (``--die-with-parent``), and whoever wants a box may be a thread that goes.
    """
    return starter.submit(_start, walls, seccomp).result()


def _start(walls: Walls, seccomp: bytes) -> BoxProcess:
    info = os.memfd_create("info")
    filter_fd = os.memfd_create("seccomp")
    try:
        os.write(filter_fd, seccomp)
        os.lseek(filter_fd, 0, os.SEEK_SET)
        process = subprocess.Popen(
            command(walls, filter_fd, info),
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(filter_fd, info),
            env={"PATH": SYSTEM_PATH},
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        os.close(info)
        raise SandboxUnavailable(f"could not start a box: {error}") from error
    finally:
        os.close(filter_fd)
    return BoxProcess(process, info)
