"""Everybody's source with everybody else's of the same runtime."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import combinations

from judge.domain.similarity import FROM_PERCENT, Findings, LeftOut, Match, Pair, Source, Sources
from judge.similarity.fingerprints import File, Spot, TooSlow, in_time

MAX_PAIRS = 200
MAX_MATCHES = 20
_LOOKED_AT = 1000
"""Pairs whose percentages are counted exactly; of so many some are among the most alike."""
_GUESS = 0.6
"""How much less than the percentage the share of fingerprints may be."""
_TOO_SLOW = "this person's source takes too long to read"
LEAST = 60
"""Characters of filtered code of somebody's own; of less nothing can be said, since short programs are alike."""


@dataclass(frozen=True, slots=True)
class Work:
    """A submission as far as it is its author's own."""

    submission: str
    files: tuple[File, ...]
    hashes: Set[int]
    size: int


def compare(sources: Sources) -> Findings:
    left_out: list[LeftOut] = []
    works: dict[str, list[Work]] = defaultdict(list)
    given = {runtime: _given(files) for runtime, files in sources.given.items()}
    for source in sources.sources:
        work = _work(source, given.get(source.runtime, frozenset()), left_out)
        if work.size < LEAST:
            left_out.append(LeftOut(submission=source.submission, file="", why="too little of it is its author's own"))
        else:
            works[source.runtime].append(work)
    alike = nlargest(_LOOKED_AT, (each for same in works.values() for each in _alike(same)), lambda each: each.share)
    found = [(pair, each) for each in alike if _percent(pair := _pair(each)) >= FROM_PERCENT]
    found.sort(key=lambda each: (-_percent(each[0]), each[0].left, each[0].right))
    pairs = tuple(_with_matches(pair, each) for pair, each in found[:MAX_PAIRS])
    return Findings(pairs=pairs, left_out=tuple(left_out))


def _percent(pair: Pair) -> float:
    return max(pair.left_percent, pair.right_percent)


def _given(files: Mapping[str, str]) -> frozenset[int]:
    """Every piece of what everybody got, not only the chosen ones: which are chosen depends on what is around."""
    return frozenset(each for path, text in files.items() for each in File(path, text, window=1).hashes)


def _work(source: Source, given: Set[int], left_out: list[LeftOut]) -> Work:
    files: list[File] = []
    try:
        with in_time():
            for path, text in source.files.items():
                file = File(path, text)
                file.drop(given)
                files.append(file)
    except TooSlow:
        unread = list(source.files)[len(files) :]
        left_out += [LeftOut(submission=source.submission, file=path, why=_TOO_SLOW) for path in unread]
    hashes = frozenset(each for file in files for each in file.hashes)
    return Work(source.submission, tuple(files), hashes, sum(file.covered() for file in files))


@dataclass(frozen=True, slots=True)
class Alike:
    """Two works that may be alike. ``share`` is a guess, from their fingerprints alone."""

    left: Work
    right: Work
    shared: Set[int]
    share: float


def _alike(works: Sequence[Work]) -> Iterator[Alike]:
    """Looks at every two, so it must be quick: places are looked up for the few that are told."""
    for left, right in combinations(works, 2):
        shared = left.hashes & right.hashes
        share = 100 * len(shared) / min(len(left.hashes), len(right.hashes))
        if share >= FROM_PERCENT * _GUESS:
            yield Alike(left, right, shared, share)


def _pair(alike: Alike) -> Pair:
    """With the percentages, and no matches yet."""
    left, right = (
        round(100 * sum(file.covered(alike.shared) for file in work.files) / work.size, 1)
        for work in (alike.left, alike.right)
    )
    return Pair(
        left=alike.left.submission, right=alike.right.submission, left_percent=left, right_percent=right, matches=()
    )


def _with_matches(pair: Pair, alike: Alike) -> Pair:
    matches = _matches(alike.left, alike.right, alike.shared)
    return replace(pair, matches=tuple(matches[:MAX_MATCHES]), more=max(0, len(matches) - MAX_MATCHES))


def _matches(left: Work, right: Work, shared: Set[int]) -> list[Match]:
    """Stretches of the two that have fingerprints in common, those with the most first."""
    found: list[tuple[int, Match]] = []
    for mine in left.files:
        for theirs in right.files:
            both = shared & mine.hashes & theirs.hashes
            spots = [(spot, theirs.within(spot, both)) for spot in theirs.spots(both)] if both else []
            for spot in mine.spots(both) if both else []:
                found += _opposite(spot, mine.within(spot, both), spots)
    found.sort(key=lambda each: -each[0])
    return [match for _, match in found]


def _opposite(spot: Spot, hashes: Set[int], others: Sequence[tuple[Spot, Set[int]]]) -> Iterator[tuple[int, Match]]:
    for other, its in others:
        if common := len(hashes & its):
            yield common, Match(left=spot.lines, right=other.lines)
