"""Results for those who compare: everybody who sent something to a challenge, with the submission that counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from judge.domain.access import Scope
from judge.domain.errors import FieldProblem, InvalidInput, NotFound
from judge.domain.report import TestReport
from judge.domain.results import Cell, Row, Selection, Task, best, counts
from judge.domain.submission import State, Submission
from judge.service.assessments import AssessmentCases
from judge.service.catalogue import Catalogue, Published
from judge.service.parts import Parts
from judge.service.ports import Query
from judge.service.standings import Standing
from judge.service.submissions import lists_of

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
    def __init__(self, parts: Parts, catalogue: Catalogue, assessments: AssessmentCases) -> None:
        self._submissions = parts.submissions
        self._invitations = parts.invitations
        self._catalogue = catalogue
        self._assessments = assessments

    def of_assessment(self, assessment: str, selection: Selection, people: Sequence[str], by: Scope) -> Results:
        """Everybody who was invited. Raises NotFound, or InvalidInput for people who were not."""
        found = self._assessments.get(assessment, by).assessment
        tasks = {challenge: self._task(challenge, by) for challenge in found.challenges}
        invited: dict[str, list[Standing]] = defaultdict(list)
        for standing in self._assessments.standings(assessment, by):
            invited[standing.invitation.id].append(standing)
        rows = tuple(_invited_row(standings, tasks) for standings in invited.values())
        return self.chosen(Results(tasks=tuple(tasks.values()), rows=rows), selection, people)

    def of_challenge(self, challenge: str, selection: Selection, people: Sequence[str], by: Scope) -> Results:
        """Raises NotFound, or InvalidInput for people who are not among the results."""
        return self.chosen(self.everybody(challenge, by), selection, people)

    def everybody(self, challenge: str, by: Scope) -> Results:
        """Raises NotFound."""
        task = task_of(self._catalogue.current(challenge, by))
        found: dict[tuple[str, str], list[Submission]] = defaultdict(list)
        looked_at = 0
        for submission in self._all(Query(challenge=challenge, within=lists_of(by), limit=_AT_ONCE)):
            found[submission.owner, submission.organisation].append(submission)
            looked_at += 1
        names = self._names(found.values())
        shared = Counter(owner for owner, _ in found)
        rows = [
            _row(owner if shared[owner] == 1 else f"{organisation}/{owner}", names.get(owner, ""), task, sent)
            for (owner, organisation), sent in found.items()
        ]
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

    def _names(self, submissions: Iterable[Sequence[Submission]]) -> dict[str, str]:
        """The names of those who were invited; a submission says itself under which invitation it was sent."""
        invited = {sent[0].invitation for sent in submissions if sent[0].invitation == sent[0].owner}
        return {each.id: each.name for each in self._invitations.many(sorted(invited - {""}))}

    def _task(self, challenge: str, by: Scope) -> Task:
        """Without points and skills where the challenge is withdrawn."""
        try:
            return task_of(self._catalogue.current(challenge, by))
        except (NotFound, InvalidInput):
            return Task(id=challenge, title=challenge, max_score=0.0, skills=())

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


def _invited_row(standings: Sequence[Standing], tasks: Mapping[str, Task]) -> Row:
    invitation = standings[0].invitation
    cells = tuple(
        Cell(
            task=tasks[standing.challenge],
            attempts=standing.used,
            pending=standing.pending,
            counting=standing.counting.submission if standing.counting else None,
        )
        for standing in standings
    )
    return Row(person=invitation.id, name=invitation.name, cells=cells, began_at=invitation.joined_at)


def _row(person: str, name: str, task: Task, submissions: Sequence[Submission]) -> Row:
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
    return Row(person=person, name=name, cells=(cell,), began_at=submissions[-1].created_at)
