"""Which runtimes a challenge is for, and which one a bunch of files is written for."""

from collections.abc import Callable, Iterable, Mapping

from judge.domain.paths import path_problem
from judge.packages.manifest import ANY, ChallengeModel
from judge.packages.problems import Problems
from judge.runtimes import Runtime

Catalogue = Mapping[str, Runtime]


def has_extension(path: str, runtime: Runtime) -> bool:
    return path.endswith(runtime.extensions)


def check_runtimes(challenge: ChallengeModel, catalogue: Catalogue, problems: Problems) -> None:
    names = challenge.runtimes
    listed: set[str] = set()
    for index, name in enumerate(names):
        path = ("runtimes", index)
        if name == ANY and len(names) > 1:
            problems.field(path, "any stands alone: write runtimes: any, or list names")
        elif name in listed:
            problems.field(path, f"{name} is listed twice; take one away")
        elif name not in (ANY, *catalogue):
            problems.field(path, f"unknown runtime {name}; {problems.suggest(name, catalogue)}")
        listed.add(name)


def select(
    challenge: ChallengeModel, catalogue: Catalogue, fits: Callable[[Runtime], bool], problems: Problems
) -> dict[str, Runtime]:
    """The challenge's runtimes by name; ``any`` means those that all its stages can be graded in."""
    if ANY not in challenge.runtimes:
        return {name: catalogue[name] for name in challenge.runtimes if name in catalogue}
    chosen = {name: runtime for name, runtime in catalogue.items() if fits(runtime)}
    if not chosen and catalogue:
        problems.field(("runtimes",), "no runtime can run all stages of this challenge; look at their frameworks")
    return chosen


def check_main(challenge: ChallengeModel, offered: Catalogue, problems: Problems) -> None:
    for name, path in challenge.main.items():
        if complaint := path_problem(path):
            problems.field(("main", name) if name != ANY else ("main",), complaint)
        if name == ANY:
            misfits = [runtime for runtime, facts in offered.items() if not has_extension(path, facts)]
            if len(offered) > 1 and misfits:
                problems.field(
                    ("main",), f"{path} is not a file of {', '.join(misfits)}; write main: {{runtime: file}}"
                )
        elif name not in offered and not problems.touches(("runtimes",)):
            problems.field(
                ("main", name), f"{name} is not among the challenge's runtimes; {problems.suggest(name, offered)}"
            )


def main_files(challenge: ChallengeModel, offered: Catalogue) -> dict[str, str]:
    """The author's main file by runtime, where it is not the runtime's own."""
    every = challenge.main.get(ANY, "")
    named = {name: challenge.main.get(name, every) for name in offered}
    return {name: path for name, path in named.items() if path}


def deduce(files: Iterable[str], hint: str, mains: Mapping[str, str], offered: Catalogue) -> list[str]:
    """The runtimes that ``files`` may be written for: one when it is clear.

    Whose main file is there; else whose extensions are; where that leaves several or none, the one named by a
    word of ``hint`` (``slow-python``).
    """
    paths = list(files)
    found = [name for name, facts in offered.items() if mains.get(name, facts.main) in paths]
    if not found:
        found = [name for name, facts in offered.items() if any(has_extension(path, facts) for path in paths)]
    if len(found) == 1:
        return found
    words = hint.replace("_", "-").split("-")
    return [name for name in found or offered if name in words] or found
