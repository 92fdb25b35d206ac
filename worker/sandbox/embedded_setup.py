"""Makes what images would have brought: packages for Python, Node and the tests of services, Go's compiled library.

python -m worker.sandbox.embedded_setup <home> [name …]     below <home>/runtimes; all that this host can run

Safe to run again. A name for which nothing has to be made, such as that of a compiler or a sidecar, is fine.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from judge.runtimes import CATALOGUE
from worker.images import TESTER
from worker.images.refs import digest
from worker.sandbox.embedded_parts import TESTER_PACKAGE
from worker.sandbox.embedded_python import find_python, packages_folder

_STAMP = ".judge-made"


def main(argv: Sequence[str]) -> int:
    home, *names = argv
    for name, make in MAKERS.items():
        if not names or name in names:
            make(Path(home).absolute())
    return 0


def make_python(home: Path) -> None:
    """Packages for the interpreter that boxes will have."""
    _make_packages(home, "python", CATALOGUE / "python/requirements.txt")


def make_tester(home: Path) -> None:
    """Packages for the tests of services, and a place for the tester itself."""
    _make_packages(home, TESTER, CATALOGUE.parent / "tester/requirements.txt", TESTER_PACKAGE)


def _make_packages(home: Path, whose: str, wanted: Path, *places: str) -> None:
    python = find_python(home)
    if python is None:
        return
    pip = [sys.executable, "-m", "pip", "--python", str(python.executable), "--disable-pip-version-check", "install"]
    pip += ["--root-user-action", "ignore", "--only-binary", ":all:", "--requirement", str(wanted)]

    def make(folder: Path) -> None:
        _run([*pip, "--target", str(folder)])
        for place in places:
            (folder / place).mkdir()

    _make_once(packages_folder(home, python.version, whose), wanted.read_bytes(), make)


def make_node(home: Path) -> None:
    """Web frameworks; npm is not needed to run programs, so without it there are none."""
    if not shutil.which("npm") or not shutil.which("node"):
        return
    package = CATALOGUE / "node/package.json"

    def make(folder: Path) -> None:
        with tempfile.TemporaryDirectory(dir=folder.parent) as place:
            shutil.copy(package, place)
            _run(["npm", "install", "--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=place)
            (Path(place) / "node_modules").rename(folder)

    _make_once(home / "runtimes/node/node_modules", package.read_bytes(), make)


def make_go(home: Path) -> None:
    """The standard library as programs are built with it; otherwise each submission compiles parts of it again."""
    if not shutil.which("go"):
        return

    def make(folder: Path) -> None:
        env = {**os.environ, "GOCACHE": str(folder), "CGO_ENABLED": "0", "GOFLAGS": "-trimpath", "GOPROXY": "off"}
        _run(["go", "build", "std"], env=env, cwd=str(folder.parent))

    version = subprocess.run(["go", "version"], capture_output=True, check=True).stdout
    _make_once(home / "runtimes/go/cache", version, make)


MAKERS: dict[str, Callable[[Path], None]] = {
    "python": make_python,
    "node": make_node,
    "go": make_go,
    TESTER: make_tester,
}


def _make_once(folder: Path, wanted: bytes, make: Callable[[Path], None]) -> None:
    """Make ``folder`` beside its place and move it there, unless it was made from the same thing already."""
    stamp = digest({"wanted": wanted})
    if (folder / _STAMP).is_file() and (folder / _STAMP).read_text() == stamp:
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = folder.with_name(f".{folder.name}.new")
    for path in (new, folder):
        shutil.rmtree(path, ignore_errors=True)
    print(f"setup   making {folder}", flush=True)
    make(new)
    (new / _STAMP).write_text(stamp)
    new.rename(folder)
    _let_boxes_read(folder)


def _let_boxes_read(folder: Path) -> None:
    """Programs in a box are other users, whatever the umask was here."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))


def _run(argv: Sequence[str], cwd: str | None = None, env: dict[str, str] | None = None) -> None:
    subprocess.run(argv, check=True, cwd=cwd, env=env)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
