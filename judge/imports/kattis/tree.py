"""``data/``: test cases in nested groups, and the settings that they inherit."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from judge.imports.imported import Notes, refusal
from judge.imports.kattis.metadata import Metadata
from judge.imports.kattis.unread import SETTINGS, TOPS, note_unread
from judge.imports.values import arguments, decoded, mapping, text, words, yaml_mapping
from judge.packages.paths import under

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Of a group, with what it inherits. ``own`` is its own file alone; ``flags`` go to the validator."""

    own: Mapping[str, Any] = field(default_factory=dict)
    inherited: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCase:
    """``group`` is the path of its folder below ``data``, ``sample`` or ``secret/small``."""

    group: str
    name: str
    input: bytes
    answer: bytes
    args: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Data:
    """``groups`` has the settings of every folder, those without tests too."""

    cases: tuple[TestCase, ...]
    groups: Mapping[str, Settings]


def read_data(files: Mapping[str, bytes], metadata: Metadata, notes: Notes) -> Data:
    """Raises InvalidInput if there is not a single secret test that can be carried over, or one is broken."""
    data = under(files, "data")
    note_unread(data, notes)
    groups: dict[str, Settings] = {"": _settings("", data, Settings(), metadata)}
    for folder in sorted({parent for path in data for parent in _parents(path)}):
        if folder.partition("/")[0] in TOPS and not folder.endswith(".files"):
            parent = folder.rpartition("/")[0]
            groups[folder] = _settings(folder, data, groups.get(parent, groups[""]), metadata)
    if not metadata.scoring:
        _check_verdicts(groups, notes)
    cases = tuple(_cases(data, groups, notes))
    if not any(case.group.partition("/")[0] == "secret" for case in cases):
        raise refusal("data/secret", "has no test that can be carried over; a problem needs one")
    return Data(cases, groups)


def _check_verdicts(groups: Mapping[str, Settings], notes: Notes) -> None:
    """A pass-fail problem is accepted here if all of its tests are. Raises InvalidInput if it would not be there."""
    for path, settings in groups.items():
        where, flags = f"data/{path}".rstrip("/"), words(settings.own.get("grader_flags"))
        if text(settings.own.get("grading")) == "custom":
            raise refusal(where, "has a grader of its own, which cannot be run here")
        if lenient := {"always_accept", "accept_if_any_accepted"} & set(flags):
            raise refusal(where, f"has grader_flags {' '.join(sorted(lenient))}; here every test must be accepted")
        if "ignore_sample" in flags:
            notes.add(where, "ignore_sample was not carried over: samples must be accepted as all tests must")


def _settings(folder: str, data: Mapping[str, bytes], parent: Settings, metadata: Metadata) -> Settings:
    """Legacy: the nearest file counts as a whole. Since then: each key is inherited for itself."""
    path = next((path for name in SETTINGS if (path := f"{folder}/{name}".lstrip("/")) in data), "")
    if not path:
        return replace(parent, own={})
    own = yaml_mapping(f"data/{path}", data[path])
    merged = own if metadata.legacy else {**parent.inherited, **own}
    flags = merged.get("output_validator_args", merged.get("output_validator_flags"))
    if isinstance(flags, dict):
        flags = flags.get("flags", next(iter(flags.values()), ""))
    return Settings(own=own, inherited=merged, flags=arguments(flags), args=arguments(merged.get("args")))


def _cases(data: Mapping[str, bytes], groups: Mapping[str, Settings], notes: Notes) -> Iterable[TestCase]:
    for path in sorted(data):
        base = path.removesuffix(".in")
        folder, _, name = base.rpartition("/")
        if base == path or folder not in groups or not folder:
            continue
        if f"{base}.ans" not in data:
            raise refusal(f"data/{path}", f"has no {name}.ans beside it")
        if not _NAME.fullmatch(name):
            raise refusal(f"data/{path}", "has a name that the format does not allow")
        if any(other.startswith(f"{base}.files/") for other in data):
            told = "was left out: a test that comes with files of its own cannot be carried over"
            notes.add(f"data/{base}.files", told)
            continue
        own = _own(base, data)
        args = arguments(own["args"]) if "args" in own else groups[folder].args
        if f"{base}.args" in data:
            args = arguments(decoded(f"data/{base}.args", data[f"{base}.args"]))
        if any("\n" in argument or "\0" in argument for argument in args):
            notes.add(f"data/{base}", "was left out: an argument with a line end cannot be carried over")
            continue
        given = own.get("output_validator_args")
        yield TestCase(
            group=folder,
            name=name,
            input=data[path],
            answer=data[f"{base}.ans"],
            args=args,
            flags=groups[folder].flags if given is None else arguments(given),
        )


def _own(base: str, data: Mapping[str, bytes]) -> Mapping[str, Any]:
    """What a test's own file says."""
    path = f"{base}.yaml"
    return mapping(yaml_mapping(f"data/{path}", data[path])) if path in data else {}


def _parents(path: str) -> list[str]:
    return [path[:end] for end, character in enumerate(path) if character == "/"]
