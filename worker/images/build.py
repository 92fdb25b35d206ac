"""Builds what is missing: the base, then an image for each runtime, the tester and each sidecar.

Nothing is rebuilt that exists under its name.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from judge.runtimes import load_catalogue
from judge.sidecars import load_sidecars
from worker.images.debian import ensure_debian
from worker.images.engine import Progress, build, image_exists, tag
from worker.images.refs import TESTER, base_inputs, context, digest, named_inputs, named_ref
from worker.images.site import Site

LATEST_BASE = "judge-base:latest"
"""The name under which containers/*/Dockerfile, which compose builds, find the base of this site."""


def every_image() -> tuple[str, ...]:
    """Names of all that can be built."""
    return (*load_catalogue(), TESTER, *load_sidecars())


def default_images() -> tuple[str, ...]:
    """Those that need nothing but packages: no image of somebody else's."""
    foreign = {name for name, kind in load_sidecars().items() if kind.image}
    return tuple(name for name in every_image() if name not in foreign)


def missing_images(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that have no image yet. Raises BuildFailed if the engine does not answer."""
    return tuple(name for name in names if not image_exists(named_ref(name)))


def build_images(wanted: Iterable[str], site: Site, progress: Progress) -> None:
    """Leave with an image for each of the names.

    Raises:
        BuildFailed: one could not be built; those before it were.
    """
    names = tuple(wanted)
    if not missing_images(names) and image_exists(LATEST_BASE):
        return
    with _alone(progress):
        ensure_debian(progress)
        base = _build_base(site, progress)
        for name in missing_images(names):
            arguments: Mapping[str, str] = {**site.arguments, "BASE": base}
            build(named_ref(name), context(named_inputs(name)), arguments, progress)


def _build_base(site: Site, progress: Progress) -> str:
    files = {**base_inputs(), **site.files}
    ref = f"judge-base:{digest(files)}"
    if not image_exists(ref):
        build(ref, context(files), site.arguments, progress)
    tag(ref, LATEST_BASE)
    return ref


@contextmanager
def _alone(progress: Progress) -> Iterator[None]:
    """One build at a time on a machine: a second one would only do the same work again."""
    path = Path(tempfile.gettempdir()) / f"judge-images-{os.getuid()}.lock"
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("images: waiting for another build on this machine")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
