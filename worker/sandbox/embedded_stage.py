"""What boxes of the embedded mode need besides the host's own files, made once per content below ``<home>/sandbox``.

<hash>/judge/__main__.py, judge/supervisor/    the supervisor, compiled       → /opt/judge
<hash>/etc/passwd, group, hosts, …             no user of the host in them    → /etc
<hash>/tester/judge_tester/                    for the box that holds the tests, compiled too
<hash>/sidecars/<type>/                        files that a sidecar's image has in /opt/sidecar
<hash>/disk, <hash>/shm                        empty; each box mounts its own file systems there, in private
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from judge.domain.errors import SandboxUnavailable
from worker.images.refs import digest, sidecar_inputs, supervisor_inputs, tester_inputs
from worker.sandbox.embedded_parts import SERVERS

_ETC = {
    "passwd": b"root:x:0:0::/box/tmp:/usr/sbin/nologin\nnobody:x:65534:65534::/box/tmp:/usr/sbin/nologin\n",
    "group": b"root:x:0:\nnogroup:x:65534:\n",
    "hosts": b"127.0.0.1 localhost box\n::1 localhost\n",
    "hostname": b"box\n",
    "nsswitch.conf": b"passwd: files\ngroup: files\nhosts: files\n",
    "resolv.conf": b"",
}
_EMPTY_FOLDERS = ("disk", "shm")


def stage(home: Path, interpreter: Path) -> Path:
    """The folder for this supervisor and this interpreter, made if it is not there. Raises SandboxUnavailable."""
    files = {**supervisor_inputs(), **_parts(), **{f"etc/{name}": content for name, content in _ETC.items()}}
    above = home.absolute() / "sandbox"
    place = above / digest({**files, "interpreter": os.fsencode(interpreter)})
    if place.is_dir():
        return place
    try:
        above.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=above))
        try:
            _fill(made, files)
            _compile((made / "judge", made / "tester"), interpreter)
            with contextlib.suppress(OSError):  # another worker was quicker
                made.rename(place)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise SandboxUnavailable(f"could not prepare {place}: {error}") from error
    return place


def _parts() -> dict[str, bytes]:
    """Of the tester and of sidecars: what their images are made of, without what makes an image of it."""
    tester = {
        f"tester/{path}": content for path, content in tester_inputs().items() if path.startswith("judge_tester/")
    }
    sidecars = {
        f"sidecars/{kind}/{path}": content
        for kind in SERVERS
        for path, content in sidecar_inputs(kind).items()
        if path != "Dockerfile" and not path.startswith("judge/")
    }
    return {**tester, **sidecars}


def _fill(folder: Path, files: dict[str, bytes]) -> None:
    for name in _EMPTY_FOLDERS:
        (folder / name).mkdir()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _compile(folders: Iterable[Path], interpreter: Path) -> None:
    """Once, because a box cannot write: it would compile at every start."""
    argv = [str(interpreter), "-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    argv += map(str, folders)
    subprocess.run(argv, check=True, capture_output=True, timeout=60)
