"""Files below ``data/`` that are no part of a test here: told by kind, with how many there are."""

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

from judge.imports.imported import Notes

SETTINGS = ("test_group.yaml", "testdata.yaml")
TOPS = ("sample", "secret")
_FOLDERS = {
    **dict.fromkeys(("invalid_input", "invalid_inputs"), "inputs for testing input validators"),
    **dict.fromkeys(("invalid_output", "invalid_answers"), "outputs for testing the output validator"),
    **dict.fromkeys(("valid_output", "valid_outputs"), "outputs for testing the output validator"),
}
_BESIDE = {
    ".hint": "hints",
    ".desc": "descriptions",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".svg"), "illustrations"),
    **dict.fromkeys((".statement", ".download", ".out", ".interaction"), "what is shown instead of a sample"),
}
_OF_A_TEST = (".ans", ".args", ".yaml")


def note_unread(data: Mapping[str, bytes], notes: Notes) -> None:
    for top in dict.fromkeys(path.partition("/")[0] for path in data if "/" in path):
        if top not in TOPS:
            what = _FOLDERS.get(top, "it is not a folder of the format")
            notes.add(f"data/{top}", f"was not carried over: {what}")
    counts = Counter(kind for path in data if (kind := _kind(path, data)))
    for (top, ending, what), count in counts.items():
        notes.add(f"data/{top}/…{ending}".replace("//", "/"), f"{count} of these were not carried over: {what}")


def _kind(path: str, data: Mapping[str, bytes]) -> tuple[str, str, str] | None:
    """Folder, ending and what it is; nothing for what is read, or is told of elsewhere."""
    top, slash, _ = path.partition("/")
    name, ending = PurePosixPath(path).name, PurePosixPath(path).suffix
    if (slash and top not in TOPS) or name in SETTINGS or ".files/" in path:
        return None
    top = top if slash else ""
    if slash and (ending == ".in" or (ending in _OF_A_TEST and path.removesuffix(ending) + ".in" in data)):
        return None
    if ending in _OF_A_TEST and slash:
        return top, ending, "there is no .in of that name beside them"
    return top, ending or name, _BESIDE.get(ending, "they are no files of the format")
