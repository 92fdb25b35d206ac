"""``problem.yaml``, in both versions of the format."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from judge.imports.imported import Notes, refusal
from judge.imports.values import arguments, mapping, number, one_line, text, words, yaml_mapping

FILE = "problem.yaml"

_READ = {"problem_format_version", "type", "name", "license", "rights_owner", "limits", "validation", "validator_flags"}
_READ |= {"keywords", "languages", "constants", "author", "credits", "source", "source_url", "uuid", "version"}
_NOTED = {
    "grading": "was not carried over: points come from the groups of tests",
    "embargo_until": "was not carried over: mind the date yourself before you publish",
    "allow_file_writing": "was not carried over: submissions may always write, within limits.disk_mib",
}
_UNSUPPORTED = {
    "interactive": "interactive problems cannot be judged here: a submission never talks with the validator",
    "multi-pass": "multi-pass problems cannot be judged here: a submission runs once for each test",
    "submit-answer": "problems whose submissions are answers instead of programs cannot be judged here",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """``names`` are titles by language. ``limits`` is as it stands in the file; ``flags`` are ``validator_flags``."""

    names: Mapping[str, str]
    scoring: bool
    custom: bool
    flags: tuple[str, ...]
    limits: Mapping[str, Any]
    keywords: tuple[str, ...]
    languages: tuple[str, ...]
    constants: Mapping[str, str]
    origin: tuple[str, ...]
    legacy: bool

    def limit(self, key: str) -> float | None:
        value = number(self.limits.get(key))
        return value if value is not None and value > 0 else None


def read_metadata(files: Mapping[str, bytes], notes: Notes) -> Metadata:
    """Raises InvalidInput if there is none, or the problem is of a type that cannot be judged here."""
    if FILE not in files:
        raise refusal(FILE, "is missing; a Kattis problem package has it at its top")
    value = yaml_mapping(FILE, files[FILE])
    version = text(value.get("problem_format_version")) or "legacy"
    types = set(words(value.get("type")))
    validation = words(value.get("validation")) or ("default",)
    for kind, why in _UNSUPPORTED.items():
        if kind in types or kind in validation:
            raise refusal(f"{FILE}: {'type' if kind in types else 'validation'}", why)
    if unknown := types - {"pass-fail", "scoring"}:
        raise refusal(f"{FILE}: type", f"{', '.join(sorted(unknown))} is no type of problem that can be judged here")
    if validation[0] not in ("default", "custom"):
        raise refusal(f"{FILE}: validation", "must begin with default or custom")
    _note_keys(value, validation, notes)
    return Metadata(
        names=_names(value.get("name")),
        scoring="scoring" in types,
        custom=validation[0] == "custom",
        flags=arguments(value.get("validator_flags")),
        limits=mapping(value.get("limits")),
        keywords=words(value.get("keywords")),
        languages=_languages(value.get("languages")),
        constants={key: text(given) for key, given in mapping(value.get("constants")).items()},
        origin=tuple(_origin(value, notes)),
        legacy=version.startswith("legacy"),
    )


def _note_keys(value: Mapping[str, Any], validation: tuple[str, ...], notes: Notes) -> None:
    for key in value:
        if key in _NOTED:
            notes.add(f"{FILE}: {key}", _NOTED[key])
        elif key not in _READ:
            notes.add(f"{FILE}: {key}", "was not carried over: it is not a key of the format")
    if "score" in validation[1:]:
        told = "scores that the validator gives were not carried over: a test is right or wrong here"
        notes.add(f"{FILE}: validation", told)


def _names(value: object) -> dict[str, str]:
    """Titles by language; without a language it is English."""
    given = value if isinstance(value, dict) else {"en": value}
    names = {str(language): one_line(text(name)) for language, name in given.items()}
    return {language: name for language, name in names.items() if name}


def _languages(value: object) -> tuple[str, ...]:
    """Codes of the allowed languages; nothing for all."""
    codes = words(value)
    return () if "all" in codes else codes


def _origin(value: Mapping[str, Any], notes: Notes) -> list[str]:
    """Where the problem comes from and what may be done with it, a line each."""
    licence = text(value.get("license")) or "unknown"
    if licence == "unknown":
        notes.add(f"{FILE}: license", "is unknown, which means that the problem may not be used: ask its authors")
    lines = [f"License: {licence}"]
    facts = {
        "Rights owner": value.get("rights_owner"),
        "Authors": value.get("author"),
        "Credits": value.get("credits"),
        "Source": value.get("source"),
        "Source URL": value.get("source_url"),
        "UUID": value.get("uuid"),
        "Version": value.get("version"),
    }
    return lines + [f"{name}: {said}" for name, fact in facts.items() if (said := one_line(_said(fact)))]


def _said(value: object, depth: int = 0) -> str:
    """Nested values in one line."""
    if depth > 5:
        return "…"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_said(inner, depth + 1)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_said(inner, depth + 1) for inner in value)
    return text(value)
