"""What is kept beside submissions and packages: keys, assessments, invitations, … each kind of thing on a shelf.

Things are frozen values with an id. They are replaced whole, and only by whoever read the newest revision, so nothing
is lost between two who change one thing at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A thing as it was read. ``revision`` counts its changes. ``others`` are fields that only another version of the
    judge knows: they stay when this one replaces it."""

    value: T
    revision: int
    others: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShelfPage(Generic[T]):
    """In the order of ids, newest first where ids are ULIDs. ``cursor`` is empty on the last page."""

    values: tuple[T, ...]
    cursor: str


class Shelf(Protocol[T]):
    """Things of one kind. What lists a thing is in is known to the shelf; all are in the list ``all``."""

    def add(self, value: T) -> None:
        """Raises Conflict if there is one with this id."""

    def add_all(self, values: Sequence[T], *, index: str, seen: int) -> None:
        """All of them in one step, or none. ``seen`` is how many the list ``index`` had before it was looked at for
        what must not be there twice.

        Raises:
            Changed: the list has not as many any more; look again.
            Conflict: there is one with an id of theirs.
        """

    def get(self, thing_id: str) -> T:
        """Raises NotFound."""

    def read(self, thing_id: str) -> Kept[T]:
        """Raises NotFound."""

    def many(self, thing_ids: Sequence[str]) -> list[T]:
        """Those that are there, in this order."""

    def replace(self, kept: Kept[T], value: T) -> Kept[T]:
        """Raises Changed if somebody else has replaced or removed it since."""

    def update(self, thing_id: str, change: Callable[[T], T]) -> T:
        """Read, change, replace, again until nobody came between. ``change`` may raise to leave it as it is.

        Raises:
            NotFound
        """

    def remove(self, thing_id: str) -> None:
        """Nothing happens if it is not there."""

    def page(self, index: str = "all", *, cursor: str = "", limit: int = 50) -> ShelfPage[T]: ...

    def everything(self, index: str = "all") -> list[T]:
        """The whole list: only for ones that are short by their nature."""

    def count(self, index: str = "all") -> int: ...
