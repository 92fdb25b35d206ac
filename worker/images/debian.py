"""The one image everything is built from, ``debian:bookworm-slim``: present, else pulled, else made from packages.

mmdebstrap ──tar──► docker import        where no registry can be reached
"""

import shutil
import subprocess

from worker.images.engine import BuildFailed, Progress, image_exists

DEBIAN = "debian:bookworm-slim"
_PULL_WITHIN_S = 30


def ensure_debian(progress: Progress) -> None:
    """Leave with the base image on the engine.

    Raises:
        BuildFailed: it could neither be pulled nor made.
    """
    if image_exists(DEBIAN):
        return
    progress(f"{DEBIAN}: pulling")
    reason = _pull()
    if not reason:
        return
    progress(f"{DEBIAN}: cannot be pulled ({reason})")
    if not shutil.which("mmdebstrap"):
        raise BuildFailed(f"{DEBIAN} cannot be pulled, and mmdebstrap, which could make it, is not installed.")
    progress(f"{DEBIAN}: making it from Debian's packages, about half a minute")
    _make()


def _pull() -> str:
    """Empty if it worked, or else why it did not."""
    try:
        done = subprocess.run(
            ["docker", "pull", "--quiet", DEBIAN], capture_output=True, text=True, timeout=_PULL_WITHIN_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {_PULL_WITHIN_S} s"
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["no reason given"])[-1]


def _make() -> None:
    bootstrap = [
        "mmdebstrap",
        "--quiet",
        "--variant=minbase",
        "--aptopt=APT::Install-Recommends false",
        "bookworm",
        "-",
    ]
    with subprocess.Popen(bootstrap, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as making:
        done = subprocess.run(
            ["docker", "import", "-", DEBIAN], stdin=making.stdout, capture_output=True, text=True, check=False
        )
        _, complaint = making.communicate()
    if making.returncode or done.returncode:
        # A truncated archive can import well: what was imported from a failed bootstrap must not stay.
        if done.returncode == 0:
            subprocess.run(["docker", "rmi", DEBIAN], capture_output=True, check=False)
        raise BuildFailed(f"{DEBIAN} could not be made: {complaint.decode('utf-8', 'replace') or done.stderr}")
