"""The Docker engine as this project uses it: make a walled-in container, attach to it, change its wall, remove it.

The only module that imports the docker package.
"""

import contextlib
import random
import socket
import struct
import threading
from collections.abc import Collection
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import docker
import docker.errors
import requests.exceptions

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import MAXIMUM
from worker.sandbox import docker_seccomp
from worker.sandbox.cores import Leased

NAME_PREFIX = "judge-box-"
LABEL_SITE = "judge.site"
LABEL_WORKER = "judge.worker"
_SLOTS = 4096
_CAPABILITIES = ["SETUID", "SETGID", "KILL", "CHOWN", "DAC_OVERRIDE", "FOWNER"]
_NAMES_PER_MIB = 512
_SECCOMP = docker_seccomp.profile()
_FAILURES = (docker.errors.DockerException, requests.exceptions.RequestException, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """A container to be. ``memory_mib`` is the cgroup's limit, ``disk_mib`` the size of all that is writable.

    ``network_of`` names the container whose network it joins; without one it has a network of its own. Neither leads
    anywhere: there is loopback only. ``cores`` are the only ones that its programs run on; all, if there are none.
    """

    image: str
    runtime: str
    memory_mib: int
    disk_mib: int
    cpus: float
    processes: int
    labels: dict[str, str]
    network_of: str = ""
    cores: Leased = ()


@dataclass(frozen=True, slots=True)
class Container:
    """A running container; ``slot`` is its machine-wide number, claimed through its unique name."""

    id: str
    slot: int


class AttachedSocket:
    """A container's stdin and stdout over the engine's hijacked connection, with the engine's own framing removed."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._socket.setblocking(False)
        self._buffer = bytearray()
        self._stderr = bytearray()

    def reader(self) -> int:
        return self._socket.fileno()

    def writer(self) -> int:
        return self._socket.fileno()

    def write(self, data: memoryview) -> int:
        return self._socket.send(data)

    def read(self) -> bytes:
        try:
            data = self._socket.recv(1 << 20)
        except BlockingIOError:
            return b""
        if not data:
            raise EOFError
        self._buffer += data
        return self._demultiplex()

    def _demultiplex(self) -> bytes:
        """The engine puts 8 bytes before each piece: stream (1 stdout, 2 stderr), three zeros, length."""
        output = bytearray()
        offset = 0
        while len(self._buffer) - offset >= 8:
            stream, length = struct.unpack_from(">BxxxI", self._buffer, offset)
            end = offset + 8 + length
            if len(self._buffer) < end:
                break
            piece = self._buffer[offset + 8 : end]
            if stream == 1:
                output += piece
            else:
                self._stderr = (self._stderr + piece)[-4096:]
            offset = end
        del self._buffer[:offset]
        return bytes(output)

    def diagnosis(self) -> str:
        return self._stderr.decode(errors="replace").strip()[-1000:]

    def close(self) -> None:
        self._socket.close()


class Engine:
    """A connection to one engine. ``patience_s``: how long each of its answers may take."""

    def __init__(self, patience_s: int = 60) -> None:
        try:
            self._client = docker.from_env(timeout=patience_s)
            self.info: dict[str, Any] = self._client.info()
        except _FAILURES as error:
            raise SandboxUnavailable(f"no Docker engine answers: {error}") from error

    def image_id(self, ref: str) -> str | None:
        """``sha256:…`` of an image that is here; none if it is not."""
        try:
            return str(self._client.images.get(ref).id)
        except docker.errors.ImageNotFound:
            return None
        except _FAILURES as error:
            raise SandboxUnavailable(f"the Docker engine failed: {error}") from error

    def start(self, walls: Walls) -> tuple[Container, AttachedSocket]:
        """Create, attach, start. Raises SandboxUnavailable; nothing is left behind then, nor by a signal.

        In a thread of its own, because handlers of signals raise in the main one: between creating and starting they
        would leave a container that never runs, so never ends, and the engine would keep it.
        """
        starting: Future[tuple[Container, AttachedSocket]] = Future()
        thread = threading.Thread(target=self._start, args=(walls, starting), name="box-starter")
        try:
            thread.start()
            return starting.result()
        except SandboxUnavailable:
            raise
        except BaseException:
            starting.add_done_callback(self._take_back)
            if thread.is_alive():
                thread.join()
            raise

    def _start(self, walls: Walls, starting: Future[tuple[Container, AttachedSocket]]) -> None:
        try:
            starting.set_result(self._started(walls))
        except Exception as error:  # for whoever waits
            starting.set_exception(error)

    def _take_back(self, starting: Future[tuple[Container, AttachedSocket]]) -> None:
        if not starting.exception():
            container, attached = starting.result()
            attached.close()
            self.remove(container)

    def _started(self, walls: Walls) -> tuple[Container, AttachedSocket]:
        try:
            container = self._create(walls)
        except _FAILURES as error:
            raise SandboxUnavailable(f"could not create a box: {error}") from error
        try:
            attached = self._attach(container.id)
            self._client.api.start(container.id)
        except _FAILURES as error:
            self.remove(container)
            raise SandboxUnavailable(f"could not start a box: {error}") from error
        return container, attached

    def _create(self, walls: Walls) -> Container:
        api = self._client.api
        host = api.create_host_config(
            network_mode=f"container:{walls.network_of}" if walls.network_of else "none",
            read_only=True,
            cap_drop=["ALL"],
            cap_add=_CAPABILITIES,
            security_opt=["no-new-privileges", f"seccomp={_SECCOMP}"],
            runtime=walls.runtime,
            mem_limit=walls.memory_mib << 20,
            memswap_limit=walls.memory_mib << 20,
            pids_limit=walls.processes,
            nano_cpus=int(walls.cpus * 1e9),
            cpuset_cpus=_core_list(walls.cores),
            shm_size=16 << 20,
            ipc_mode="private",
            tmpfs={"/box": _tmpfs_options(walls.disk_mib)},
            log_config={"type": "none"},
            ulimits=[docker.types.Ulimit(name="nofile", soft=MAXIMUM.open_files, hard=MAXIMUM.open_files)],
            auto_remove=True,
        )
        for slot in random.sample(range(_SLOTS), k=64):
            try:
                made = api.create_container(
                    walls.image,
                    name=f"{NAME_PREFIX}{slot}",
                    hostname=None if walls.network_of else "box",
                    stdin_open=True,
                    stop_signal="SIGKILL",  # or an engine that stops waits ten seconds for each
                    labels=walls.labels,
                    host_config=host,
                )
            except docker.errors.APIError as error:
                if error.status_code != 409:
                    raise
                continue
            return Container(str(made["Id"]), slot)
        raise SandboxUnavailable("no free slot for a box: is a reaper running?")

    def _attach(self, container_id: str) -> AttachedSocket:
        raw = self._client.api.attach_socket(container_id, {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1})
        return AttachedSocket(getattr(raw, "_sock", raw))

    def resize(self, container: Container, memory_mib: int) -> None:
        """Move the memory wall. Raises SandboxUnavailable."""
        try:
            limit = memory_mib << 20
            self._client.api.update_container(container.id, mem_limit=limit, memswap_limit=limit)
        except _FAILURES as error:
            raise SandboxUnavailable(f"could not change a box's memory limit: {error}") from error

    def pin(self, container: Container, cores: Leased) -> None:
        """Move everything that runs in it to these cores. Raises SandboxUnavailable."""
        try:
            self._client.api.update_container(container.id, cpuset_cpus=_core_list(cores))
        except _FAILURES as error:
            raise SandboxUnavailable(f"could not move a box to other cores: {error}") from error

    def remove(self, container: Container) -> None:
        """Remove it, running or not; silent when it is gone already."""
        with contextlib.suppress(*_FAILURES):
            self._client.api.remove_container(container.id, force=True, v=True)

    def reap(self, site: str, live_workers: Collection[str]) -> int:
        """Remove boxes of ``site`` whose worker is not among the living; how many there were."""
        removed = 0
        with contextlib.suppress(*_FAILURES):
            for entry in self._client.api.containers(all=True, filters={"label": f"{LABEL_SITE}={site}"}):
                if entry.get("Labels", {}).get(LABEL_WORKER) not in live_workers:
                    self.remove(Container(str(entry["Id"]), -1))
                    removed += 1
        return removed

    def close(self) -> None:
        self._client.close()


def _core_list(cores: Leased) -> str:
    return ",".join(map(str, cores))


def _tmpfs_options(disk_mib: int) -> str:
    return f"rw,nosuid,nodev,exec,mode=755,size={disk_mib}m,nr_inodes={disk_mib * _NAMES_PER_MIB}"
