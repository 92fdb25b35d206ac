"""Packages with known submissions, and a hand to play the worker that grades them."""

from collections.abc import Callable, Mapping

from judge.archives.packing import make_archive
from judge.domain.report import Report
from judge.domain.submission import Purpose, State, Submission
from judge.domain.verdict import Verdict
from judge.service.catalogue import Catalogue
from judge.service.gate import Gate, GateParts
from tests.fakes.fuse import Fuse
from tests.fakes.tables import Row
from tests.fakes.world import World, package

ACCEPTED = b"print('right')\n"
WRONG = b"print('wrong')\n"
archive = make_archive


def known_package(challenge: str = "multiplier", **more: bytes) -> dict[str, bytes]:
    """A package with a submission that is right and one that is wrong; files to the verdict they get, see ``fair``."""
    known = {
        "submissions/accepted/sum/main.py": ACCEPTED,
        "submissions/wrong_answer/constant/main.py": WRONG,
    }
    return {**package(challenge), **known, **more}


def known_rows(world: World) -> list[Row]:
    """The submissions that were made for checks, in the order in which they were made."""
    rows = world.store.tables.rows
    return [row for _, row in sorted(rows.items()) if row.record.purpose is Purpose.KNOWN]


def fair(files: Mapping[str, bytes]) -> Verdict:
    """What a worker would say."""
    return Verdict.ACCEPTED if files.get("main.py") == ACCEPTED else Verdict.WRONG_ANSWER


def grade_known(world: World, verdict: Callable[[Mapping[str, bytes]], Verdict] = fair) -> list[Submission]:
    """Grade what waits, as a worker would."""
    graded = []
    for row in known_rows(world):
        if row.record.state is State.QUEUED:
            graded.append(world.finish(row.record.id, a_report(verdict(row.files))))
    return graded


def a_report(verdict: Verdict) -> Report:
    cause = {Verdict.ACCEPTED: "", Verdict.JUDGE_ERROR: "sandbox_failed"}.get(verdict, "wrong_output")
    score = 100.0 if verdict is Verdict.ACCEPTED else 0.0
    return Report(verdict=verdict, score=score, max_score=100.0, cause=cause)


def a_gate(world: World, fuse: Fuse | None = None) -> Gate:
    """The conductor's step over the world's store; a fuse kills it at one of its calls."""
    store = world.store
    around = fuse.around if fuse else lambda part: part
    return Gate(
        GateParts(
            versions=around(store.versions),
            packages=around(store.packages),
            submissions=around(store.submissions),
            dispatch=around(world.dispatch),
            content=Catalogue(store.packages, world.parts.runtimes).content,
        )
    )
