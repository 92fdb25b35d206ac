"""The ``stages`` list: each entry becomes the model of its kind, then what concerns several stages is checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from judge.packages.document import Document, Path
from judge.packages.kinds import KINDS, StageModel
from judge.packages.problems import Problems
from judge.packages.shapes import parse_model


@dataclass(frozen=True, slots=True)
class StageEntry:
    """A stage that could be read, and where it stands in challenge.yaml."""

    at: Path
    model: StageModel


def parse_stages(document: Document, problems: Problems) -> tuple[StageEntry, ...]:
    """The stages that can be checked further; all that is wrong with the others is in ``problems``."""
    entries = []
    for index, value in enumerate(raw_stages(document)):
        at: Path = ("stages", index)
        if not isinstance(value, Mapping):
            problems.field(at, "must be a mapping with name, kind and points")
        elif model := _parse(value, at, problems):
            entries.append(StageEntry(at, model))
    return tuple(entries)


def raw_stages(document: Document) -> Sequence[object]:
    stages = document.value.get("stages") if isinstance(document.value, Mapping) else None
    return stages if isinstance(stages, list) else []


def raw_names(document: Document) -> list[str]:
    """What the author calls the stages, read or not; an empty text where that is unknown."""
    names = [stage.get("name") if isinstance(stage, Mapping) else "" for stage in raw_stages(document)]
    return [name if isinstance(name, str) else "" for name in names]


def check_stages(entries: Sequence[StageEntry], names: Sequence[str], problems: Problems) -> None:
    """Names are unique, ``needs`` look back. ``names`` are those of all stages."""
    for entry in entries:
        index = int(entry.at[-1])
        earlier = names[:index]
        if entry.model.name in earlier:
            problems.field((*entry.at, "name"), f"{entry.model.name} is the name of an earlier stage; choose another")
        listed: set[str] = set()
        for position, need in enumerate(entry.model.needs):
            path = (*entry.at, "needs", position)
            if need in listed:
                problems.field(path, f"{need} is listed twice; take one away")
            elif need not in earlier:
                what = "comes later; order the stages so that it comes first" if need in names else "is no stage"
                hint = "" if need in names else f"; {problems.suggest(need, filter(None, earlier))}"
                problems.field(path, f"{need} {what}{hint}")
            listed.add(need)


def _parse(value: Mapping[str, object], at: Path, problems: Problems) -> StageModel | None:
    kind = value.get("kind")
    path = (*at, "kind")
    allowed = ", ".join(KINDS)
    if "kind" not in value:
        problems.field(path, f"is missing; add one of: {allowed}")
    elif not isinstance(kind, str):
        problems.field(path, f"must be one of: {allowed}")
    elif kind not in KINDS:
        problems.field(path, f"unknown kind {kind}, allowed: {allowed}")
    else:
        return parse_model(KINDS[kind], value, at, problems)
    return None
