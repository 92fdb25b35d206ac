"""New challenge packages: complete, small and true, so that an author begins with one that works.

``templates/<kind>/`` is such a package. Its files end in ``.tmpl``, so that nothing takes them for code of the judge's;
what belongs to a runtime (a starter, a known submission) is only written for the chosen ones.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from judge.domain.errors import FieldProblem, InvalidInput
from judge.packages.problems import suggest
from judge.packages.shapes import ID_PATTERN

_TEMPLATES = Path(__file__).parent / "templates"
_ENDING = ".tmpl"
_SKILLS = {"stdio": "input-output", "suite": "data-structures", "http": "http"}

KINDS = tuple(_SKILLS)


def runtimes_of(kind: str) -> tuple[str, ...]:
    """The runtimes there is a starter for."""
    return tuple(sorted(path.name for path in (_TEMPLATES / kind / "starter").iterdir()))


def scaffold(name: str, kind: str, runtimes: Sequence[str]) -> dict[str, bytes]:
    """The files of a new package called ``name``.

    Raises:
        InvalidInput: with every argument that will not do.
    """
    problems = []
    if not re.fullmatch(ID_PATTERN, name):
        rule = "must be lower-case letters, digits and hyphens, at most 64, and not begin with a hyphen"
        problems.append(FieldProblem("name", rule))
    if kind not in KINDS:
        problems.append(FieldProblem("kind", f"unknown kind {kind}; {suggest(kind, KINDS)}"))
    else:
        known = runtimes_of(kind)
        strangers = [each for each in runtimes if each not in known]
        for each in strangers:
            problems.append(FieldProblem("runtime", f"there is no scaffold of kind {kind} for {each}; {_all(known)}"))
        if not runtimes:
            problems.append(FieldProblem("runtime", f"is missing; {_all(known)}"))
    if problems:
        raise InvalidInput("There is nothing to scaffold like that.", tuple(problems))
    chosen = tuple(dict.fromkeys(runtimes))
    return {path: _filled(text, name, kind, chosen) for path, text in _templates(kind) if _wanted(path, chosen)}


def _templates(kind: str) -> list[tuple[str, str]]:
    root = _TEMPLATES / kind
    files = sorted(path for path in root.rglob("*" + _ENDING) if path.is_file())
    return [(path.relative_to(root).as_posix().removesuffix(_ENDING), path.read_text("utf-8")) for path in files]


def _wanted(path: str, runtimes: Sequence[str]) -> bool:
    folder, _, rest = path.partition("/")
    if folder == "starter":
        return rest.partition("/")[0] in runtimes
    if folder == "submissions":
        return rest.split("/")[1].rpartition("-")[2] in runtimes
    return True


def _filled(text: str, name: str, kind: str, runtimes: Sequence[str]) -> bytes:
    words = {
        "@ID@": name,
        "@TITLE@": name.replace("-", " ").strip().capitalize(),
        "@SKILL@": _SKILLS[kind],
        "@RUNTIMES@": f"[{', '.join(runtimes)}]",
    }
    for placeholder, word in words.items():
        text = text.replace(placeholder, word)
    return text.encode()


def _all(names: Sequence[str]) -> str:
    return f"there are: {', '.join(names)}"
