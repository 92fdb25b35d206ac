"""Asking programs of this machine."""

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from worker.images import named_ref

_PATIENCE_S = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """``ok`` when the program was there and ended with status 0; ``text`` is its output, or else its complaint."""

    ok: bool
    text: str


Ask = Callable[[Sequence[str]], Answer]


def ask(argv: Sequence[str]) -> Answer:
    """Run a command that only looks; a missing program or one that hangs is an answer too."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
    except (FileNotFoundError, PermissionError):
        return Answer(False, f"{argv[0]} is not installed")
    except subprocess.TimeoutExpired:
        return Answer(False, f"{argv[0]} did not answer within {_PATIENCE_S} s")
    if done.returncode:
        return Answer(False, (done.stderr.strip() or f"{argv[0]} ended with status {done.returncode}").splitlines()[-1])
    return Answer(True, done.stdout.strip())


def built(ask: Ask, name: str) -> bool:
    """Whether the engine has the image of a runtime, of the tester or of a sidecar; no if it does not answer."""
    answer = ask(["docker", "images", "--quiet", named_ref(name)])
    return answer.ok and bool(answer.text)
