"""Results for those who compare: everybody who sent something to a challenge, with the submission that counts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from judge.domain.access import Scope
from judge.domain.errors import FieldProblem, InvalidInput
from judge.domain.report import TestReport
from judge.domain.results import Cell, Row, Selection, Task, best, counts
from judge.domain.submission import State, Submission
from judge.service.catalogue import Catalogue, Published
from judge.service.ports import Query, Submissions
from judge.service.submissions import list_of

MAX_LOOKED_AT = 20_000
"""Submissions of one challenge; of more, the oldest are left out and the answer says so."""
_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One test of one challenge, with what each of the compared people got; none who has no result of it."""

    task: str
    stage: str
    test: str
    results: tuple[TestReport | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """``complete`` is false where there was more than can be looked at. ``people`` are those compared."""

    tasks: tuple[Task, ...]
    rows: tuple[Row, ...]
    complete: bool = True
    people: tuple[str, ...] = ()
    compared: tuple[Compared, ...] = ()


class ResultCases:
    def __init__(self, submissions: Submissions, catalogue: Catalogue) -> None:
        self._submissions = submissions
        self._catalogue = catalogue

    def of_challenge(self, challenge: str, selection: Selection, people: Sequence[str], by: Scope) -> Results:
        """Raises NotFound, or InvalidInput for people who are not among the results."""
        return self.chosen(self.everybody(challenge, by), selection, people)

    def everybody(self, challenge: str, by: Scope) -> Results:
        """Raises NotFound."""
        task = task_of(self._catalogue.current(challenge, by))
        found: dict[str, list[Submission]] = defaultdict(list)
        looked_at = 0
        for submission in self._all(Query(challenge=challenge, within=(list_of(by),), limit=_AT_ONCE)):
            found[submission.owner].append(submission)
            looked_at += 1
        rows = [_row(person, task, sent) for person, sent in found.items()]
        complete = looked_at < MAX_LOOKED_AT
        return Results(tasks=(task,), rows=tuple(rows), complete=complete)

    def chosen(self, results: Results, selection: Selection, people: Sequence[str]) -> Results:
        """The rows that were asked for, with the people beside each other test by test."""
        rows = {row.person: row for row in results.rows}
        strangers = [person for person in people if person not in rows]
        if strangers:
            problem = FieldProblem("people", f"names {strangers[0][:100]}, of whom there is no result here")
            raise InvalidInput("These people cannot be compared.", (problem,))
        compared = tuple(self._compared([rows[person] for person in people])) if people else ()
        return Results(
            tasks=results.tasks,
            rows=selection.of(results.rows),
            complete=results.complete,
            people=tuple(people),
            compared=compared,
        )

    def _compared(self, rows: Sequence[Row]) -> Iterator[Compared]:
        for cells in zip(*(row.cells for row in rows), strict=True):
            ids = [cell.counting.id if cell.counting else "" for cell in cells]
            reports = self._submissions.reports(ids)
            tests = [
                {(stage.name, test.name): test for stage in report.stages for test in stage.tests} if report else {}
                for report in reports
            ]
            for name in dict.fromkeys(name for each in tests for name in each):
                results = tuple(each.get(name) for each in tests)
                yield Compared(task=cells[0].task.id, stage=name[0], test=name[1], results=results)

    def _all(self, query: Query) -> Iterator[Submission]:
        left = MAX_LOOKED_AT
        while left > 0:
            page = self._submissions.list(query)
            yield from page.submissions[:left]
            left -= len(page.submissions)
            if not page.cursor:
                return
            query = replace(query, cursor=page.cursor)


def task_of(published: Published) -> Task:
    challenge = published.challenge
    return Task(id=challenge.id, title=challenge.title, max_score=challenge.max_score, skills=challenge.skills)


def _row(person: str, task: Task, submissions: Sequence[Submission]) -> Row:
    """``submissions`` are all of this person's, newest first."""
    pending = [each for each in submissions if each.state in (State.QUEUED, State.RUNNING)]
    graded = [each for each in submissions if each.state is State.FINISHED and counts(each)]
    again = [each for each in pending if counts(each)]
    cell = Cell(
        task=task,
        attempts=len({each.id for each in (*pending, *graded)}),
        pending=len(pending),
        counting=best([*graded, *again]),
    )
    return Row(person=person, name="", cells=(cell,), began_at=submissions[-1].created_at)
