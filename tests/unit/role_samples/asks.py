"""What a sample is.

It makes a thing that belongs to a subject and an organisation, and says how to ask for it: it gets the world
and the owner, and answers with the path and the options of the request.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.world import World


@dataclass(frozen=True)
class Owner:
    subject: str
    organisation: str


Asks = Callable[[World, Owner], tuple[str, dict[str, Any]]]
V1 = "/api/v1"
BODY = {"challenge": "adder", "runtime": "python", "files": {"main.py": "print(3)"}}


def plain(path: str, **options: Any) -> Asks:
    return lambda _world, _owner: (path, options)
