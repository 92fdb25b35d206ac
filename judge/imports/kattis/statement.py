"""The problem statement: Markdown as it is, LaTeX made into Markdown, a PDF only told of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from judge.imports.imported import Notes
from judge.imports.kattis.metadata import Metadata
from judge.imports.kattis.tex import markdown
from judge.imports.values import decoded, one_line
from judge.packages.paths import under
from judge.packages.sizes import MAX_STATEMENT_BYTES

_FOLDERS = ("statement", "problem_statement")
_FILE = re.compile(r"problem(?:\.([a-zA-Z]{2,3}(?:-[a-zA-Z]{2,4})?))?\.(md|tex|pdf)")
_ENDINGS = ("md", "tex", "pdf")
_SAMPLES = re.compile(
    r"^[ \t]*(?:\{\{\s*(?:nextsample|remainingsamples)\s*\}\}|\\(?:nextsample|remainingsamples))", re.M
)
_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\]\([^)\n]{0,500}\)")
_PLAIN_NAME = re.compile(r"^%+\s*plainproblemname:\s*(\S.*)$", re.M)
_MISSING = "The statement of this problem could not be carried over; write it here.\n"


@dataclass(frozen=True, slots=True)
class Statement:
    title: str
    text: bytes


def read_statement(files: Mapping[str, bytes], metadata: Metadata, otherwise: str, notes: Notes) -> Statement:
    """In English where there is an English one. ``otherwise`` is the title where nothing says one."""
    folder = next((name for name in _FOLDERS if under(files, name)), _FOLDERS[0])
    inside = under(files, folder)
    language, path = _choose(inside)
    _note_others(folder, inside, path, notes)
    body, said = _body(folder, inside, path, metadata, notes)
    name = metadata.names.get(language) or metadata.names.get("en") or next(iter(metadata.names.values()), "")
    title = one_line(name or said) or otherwise
    text = f"# {title}\n\n{body}".encode("utf-8", "replace")
    if len(text) > MAX_STATEMENT_BYTES:
        notes.add(f"{folder}/{path}", "is too long and was cut")
        text = text[:MAX_STATEMENT_BYTES].decode("utf-8", "ignore").encode()
    return Statement(title, text)


def _choose(inside: Mapping[str, bytes]) -> tuple[str, str]:
    """Language and file: English first, then in the order of languages; Markdown before LaTeX before PDF."""
    found = [(match[1] or "en", match[2], path) for path in inside if (match := _FILE.fullmatch(path))]
    best = sorted(found, key=lambda each: (each[0] != "en", each[0], _ENDINGS.index(each[1])))
    return (best[0][0], best[0][2]) if best else ("en", "")


def _note_others(folder: str, inside: Mapping[str, bytes], chosen: str, notes: Notes) -> None:
    if not chosen:
        notes.add(folder, "has no statement; write statement.md")
    for path in inside:
        if path != chosen:
            what = "the statement in one language is carried over" if _FILE.fullmatch(path) else "it is not a statement"
            notes.add(f"{folder}/{path}", f"was not carried over: {what}")


def _body(folder: str, inside: Mapping[str, bytes], path: str, metadata: Metadata, notes: Notes) -> tuple[str, str]:
    """The text, and the title that it gives itself."""
    where = f"{folder}/{path}"
    if path.endswith(".md"):
        return _from_markdown(decoded(where, inside[path]), where, metadata, notes), ""
    if path.endswith(".tex"):
        tex = decoded(where, inside[path])[:MAX_STATEMENT_BYTES]
        plain = _PLAIN_NAME.search(tex)
        made = markdown(tex, dict(metadata.constants))
        if made.lost:
            shown = ", ".join(list(made.lost)[:20])
            notes.add(where, f"was made into Markdown; look at what became of {shown}")
        return made.markdown if made.markdown.strip() else _MISSING, plain[1] if plain else made.name
    if path:
        notes.add(where, "is a PDF, which was not carried over; write statement.md")
    return _MISSING, ""


def _from_markdown(text: str, where: str, metadata: Metadata, notes: Notes) -> str:
    text = with_constants(text, metadata.constants)
    if _SAMPLES.search(text):
        notes.add(where, "places for samples were taken out: sample tests are shown beside the statement")
        text = _SAMPLES.sub("", text)
    if _IMAGE.search(text):
        notes.add(where, "images were taken out; their descriptions stay")
        text = _IMAGE.sub(lambda match: f"*{match[1]}*" if match[1] else "", text)
    return text if text.strip() else _MISSING


def with_constants(text: str, constants: Mapping[str, str]) -> str:
    """``{{name}}`` becomes the constant of that name; what is none stays."""
    if not constants:
        return text
    return re.sub(r"\{\{(\w+)\}\}", lambda match: constants.get(match[1], match[0]), text)
