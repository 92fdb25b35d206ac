"""The sample submissions of a demonstration: known ones of the challenges, as different from each other as can be."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from judge.domain.challenge import StageKind
from judge.domain.errors import InvalidInput
from judge.domain.verdict import Verdict
from judge.packages import load, package_folders, read_folder
from judge.runtimes import Runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A known submission and the verdict its author filed it under.

    ``kind`` is that of its challenge's last stage, with the ``sidecars`` beside its service.
    """

    challenge: str
    name: str
    runtime: str
    expected: Verdict
    files: Mapping[str, str]
    kind: str = StageKind.STDIO
    sidecars: frozenset[str] = frozenset()


def read_samples(folders: Iterable[Path], runtimes: Mapping[str, Runtime]) -> list[Sample]:
    """Every known submission that is text, in the order of challenges and names. A broken package has none."""
    return [sample for folder in folders for package in package_folders(folder) for sample in _known(package, runtimes)]


def pick(samples: Sequence[Sample], limit: int) -> list[Sample]:
    """At most ``limit`` of them; each next one has the verdict, kind, runtime and challenge seen least so far."""
    chosen: list[Sample] = []
    verdicts: Counter[Verdict] = Counter()
    kinds: Counter[tuple[str, frozenset[str]]] = Counter()
    pairs: Counter[tuple[Verdict, str]] = Counter()
    runtimes: Counter[str] = Counter()
    challenges: Counter[str] = Counter()
    left = sorted(samples, key=lambda sample: sample.expected.severity)
    while left and len(chosen) < limit:
        best = min(
            left,
            key=lambda sample: (
                verdicts[sample.expected],
                kinds[sample.kind, sample.sidecars],
                pairs[sample.expected, sample.runtime],
                runtimes[sample.runtime],
                challenges[sample.challenge],
            ),
        )
        left.remove(best)
        chosen.append(best)
        verdicts[best.expected] += 1
        kinds[best.kind, best.sidecars] += 1
        pairs[best.expected, best.runtime] += 1
        runtimes[best.runtime] += 1
        challenges[best.challenge] += 1
    return chosen


def _known(folder: Path, runtimes: Mapping[str, Runtime]) -> Iterable[Sample]:
    try:
        challenge = load(read_folder(folder), runtimes)
    except InvalidInput:
        return
    for known in challenge.known:
        try:
            files = {path: content.decode() for path, content in known.files.items()}
        except UnicodeDecodeError:
            continue
        yield Sample(
            challenge=challenge.id,
            name=known.name,
            runtime=known.runtime,
            expected=Verdict(known.expected),
            files=files,
            kind=challenge.stages[-1].kind,
            sidecars=challenge.sidecar_types,
        )
