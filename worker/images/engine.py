"""The docker command line as far as building needs it. The legacy builder must do: no BuildKit, no plugins."""

import os
import re
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress

Progress = Callable[[str], None]

_STEP = re.compile(r"Step (\d+)/(\d+) : (.*)")
_TAIL_LINES = 30


class BuildFailed(Exception):
    """An image could not be built; the text says why, with the end of the build's output."""


def image_exists(ref: str) -> bool:
    """Raises BuildFailed if the engine does not answer."""
    done = subprocess.run(["docker", "images", "--quiet", ref], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildFailed(f"The Docker engine does not answer: {done.stderr.strip()}")
    return bool(done.stdout.strip())


def tag(ref: str, name: str) -> None:
    """Give an image one more name."""
    subprocess.run(["docker", "tag", ref, name], capture_output=True, check=True)


def build(ref: str, context: bytes, arguments: Mapping[str, str], progress: Progress) -> None:
    """Build a context under a name, telling each step as it begins.

    Raises:
        BuildFailed: with the last lines the build printed.
    """
    # --network host: a private network has neither the site's resolver nor its proxy in every set-up.
    command = ["docker", "build", "--network", "host", "--force-rm", "--tag", ref]
    for name in sorted(arguments):
        # By name only: the value travels in the environment, where a process list does not show it.
        command += ["--build-arg", name]
    environ = {**os.environ, **arguments, "DOCKER_BUILDKIT": "0"}
    began = time.monotonic()
    tail: deque[str] = deque(maxlen=_TAIL_LINES)
    with subprocess.Popen(
        [*command, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environ
    ) as running:
        assert running.stdin
        assert running.stdout
        with suppress(BrokenPipeError):  # an engine that is not there says so without reading
            running.stdin.write(context)
            running.stdin.close()
        for raw in running.stdout:
            line = raw.decode("utf-8", "replace").rstrip()
            tail.append(line)
            if step := _STEP.match(line):
                progress(f"{ref}: {time.monotonic() - began:5.0f} s  step {step[1]}/{step[2]}  {step[3][:70]}")
    if running.returncode:
        raise BuildFailed(f"{ref} could not be built:\n" + "\n".join(tail))
    progress(f"{ref}: {time.monotonic() - began:5.0f} s  built")
