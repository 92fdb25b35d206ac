"""Who is to blame for a box that is gone: the submission in it, or the machine.

A lost box looks the same whoever did it, so both sides are asked: the box whether it still answers, and the machine
whether a new box like it works.
"""

from dataclasses import replace

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from worker.sandbox.interface import Box, BoxSpec, RunRequest, Sandbox

_LIMITS = Limits(cpu_s=5, wall_s=5)


def broke_its_box(box: Box, spec: BoxSpec, sandbox: Sandbox) -> bool:
    """Whether ``box`` answers no more while a new one of this ``spec`` does."""
    if _answers(box):
        return False
    try:
        with sandbox.acquire(replace(spec, fresh=True)) as another:
            return _answers(another)
    except SandboxUnavailable:
        return False


def _answers(box: Box) -> bool:
    try:
        return box.run(RunRequest(argv=("true",), limits=_LIMITS)).exit_code == 0
    except SandboxUnavailable:
        return False
