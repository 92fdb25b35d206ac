"""Shelves, uses and the audit log in memory."""

from bisect import insort
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from judge.domain.errors import Changed, Conflict, NotFound
from judge.service.ports import AuditEntry
from judge.service.shelves import Kept, ShelfPage

T = TypeVar("T")


class FakeShelf(Generic[T]):
    def __init__(
        self,
        kind: str,
        *,
        lists: Callable[[T], Sequence[str]] = lambda _: (),
        id_of: Callable[[T], str] = lambda value: value.id,  # type: ignore[attr-defined]  # as the real one
    ) -> None:
        self._kind, self._lists, self._id_of = kind, lists, id_of
        self._kept: dict[str, Kept[T]] = {}

    def add(self, value: T) -> None:
        if self._id_of(value) in self._kept:
            raise Conflict(f"there is a {self._kind} {self._id_of(value)} already")
        self._kept[self._id_of(value)] = Kept(value, 1)

    def add_all(self, values: Sequence[T], *, index: str, seen: int) -> None:
        if any(self._id_of(each) in self._kept for each in values):
            raise Conflict(f"there is a {self._kind} with an id of theirs already")
        if values and self.count(index) != seen:
            raise Changed(f"another {self._kind} came into the list {index}; look again")
        self._kept |= {self._id_of(each): Kept(each, 1) for each in values}

    def get(self, thing_id: str) -> T:
        return self.read(thing_id).value

    def read(self, thing_id: str) -> Kept[T]:
        if thing_id not in self._kept:
            raise NotFound(f"there is no {self._kind} {thing_id[:64]!r}")
        return self._kept[thing_id]

    def many(self, thing_ids: Sequence[str]) -> list[T]:
        return [self._kept[each].value for each in thing_ids if each in self._kept]

    def replace(self, kept: Kept[T], value: T) -> Kept[T]:
        now = self._kept.get(self._id_of(value))
        if now is None or now.revision != kept.revision:
            raise Changed(f"{self._kind} {self._id_of(value)} was changed by somebody else; read it again")
        new = self._kept[self._id_of(value)] = Kept(value, kept.revision + 1)
        return new

    def update(self, thing_id: str, change: Callable[[T], T]) -> T:
        kept = self.read(thing_id)
        value = change(kept.value)
        return value if value == kept.value else self.replace(kept, value).value

    def remove(self, thing_id: str) -> None:
        self._kept.pop(thing_id, None)

    def page(self, index: str = "all", *, cursor: str = "", limit: int = 50) -> ShelfPage[T]:
        names = [each for each in reversed(self._in(index)) if not cursor or each < cursor]
        return ShelfPage(tuple(self.many(names[:limit])), names[limit - 1] if len(names) > limit else "")

    def everything(self, index: str = "all") -> list[T]:
        return self.many(list(reversed(self._in(index))))

    def count(self, index: str = "all") -> int:
        return len(self._in(index))

    def _in(self, index: str) -> list[str]:
        found: list[str] = []
        for name, kept in self._kept.items():
            if index in ("all", *self._lists(kept.value)):
                insort(found, name)
        return found


class FakeUses:
    def __init__(self) -> None:
        self._last: dict[str, datetime] = {}

    def touch(self, key_id: str, moment: datetime) -> None:
        self._last[key_id] = moment

    def last(self, key_ids: Sequence[str]) -> list[datetime | None]:
        return [self._last.get(each) for each in key_ids]


class FakeAudit:
    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    def write(self, entry: AuditEntry) -> None:
        self.entries.append(entry)

    def page(self, cursor: str, limit: int) -> tuple[list[tuple[str, AuditEntry]], str]:
        numbered = [(f"{at}-0", entry) for at, entry in enumerate(self.entries, 1)]
        newest = [item for item in reversed(numbered) if not cursor or int(item[0][:-2]) < int(cursor[:-2])]
        return newest[:limit], newest[limit - 1][0] if len(newest) > limit else ""
