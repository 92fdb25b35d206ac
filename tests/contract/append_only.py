"""Redis's append-only file as the commands in it, and whether what is in Redis is whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

STATES = ("queued", "running", "finished", "cancelled")
ALWAYS = ("id", "challenge", "version", "package", "runtime", "queue", "state", "attempt", "created", "lists", "files")


@dataclass(frozen=True)
class Command:
    begins: int
    ends: int
    words: tuple[bytes, ...]


def commands(data: bytes) -> Iterator[Command]:
    """``*2\\r\\n$4\\r\\nINCR\\r\\n$1\\r\\na\\r\\n``, one after the other."""
    at = 0
    while at < len(data):
        begins = at
        count, at = _number(data, at, b"*")
        words = []
        for _ in range(count):
            length, at = _number(data, at, b"$")
            words.append(data[at : at + length])
            at += length + 2
        yield Command(begins, at, tuple(words))


def _number(data: bytes, at: int, mark: bytes) -> tuple[int, int]:
    end = data.index(b"\r\n", at)
    assert data[at : at + 1] == mark
    return int(data[at + 1 : end]), end + 2


def transactions(found: list[Command]) -> Iterator[list[Command]]:
    """The runs of commands from each MULTI to its EXEC."""
    under_way: list[Command] = []
    for command in found:
        if command.words[0] == b"MULTI" or under_way:
            under_way.append(command)
        if command.words[0] == b"EXEC":
            yield under_way
            under_way = []


def halves(client: Any) -> list[str]:
    """What is there of a submission without the rest of it; empty if everything is whole."""
    found = []
    records = {}
    for key in client.keys("judge:submission:*"):
        record = {name.decode(): value for name, value in client.hgetall(key).items()}
        name = key.decode().removeprefix("judge:submission:")
        records[name] = record
        found += [f"{name} has no {field}" for field in ALWAYS if field not in record]
        if record.get("state") == b"finished" and "report" not in record:
            found.append(f"{name} is finished and has no report")
        where = [state for state in STATES if client.zscore(f"judge:index:state:{state}", name) is not None]
        if [each.encode() for each in where] != [record.get("state")]:
            found.append(f"{name} is {record.get('state')!r} and listed as {where}")
        if not client.exists(f"judge:events:{name}"):
            found.append(f"{name} has no events")
    for pattern, state in (("judge:waiting:*", b"queued"), ("judge:line:*", b"queued"), ("judge:running", b"running")):
        for key in client.keys(pattern):
            for member in client.zrange(key, 0, -1):
                if records.get(member.decode(), {}).get("state") != state:
                    found.append(f"{member.decode()} is in {key.decode()} and is not {state.decode()}")
    for key in client.keys("judge:index:*"):
        strays = {member.decode() for member in client.zrange(key, 0, -1)} - records.keys()
        found += [f"{each} is listed in {key.decode()} and is not there" for each in strays]
    return found
