"""What goes into an image, and the name that follows from it. Reads files of this checkout only."""

import hashlib
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

_WORKER = Path(__file__).resolve().parent.parent
RUNTIMES = _WORKER / "runtimes"
SIDECARS = _WORKER / "sidecars"
_TESTER = _WORKER / "tester"
_BASE = RUNTIMES / "_base"
_SUPERVISOR = _WORKER / "supervisor"

TESTER = "tester"
"""Among the names of images, that of the box which holds the tests; the others are runtimes and types of sidecars."""

Files = Mapping[str, bytes]


def image_ref(runtime: str) -> str:
    """``judge-runtime-<name>:<hash>`` of everything this checkout puts into the image.

    Raises:
        FileNotFoundError: there is no such runtime.
    """
    return _ref(f"judge-runtime-{runtime}", runtime_inputs(runtime))


def sidecar_ref(kind: str) -> str:
    """``judge-sidecar-<type>:<hash>``. Raises FileNotFoundError."""
    return _ref(f"judge-sidecar-{kind}", sidecar_inputs(kind))


def tester_ref() -> str:
    """``judge-tester:<hash>``."""
    return _ref("judge-tester", tester_inputs())


def named_ref(name: str) -> str:
    """The same for any name that can be built. Raises FileNotFoundError."""
    if name == TESTER:
        return tester_ref()
    return sidecar_ref(name) if _is_sidecar(name) else image_ref(name)


def named_inputs(name: str) -> dict[str, bytes]:
    """The build context for any name that can be built. Raises FileNotFoundError."""
    if name == TESTER:
        return tester_inputs()
    return sidecar_inputs(name) if _is_sidecar(name) else runtime_inputs(name)


def base_inputs() -> dict[str, bytes]:
    """The base image without what the site adds to it."""
    files = {name: (_BASE / name).read_bytes() for name in ("Dockerfile", "requirements.txt")}
    return {**files, "launch.c": (_SUPERVISOR / "launch.c").read_bytes()}


def runtime_inputs(runtime: str) -> dict[str, bytes]:
    """The build context of a runtime: its folder without what is not for the image."""
    files = _supervised(RUNTIMES / runtime)
    return {path: content for path, content in files.items() if path != "runtime.yaml" and path[:6] != "smoke/"}


def sidecar_inputs(kind: str) -> dict[str, bytes]:
    """The build context of a sidecar. Its commands are no part of it: they come with each run."""
    files = _supervised(SIDECARS / kind)
    del files["sidecar.yaml"]
    return files


def tester_inputs() -> dict[str, bytes]:
    """The build context of the tester."""
    return _supervised(_TESTER)


def supervisor_inputs() -> dict[str, bytes]:
    """``/opt/judge``: the entry point, and the supervisor as a package beside it."""
    files = _tree(_SUPERVISOR)
    entry = files.pop("boot/__main__.py")
    del files["launch.c"]  # compiled into the base
    return {"judge/__main__.py": entry, **_prefixed("judge/supervisor", files)}


def _supervised(folder: Path) -> dict[str, bytes]:
    """A folder, the supervisor, and a Dockerfile that ends in the supervisor. Raises FileNotFoundError."""
    dockerfile = (folder / "Dockerfile").read_bytes() + (_BASE / "supervisor.Dockerfile").read_bytes()
    return {**_tree(folder), **supervisor_inputs(), "Dockerfile": dockerfile}


def _ref(repository: str, inputs: Files) -> str:
    return f"{repository}:{digest({**_prefixed('base', base_inputs()), **inputs})}"


def _is_sidecar(name: str) -> bool:
    return (SIDECARS / name / "sidecar.yaml").is_file()


def digest(files: Files) -> str:
    """12 hex digits that change whenever a path or a byte does."""
    total = hashlib.sha256()
    for path in sorted(files):
        content = files[path]
        total.update(f"{len(path)}:{path}:{len(content)}:".encode() + content)
    return total.hexdigest()[:12]


def context(files: Files) -> bytes:
    """A build context as a tar archive, the same bytes for the same files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path in sorted(files):
            entry = tarfile.TarInfo(path)
            entry.size = len(files[path])
            archive.addfile(entry, io.BytesIO(files[path]))
    return buffer.getvalue()


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def _prefixed(prefix: str, files: Files) -> dict[str, bytes]:
    return {f"{prefix}/{path}": content for path, content in files.items()}
