"""Carries comparisons of sources on: one at a time, in a process of its own that this step only looks after."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol

import structlog

from judge.clock import Now, utc_now
from judge.domain.errors import InvalidInput, NotFound
from judge.domain.similarity import Comparison, ComparisonState, Findings, Source, Sources
from judge.runtimes import Runtime
from judge.service.catalogue import Catalogue
from judge.service.replaceable import Replaceable
from judge.service.shelves import Shelf
from judge.service.similarity import Failed

_log = structlog.get_logger(__name__)
MAX_TRIES = 3
MAX_SOURCE_BYTES = 64 * 1024
"""Of one submission. What goes beyond is not compared: it is no code that somebody wrote for a challenge."""


class Running(Protocol):
    """A comparison under way."""

    def findings(self) -> Findings | None:
        """None while it is not done. Raises Failed."""

    def close(self) -> None: ...


Start = Callable[[Sources], Running]


class Kept(Protocol):
    """What it works on."""

    @property
    def comparisons(self) -> Shelf[Comparison]: ...
    @property
    def submissions(self) -> Replaceable: ...


class Comparing:
    """A step of the conductor. A comparison whose process was lost is begun again, a few times."""

    def __init__(
        self, store: Kept, catalogue: Catalogue, runtimes: Mapping[str, Runtime], start: Start, now: Now = utc_now
    ) -> None:
        self._shelf = store.comparisons
        self._submissions = store.submissions
        self._catalogue = catalogue
        self._runtimes = runtimes
        self._start = start
        self._now = now
        self._running: tuple[str, Running] | None = None

    def __call__(self) -> None:
        """Raises Unavailable when the store is away."""
        if self._running is not None:
            self._look_at(*self._running)
        if self._running is None:
            waiting = self._shelf.everything(ComparisonState.COMPUTING)
            if waiting:
                self._begin(min(waiting, key=lambda each: each.created_at))

    def _begin(self, comparison: Comparison) -> None:
        if comparison.tries >= MAX_TRIES:
            self._end(comparison.id, ComparisonState.FAILED, why="comparing was broken off too often")
            return
        try:
            sources = self._sources(comparison)
        except (NotFound, InvalidInput):
            self._end(comparison.id, ComparisonState.FAILED, why="this version of the challenge is lost")
            return
        self._shelf.update(comparison.id, lambda now: replace(now, tries=now.tries + 1))
        self._running = (comparison.id, self._start(sources))

    def _look_at(self, comparison_id: str, running: Running) -> None:
        try:
            findings = running.findings()
        except Failed as error:
            self._end(comparison_id, ComparisonState.FAILED, why=str(error))
        else:
            if findings is None:
                return
            self._end(comparison_id, ComparisonState.READY, findings=findings)
        self._running = None
        running.close()

    def _end(
        self, comparison_id: str, state: ComparisonState, *, findings: Findings | None = None, why: str = ""
    ) -> None:
        def ended(comparison: Comparison) -> Comparison:
            return replace(comparison, state=state, findings=findings or Findings(), why=why, ended_at=self._now())

        self._shelf.update(comparison_id, ended)
        _log.info("comparison_ended", comparison=comparison_id, state=state, why=why)

    def _sources(self, comparison: Comparison) -> Sources:
        challenge = self._catalogue.content(comparison.package)
        runtimes = {each.runtime for each in comparison.people}
        return Sources(
            sources=tuple(self._source(each.submission, each.runtime) for each in comparison.people),
            given={name: self._texts(name, challenge.files_for(name, {})) for name in sorted(runtimes)},
        )

    def _source(self, submission: str, runtime: str) -> Source:
        try:
            files = self._submissions.files(submission)
        except NotFound:  # its retention is over
            files = {}
        return Source(submission=submission, runtime=runtime, files=self._texts(runtime, files))

    def _texts(self, runtime: str, files: Mapping[str, bytes]) -> dict[str, str]:
        return dict(_bounded(files, self._runtimes[runtime].extensions if runtime in self._runtimes else ()))


def _bounded(files: Mapping[str, bytes], extensions: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Those in the runtime's language, as text, as many as there is room for."""
    left = MAX_SOURCE_BYTES
    for path, content in sorted(files.items()):
        if PurePosixPath(path).suffix in extensions and len(content) <= left:
            left -= len(content)
            yield path, content.decode("utf-8", "replace")
