"""Shelves in Redis: a hash for each thing, and sorted sets of ids for the lists they are in."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from judge.domain.errors import Changed, Conflict, NotFound
from judge.service.shelves import Kept, ShelfPage
from judge.store.codec import squeeze, unsqueeze
from judge.store.connection import Connection
from judge.store.keys import Key

T = TypeVar("T")
_ALL_AT_ONCE = 500
_NONE: Mapping[str, Any] = {}


class RedisShelf(Generic[T]):
    """``judge.service.shelves.Shelf``. ``lists`` names the lists that a thing is in, besides ``all``."""

    _new_ones_even_full = False

    def __init__(
        self,
        connection: Connection,
        kind: str,
        model: type[T],
        *,
        lists: Callable[[T], Sequence[str]] = lambda _: (),
        id_of: Callable[[T], str] = lambda value: value.id,  # type: ignore[attr-defined]  # what is kept has one, or another is given
    ) -> None:
        self._connection = connection
        self._kind = kind
        self._adapter: TypeAdapter[T] = TypeAdapter(model)
        self._known = {each.name for each in fields(model)}  # type: ignore[arg-type]  # a dataclass, or pydantic would not take it
        self._lists = lists
        self._id_of = id_of

    def add(self, value: T) -> None:
        if not self._put(value, 0):
            raise Conflict(f"there is a {self._kind} {self._id_of(value)} already")

    def add_all(self, values: Sequence[T], *, index: str, seen: int) -> None:
        if not values:
            return
        things: list[str | bytes] = []
        for each in values:
            lists = " ".join(("all", *self._lists(each)))
            things += (self._id_of(each), squeeze(self._adapter.dump_json(each)), lists)
        match self._connection.script("put_new", self._kind, secrets.token_hex(8), index, seen, *things):
            case b"there":
                raise Conflict(f"there is a {self._kind} with an id of theirs already")
            case b"changed":
                raise Changed(f"another {self._kind} came into the list {index}; look again")

    def get(self, thing_id: str) -> T:
        return self.read(thing_id).value

    def read(self, thing_id: str) -> Kept[T]:
        revision, data = self._connection.command("HMGET", self._key(thing_id), "revision", "data")
        if data is None:
            raise NotFound(f"there is no {self._kind} {thing_id[:64]!r}")
        plain = unsqueeze(data)
        value = self._adapter.validate_json(plain)
        others = {name: what for name, what in json.loads(plain).items() if name not in self._known}
        return Kept(value, int(revision), others)

    def many(self, thing_ids: Sequence[str]) -> list[T]:
        if not thing_ids:
            return []
        found = self._connection.commands(*(("HGET", self._key(each), "data") for each in thing_ids))
        return [self._decoded(data) for data in found if data is not None]

    def replace(self, kept: Kept[T], value: T) -> Kept[T]:
        if not self._put(value, kept.revision, kept.others):
            raise Changed(f"{self._kind} {self._id_of(value)} was changed by somebody else; read it again")
        return Kept(value, kept.revision + 1, kept.others)

    def update(self, thing_id: str, change: Callable[[T], T]) -> T:
        while True:
            kept = self.read(thing_id)
            value = change(kept.value)
            if value == kept.value:
                return value
            try:
                return self.replace(kept, value).value
            except Changed:
                continue

    def remove(self, thing_id: str) -> None:
        self._connection.script("forget", self._kind, thing_id)

    def page(self, index: str = "all", *, cursor: str = "", limit: int = 50) -> ShelfPage[T]:
        newest = f"({cursor}" if cursor else "+"
        key = f"{Key.SHELF}{self._kind}:{index}"
        ids = self._connection.command("ZRANGE", key, newest, "-", "BYLEX", "REV", "LIMIT", 0, limit + 1)
        names = [each.decode() for each in ids]
        return ShelfPage(tuple(self.many(names[:limit])), names[limit - 1] if len(names) > limit else "")

    def everything(self, index: str = "all") -> list[T]:
        found: list[T] = []
        cursor = ""
        while True:
            page = self.page(index, cursor=cursor, limit=_ALL_AT_ONCE)
            found += page.values
            cursor = page.cursor
            if not cursor:
                return found

    def count(self, index: str = "all") -> int:
        return int(self._connection.command("ZCARD", f"{Key.SHELF}{self._kind}:{index}"))

    def _put(self, value: T, revision: int, others: Mapping[str, Any] = _NONE) -> bool:
        plain = self._adapter.dump_json(value)
        if others:
            plain = json.dumps({**json.loads(plain), **others}).encode()
        data = squeeze(plain)
        lists = ("all", *self._lists(value))
        token = secrets.token_hex(8)
        what = (self._kind, self._id_of(value), revision, token, data)
        return bool(self._connection.script("put", *what, *lists, even_full=self._new_ones_even_full or revision > 0))

    def _decoded(self, data: bytes) -> T:
        return self._adapter.validate_json(unsqueeze(data))

    def _key(self, thing_id: str) -> str:
        return f"{Key.THING}{self._kind}:{thing_id}"


class ConsequencesShelf(RedisShelf[T]):
    """Of things that come of what was taken already: new ones are not refused for want of memory either."""

    _new_ones_even_full = True
