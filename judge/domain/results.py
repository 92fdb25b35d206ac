"""Who got what: one row a person, made of what counts at each challenge, and how rows are chosen and ordered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from judge.domain.submission import Submission
from judge.domain.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A challenge of which there are results."""

    id: str
    title: str
    max_score: float
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One person at one challenge. ``counting`` is the finished submission that counts, none if there is none;
    ``attempts`` counts those that were graded or still are, without failures of the judge's own."""

    task: Task
    attempts: int = 0
    pending: int = 0
    counting: Submission | None = None

    @property
    def score(self) -> float:
        return self.counting.outcome.score if self.counting and self.counting.outcome else 0.0

    @property
    def max_score(self) -> float:
        """Of the version that counts, or of the current one."""
        return self.counting.outcome.max_score if self.counting and self.counting.outcome else self.task.max_score

    @property
    def verdict(self) -> Verdict | None:
        return self.counting.outcome.verdict if self.counting and self.counting.outcome else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillPoints:
    """A challenge counts wholly to each of its skills."""

    skill: str
    points: float
    max_points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``began_at`` is from when on a person's time runs."""

    person: str
    name: str
    cells: tuple[Cell, ...]
    began_at: datetime | None = None

    @property
    def score(self) -> float:
        return round(sum(cell.score for cell in self.cells), 6)

    @property
    def max_score(self) -> float:
        return round(sum(cell.max_score for cell in self.cells), 6)

    @property
    def attempts(self) -> int:
        return sum(cell.attempts for cell in self.cells)

    @property
    def time_used_s(self) -> float | None:
        """From the beginning to the last of the submissions that count; none while nothing counts."""
        sent = [cell.counting.created_at for cell in self.cells if cell.counting]
        if not sent or self.began_at is None:
            return None
        return max(0.0, round((max(sent) - self.began_at).total_seconds(), 3))

    @property
    def skills(self) -> tuple[SkillPoints, ...]:
        """In the order of their names."""
        names = sorted({skill for cell in self.cells for skill in cell.task.skills})
        return tuple(_points(name, [cell for cell in self.cells if name in cell.task.skills]) for name in names)


class Sort(StrEnum):
    SCORE = "score"
    TIME = "time"
    NAME = "name"


class Order(StrEnum):
    ASCENDING = "asc"
    DESCENDING = "desc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which rows, in which order. ``text`` is a part of a person's name or id; ``order`` none is the usual one."""

    verdict: Verdict | None = None
    min_score: float | None = None
    text: str = ""
    sort: Sort = Sort.SCORE
    order: Order | None = None

    def of(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """Equal ones by name. Who has no time stands last, whatever the order."""
        descending = self.order is Order.DESCENDING or (self.order is None and self.sort is Sort.SCORE)
        found = sorted((row for row in rows if self._takes(row)), key=_name)
        found.sort(key=self._key, reverse=descending)
        if self.sort is Sort.TIME:
            found.sort(key=lambda row: row.time_used_s is None)
        return tuple(found)

    def _takes(self, row: Row) -> bool:
        text = self.text.casefold()
        return (
            (self.verdict is None or any(cell.verdict is self.verdict for cell in row.cells))
            and (self.min_score is None or row.score >= self.min_score)
            and (text in row.name.casefold() or text in row.person.casefold())
        )

    def _key(self, row: Row) -> float | tuple[str, str]:
        match self.sort:
            case Sort.SCORE:
                return row.score
            case Sort.TIME:
                return row.time_used_s or 0.0
            case _:
                return _name(row)


def counts(submission: Submission) -> bool:
    """Whether it may be the one that counts: graded, and not a failure of the judge's own."""
    return submission.outcome is not None and submission.outcome.verdict is not Verdict.JUDGE_ERROR


def best(submissions: Sequence[Submission]) -> Submission | None:
    """The one with the most points; the earliest of equal ones."""
    able = [each for each in submissions if counts(each)]
    return min(able, key=lambda each: (-(each.outcome.score if each.outcome else 0.0), each.id), default=None)


def _name(row: Row) -> tuple[str, str]:
    return ((row.name or row.person).casefold(), row.person)


def _points(name: str, cells: Sequence[Cell]) -> SkillPoints:
    points, most = sum(cell.score for cell in cells), sum(cell.max_score for cell in cells)
    return SkillPoints(skill=name, points=round(points, 6), max_points=round(most, 6))
