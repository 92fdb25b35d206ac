"""Builds what is missing: the base, then one image a runtime. Nothing is rebuilt that exists under its name."""

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from worker.images.debian import ensure_debian
from worker.images.engine import Progress, build, image_exists, tag
from worker.images.refs import base_inputs, context, digest, image_ref, runtime_inputs
from worker.images.site import Site

LATEST_BASE = "judge-base:latest"
"""The name under which containers/*/Dockerfile, which compose builds, find the base of this site."""


def missing_images(runtimes: Iterable[str]) -> tuple[str, ...]:
    """The runtimes among these that have no image yet. Raises BuildFailed if the engine does not answer."""
    return tuple(name for name in runtimes if not image_exists(image_ref(name)))


def build_images(runtimes: Iterable[str], site: Site, progress: Progress) -> None:
    """Leave with an image for each of the runtimes.

    Raises:
        BuildFailed: one could not be built; those before it were.
    """
    names = tuple(runtimes)
    if not missing_images(names) and image_exists(LATEST_BASE):
        return
    with _alone(progress):
        ensure_debian(progress)
        base = _build_base(site, progress)
        for name in missing_images(names):
            arguments: Mapping[str, str] = {**site.arguments, "BASE": base}
            build(image_ref(name), context(runtime_inputs(name)), arguments, progress)


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
