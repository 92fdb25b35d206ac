"""Known submissions: ``submissions/<verdict>/<name>/…``, filed by the author under the verdict they must get."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from judge.domain.challenge import KnownSubmission
from judge.domain.verdict import FINAL_VERDICTS, Verdict
from judge.packages.paths import split, under
from judge.packages.problems import Problems
from judge.packages.runtimes import Catalogue, deduce

FOLDER = "submissions"
_ALIASES = {"run_time_error": Verdict.RUNTIME_ERROR}
_VERDICTS = {verdict.value: verdict for verdict in FINAL_VERDICTS} | _ALIASES


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSubmissions:
    """All known submissions of a package; ``mains`` are the challenge's main files by runtime."""

    files: Mapping[str, bytes]
    offered: Catalogue
    mains: Mapping[str, str]

    def check(self, *, partial: bool, problems: Problems) -> None:
        verdicts, loose = split(under(self.files, FOLDER))
        for name in loose:
            problems.file(f"{FOLDER}/{name}", "is in no verdict's folder; move it to submissions/<verdict>/<name>/")
        for verdict, inside in verdicts.items():
            folder = f"{FOLDER}/{verdict}"
            if verdict not in _VERDICTS:
                problems.file(folder, f"{verdict} is not a verdict; {problems.suggest(verdict, _VERDICTS)}")
            elif _VERDICTS[verdict] is Verdict.PARTIALLY_ACCEPTED and not partial:
                problems.file(folder, "no submission can get this verdict; write partial: true in challenge.yaml")
            for name in split(inside)[1]:
                problems.file(f"{folder}/{name}", f"needs a folder of its own; move it to {folder}/<name>/{name}")
        for verdict, name, files in self._each():
            found = deduce(files, name, self.mains, self.offered)
            if len(found) != 1 and self.offered:
                problems.file(f"{FOLDER}/{verdict}/{name}", self._unclear(name, found))

    def build(self) -> tuple[KnownSubmission, ...]:
        return tuple(
            KnownSubmission(
                name=name,
                expected=_VERDICTS[verdict].value,
                runtime=deduce(files, name, self.mains, self.offered)[0],
                files=files,
            )
            for verdict, name, files in self._each()
        )

    def _each(self) -> Iterator[tuple[str, str, dict[str, bytes]]]:
        verdicts, _ = split(under(self.files, FOLDER))
        for verdict in sorted(verdicts):
            folders, _ = split(verdicts[verdict])
            for name in sorted(folders):
                yield verdict, name, folders[name]

    def _unclear(self, name: str, found: list[str]) -> str:
        names = found or list(self.offered)
        why = f"its files fit {' and '.join(found)}" if found else "its files fit no runtime of the challenge"
        return f"its runtime is not clear: {why}; put the runtime into the folder's name, like {name}-{names[0]}"
