"""A Docker engine of the run's own beside the machine's: it may be killed, because nobody else has boxes in it.

Its images stay in the run's folder, so they are copied once. Everything below speaks to it through ``DOCKER_HOST``.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from worker.images.build import every_image
from worker.images.engine import image_exists
from worker.images.refs import named_ref

FOLDER = "engine"
LOG = "engine.log"
_STARTS_WITHIN_S = 60
_ENDS_WITHIN_S = 60


class NoEngine(Exception):
    """It cannot be started here; the text says why and what to do."""


class OwnEngine:
    """``home`` is the run's folder. One at a time in each: what an earlier one has left is ended first."""

    def __init__(self, home: Path) -> None:
        self._data = home / FOLDER
        self._log = home / LOG
        mark = hashlib.sha256(str(home).encode()).hexdigest()[:8]
        self._run = Path(f"/run/judge-engine-{mark}")  # sockets have short names, so it is not below home
        self._pid_file = self._run / "engine.pid"
        self.address = f"unix://{self._run}/engine.sock"
        self.namespaces = self._run / "exec" / "netns"
        self._process: subprocess.Popen[bytes] | None = None

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """With the judge's images; this process and those it starts find it in their environment."""
        lacks = [name for name in ("dockerd", "docker", "unshare", "umount") if not shutil.which(name)]
        lacks += ["root"] if os.geteuid() != 0 else []
        if lacks:
            raise NoEngine(f"an engine of its own lacks {', '.join(lacks)}; or say --engine leave")
        self._end_earlier()
        self._end_shims()
        self._unmount()
        self._run.mkdir(exist_ok=True)
        self._data.mkdir(parents=True, exist_ok=True)
        (self._run / "engine.json").write_text("{}")  # and not the machine's own configuration
        before = os.environ.get("DOCKER_HOST")
        try:
            self.start()
            self._copy_images()
            os.environ["DOCKER_HOST"] = self.address
            yield
        finally:
            os.environ.pop("DOCKER_HOST", None)
            if before is not None:
                os.environ["DOCKER_HOST"] = before
            self._stop()
            self._end_shims()
            self._unmount()
            shutil.rmtree(self._run)

    def start(self) -> None:
        """Raises NoEngine: it does not answer in time; its log is in its folder."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/"
            )
        deadline = time.monotonic() + _STARTS_WITHIN_S
        while self._docker("version").returncode:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise NoEngine(f"the engine does not start; see {self._log}")
            time.sleep(0.1)

    def end(self, number: int) -> None:
        """By this signal, and wait for containerd too, which dies of it: one that still dies would be taken for a
        living one by the next start. Containers that are left are ended by that start, as ever."""
        assert self._process is not None
        self._process.send_signal(number)
        self._process.wait(_ENDS_WITHIN_S)
        with contextlib.suppress(OSError, ValueError):
            _await_end(int((self._run / "exec" / "containerd" / "containerd.pid").read_text()))

    def _stop(self) -> None:
        try:
            self.end(signal.SIGTERM)
        except (subprocess.TimeoutExpired, TimeoutError):
            self.end(signal.SIGKILL)

    def _end_shims(self) -> None:
        """An engine that is killed while it makes a container forgets its shim, and so does one that nobody stopped."""
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                pid = int(entry.name)
                words = (entry / "cmdline").read_text().split("\0")
                if "containerd-shim" in words[0] and any(word.startswith(f"{self._run}/") for word in words):
                    inside = (entry / "task" / entry.name / "children").read_text().split()
                    for each in (*map(int, inside), pid):
                        os.kill(each, signal.SIGKILL)

    def _command(self) -> list[str]:
        return [
            *("unshare", "--net"),  # it would take the bridge of the machine's engine away, even told to have none
            "dockerd",
            f"--config-file={self._run}/engine.json",
            f"--host={self.address}",
            f"--data-root={self._data}",
            f"--exec-root={self._run}/exec",
            f"--pidfile={self._pid_file}",
            "--bridge=none",
            "--iptables=false",
            "--containerd-namespace=judge-chaos",
            "--containerd-plugins-namespace=judge-chaos-plugins",
            "--log-level=warn",
        ]

    def _docker(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(("docker", f"--host={self.address}", *command), capture_output=True, check=False)

    def _copy_images(self) -> None:
        refs = [named_ref(name) for name in every_image()]
        wanted = [ref for ref in refs if self._docker("inspect", ref).returncode and image_exists(ref)]
        if wanted:
            with subprocess.Popen(("docker", "save", *wanted), stdout=subprocess.PIPE) as saved:
                subprocess.run(("docker", f"--host={self.address}", "load", "--quiet"), stdin=saved.stdout, check=True)
            if saved.returncode:
                raise NoEngine("the machine's engine does not hand out its images")

    def _unmount(self) -> None:
        """An engine mounts its folder upon itself, and leaves it so: nobody could remove the folder."""
        for line in reversed(Path("/proc/self/mountinfo").read_text().splitlines()):
            if (mount := Path(line.split()[4])) == self._data or mount.is_relative_to(self._run):
                subprocess.run(("umount", str(mount)), check=True)

    def _end_earlier(self) -> None:
        """A run that was killed leaves its engine behind, and that its containers."""
        with contextlib.suppress(OSError, ValueError):
            pid = int(self._pid_file.read_text())
            if str(self._data).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGTERM)
                _await_end(pid)


def _await_end(pid: int) -> None:
    deadline = time.monotonic() + _ENDS_WITHIN_S
    while Path(f"/proc/{pid}").exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"process {pid} of the run's engine does not end within {_ENDS_WITHIN_S} s")
        time.sleep(0.05)
