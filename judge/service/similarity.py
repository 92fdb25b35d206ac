"""Similarity as managers ask for it: which submissions are compared, and what came of it once it is done."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from judge.clock import Now, utc_now
from judge.domain.access import Scope
from judge.domain.errors import Conflict, JudgeError, NotFound
from judge.domain.similarity import Comparison, ComparisonState, Person
from judge.service.catalogue import Catalogue
from judge.service.results import ResultCases
from judge.service.shelves import Shelf

MAX_PEOPLE = 300
KEPT = timedelta(days=30)
AGAIN_AFTER = timedelta(minutes=10)
"""A comparison that failed is tried again when somebody asks then."""
_FORM = "1"
"""Part of every id: what is compared, and how. Another one and everything is compared anew."""


class Failed(JudgeError):
    """A comparison took too long, or gave no answer; the message says which."""

    code = "comparison_failed"


@dataclass(frozen=True, slots=True)
class ComparisonView:
    comparison: Comparison
    names: dict[str, str]
    """Submission to person."""


class Similarity:
    def __init__(
        self,
        shelf: Shelf[Comparison],
        results: ResultCases,
        catalogue: Catalogue,
        spend: Callable[[Scope], None],
        now: Now = utc_now,
    ) -> None:
        self._spend = spend
        self._shelf = shelf
        self._results = results
        self._catalogue = catalogue
        self._now = now

    def of_challenge(self, challenge: str, by: Scope) -> ComparisonView:
        """The comparison of what counts now, begun if there is none yet. Raises NotFound, Busy."""
        package = self._catalogue.current(challenge, by).version.package
        people, complete = self._people(challenge, by)
        comparison = Comparison(
            id=_digest(challenge, package, people),
            challenge=challenge,
            package=package,
            people=people,
            complete=complete,
            created_at=self._now(),
        )
        if len(people) <= 1:
            comparison = replace(comparison, state=ComparisonState.READY, ended_at=self._now())
        kept = self._kept(comparison, by)
        return ComparisonView(kept, {each.submission: each.person for each in kept.people})

    def _people(self, challenge: str, by: Scope) -> tuple[tuple[Person, ...], bool]:
        """The submission that counts of each of those who sent theirs last; nobody can name who sent without a key."""
        results = self._results.everybody(challenge, by)
        counting = {row.person: cell.counting for row in results.rows if row.person for cell in row.cells}
        people = [Person(person=name, submission=it.id, runtime=it.runtime) for name, it in counting.items() if it]
        people.sort(key=lambda each: each.submission, reverse=True)
        return tuple(people[:MAX_PEOPLE]), results.complete and len(people) <= MAX_PEOPLE

    def _kept(self, comparison: Comparison, by: Scope) -> Comparison:
        try:
            kept = self._shelf.get(comparison.id)
        except NotFound:
            self._spend(by)
            try:
                self._shelf.add(comparison)
            except Conflict:  # somebody asked at the same moment
                return self._shelf.get(comparison.id)
            return comparison
        failed_at = kept.ended_at if kept.state is ComparisonState.FAILED else None
        if failed_at and self._now() - failed_at >= AGAIN_AFTER:
            return self._shelf.update(kept.id, lambda _: comparison)
        return kept


def _digest(challenge: str, package: str, people: tuple[Person, ...]) -> str:
    digest = hashlib.sha256()
    for part in _parts(challenge, package, people):
        digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()


def _parts(challenge: str, package: str, people: tuple[Person, ...]) -> Iterator[str]:
    yield from (_FORM, challenge, package)
    for each in people:
        yield from (each.person, each.submission)
