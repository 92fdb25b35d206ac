"""Cases of ``event-store``'s replay. The reference keeps one list of rows and goes through it for every question."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from scripts.challenges.casefiles import Case, run

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
Command = Mapping[str, Json]

SIGNS = {"deposited": 1, "withdrawn": -1}


@dataclass(frozen=True, slots=True)
class Row:
    position: int
    stream: str
    version: int
    type: str
    data: Json


@dataclass(slots=True)
class Ledger:
    rows: list[Row] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    commands: dict[tuple[str, str], int] = field(default_factory=dict)
    seen: int = 0

    def append(
        self, stream: str, events: Sequence[tuple[str, Json]], expected: int | None, command: str | None
    ) -> Json:
        if command is not None and (stream, command) in self.commands:
            return {"version": self.commands[stream, command]}
        size = self.sizes.get(stream, 0)
        if expected not in (None, size):
            return {"conflict": [expected, size]}
        for kind, data in events:
            size += 1
            self.rows.append(Row(len(self.rows) + 1, stream, size, kind, data))
        if size:
            self.sizes[stream] = size
        if command is not None:
            self.commands[stream, command] = size
        return {"version": size}

    def stream(self, stream: str, after: int, limit: int | None) -> Json:
        rows = [row for row in self.rows if row.stream == stream and row.version > after]
        return [[row.position, row.version, row.type, row.data] for row in rows[:limit]]

    def all(self, after: int, limit: int | None, types: Sequence[str] | None) -> Json:
        rows = [row for row in self.rows[after:] if types is None or row.type in types]
        return [[row.position, row.stream, row.version, row.type, row.data] for row in rows[:limit]]

    def balance(self, account: str) -> Json:
        handled = sum(1 for row in self.rows[self.seen :] if row.type in SIGNS)
        self.seen = len(self.rows)
        amounts = [
            SIGNS[row.type] * row.data["amount"]
            for row in self.rows
            if row.stream == account and isinstance(row.data, dict) and row.type in SIGNS
        ]
        return {"handled": handled, "position": self.seen, "balance": sum(amounts)}

    def answer(self, do: str, **given: object) -> Json:
        method = {"append": self.append, "read": self.stream, "all": self.all, "balance": self.balance}[do]
        defaults: dict[str, dict[str, object]] = {
            "append": {"expected": None, "command": None},
            "read": {"after": 0, "limit": None},
            "all": {"after": 0, "limit": None, "types": None},
        }
        return method(**{**defaults.get(do, {}), **given})  # type: ignore[operator,no-any-return]  # of five kinds


def compact(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"))


def case(*commands: Command) -> Case:
    ledger = Ledger()
    return Case(
        input="".join(f"{compact(command)}\n" for command in commands),
        answer="".join(f"{compact(ledger.answer(**command))}\n" for command in commands),  # type: ignore[arg-type]  # read from JSON
    )


def append(stream: str, *events: tuple[str, Json], **given: Json) -> Command:
    return {"do": "append", "stream": stream, "events": [list(event) for event in events], **given}


def deposited(amount: int) -> tuple[str, Json]:
    return ("deposited", {"amount": amount})


def withdrawn(amount: int) -> tuple[str, Json]:
    return ("withdrawn", {"amount": amount})


def read(stream: str, **given: Json) -> Command:
    return {"do": "read", "stream": stream, **given}


def everything(**given: Json) -> Command:
    return {"do": "all", **given}


def balance(account: str) -> Command:
    return {"do": "balance", "account": account}


SAMPLES = [
    case(
        append("a", ("opened", {}), deposited(100), expected=0),
        append("a", withdrawn(30), expected=2, command="w1"),
        append("a", withdrawn(30), expected=2, command="w1"),
        append("a", withdrawn(30), expected=2),
        balance("a"),
        read("a", after=1, limit=1),
    ),
    case(
        append("a", ("opened", {"owner": "ann"}), expected=0),
        append("b", ("opened", {"owner": "bob"}), expected=0),
        append("b", deposited(5)),
        append("a", deposited(7), ("closed", {})),
        everything(types=["opened", "closed"]),
        everything(after=2, limit=2),
        balance("b"),
        balance("a"),
        read("c"),
    ),
]

EDGES = [
    case(
        balance("a"), read("a"), everything(), everything(types=[]), append("a"), append("a", expected=1), balance("a")
    ),
    case(
        *(append("a", deposited(n), expected=n // 2, command=f"c{n % 4}") for n in range(9)),
        *(append("b", deposited(n), command=f"c{n % 4}") for n in range(9)),
        everything(),
        balance("a"),
        balance("b"),
    ),
    case(
        append("a", ("x", {"text": 'Grüße, "world"\n', "big": 2**60, "half": 0.5, "deep": [[{}], [[]], None, True]})),
        append("ä", ("x", {"": {"": []}}), ("é", {"k": -1})),
        append("a ", ("x", {})),
        read("ä"),
        everything(types=["é", "x"], limit=3),
    ),
]


def mix(seed: str, count: int, *, streams: int) -> Case:
    """A session of many clients, some late, some repeating themselves."""
    random = Random(seed)  # noqa: S311 - the same data every time is the point
    ledger = Ledger()
    commands: list[Command] = []
    for number in range(count):
        stream = f"s{random.randrange(streams)}"
        size = ledger.sizes.get(stream, 0)
        events = [random.choice((deposited, withdrawn))(random.randrange(1, 99)) for _ in range(random.randrange(4))]
        expected = max(0, size - random.choice((0, 0, 0, 1, 2)))
        command = random.choices(
            (
                append(stream, *events),
                append(stream, ("noted", {"n": number}), *events, expected=expected),
                append(stream, *events, expected=expected, command=f"c{random.randrange(30)}"),
                read(stream, after=random.randrange(size + 2), limit=random.randrange(4)),
                everything(after=random.randrange(len(ledger.rows) + 1), limit=3, types=["noted", "deposited"]),
                balance(stream),
            ),
            (3, 3, 3, 2, 2, 2),
        )[0]
        ledger.answer(**command)  # type: ignore[arg-type]  # read from JSON
        commands.append(command)
    return case(*commands, everything(after=len(ledger.rows) // 2, limit=20))


def filled(count: int, *, batch: int = 100) -> list[Command]:
    """``count`` events in one stream, one in a thousand of them rare."""
    kinds = ["rare" if n % 1000 == 777 else "t" for n in range(count)]
    return [append("log", *((kind, {}) for kind in kinds[at : at + batch])) for at in range(0, count, batch)]


def tails(seed: str, count: int) -> Case:
    random = Random(seed)  # noqa: S311 - the same data every time is the point
    reads = (
        choice
        for _ in range(count)
        for choice in (
            read("log", after=random.randrange(29_000, 30_000), limit=1),
            everything(after=random.randrange(25_000), limit=1, types=["rare"]),
        )
    )
    return case(*filled(30_000), *reads)


def repeats(count: int) -> Case:
    """Every command comes twice, and a balance is asked after each."""
    commands = [append(f"s{n % 5}", deposited(n), command=f"c{n}") for n in range(count)]
    return case(*filled(10_000), *(each for command in commands for each in (command, command, balance("s1"))))


if __name__ == "__main__":
    run(
        "event-store",
        {
            "replay/sample": SAMPLES,
            "replay/hidden": [*EDGES, mix("few", 300, streams=2), mix("many", 800, streams=40)],
            "replay/load": [tails("tails", 2_500), repeats(2_000)],
        },
    )
