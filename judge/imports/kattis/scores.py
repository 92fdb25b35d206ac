"""Points of a scoring problem: by ``range`` and ``accept_score`` (legacy), or by ``scoring`` (since then)."""

from collections.abc import Mapping, Sequence

from judge.imports.imported import Notes
from judge.imports.kattis.tree import Settings, TestCase
from judge.imports.values import mapping, number, text, words

_MAX_POINTS = 1_000_000
_DEFAULT_TOTAL = 100.0
_DEFAULT_ACCEPT = 1.0


class Scores:
    """``cases`` are those of the whole problem, ``groups`` the settings of every folder."""

    def __init__(
        self, groups: Mapping[str, Settings], cases: Sequence[TestCase], *, legacy: bool, notes: Notes
    ) -> None:
        self._groups = groups
        self._cases = cases
        self._legacy = legacy
        self._own = {path: score for path in groups if path and (score := self._score(path)) is not None}
        if not legacy:
            self._infer()
        self._note(notes)

    def home(self, folder: str) -> str:
        """The group that gets the points for tests in ``folder``: the deepest with a score of its own, or itself."""
        if _top(folder) == "sample":
            return "sample"
        scored = (path for path in _upwards(folder) if path in self._own and not self._scored_below(path))
        return next(scored, folder)

    def points(self, home: str, tests: int) -> float:
        """What ``tests`` of a group's tests are worth together. Samples are worth nothing, as in the format."""
        if _top(home) == "sample":
            return 0.0
        if home in self._own:
            here = sum(self.home(case.group) == home for case in self._cases)
            return self._own[home] * tests / here
        if not self._legacy:
            return 0.0
        each = number(self._groups[home].inherited.get("accept_score"))
        accepted = _DEFAULT_ACCEPT if each is None else min(max(each, 0.0), _MAX_POINTS / max(tests, 1))
        return accepted if self.whole(home) else accepted * tests

    def whole(self, home: str) -> bool:
        """Whether one failed test costs the whole group."""
        if _top(home) == "sample":
            return False
        if self._legacy:
            return "min" in words(self._groups[home].inherited.get("grader_flags"))
        aggregation = text(mapping(self._groups[home].own.get("scoring")).get("aggregation"))
        return aggregation in ("pass-fail", "min") or (not aggregation and home != "secret")

    def _score(self, path: str) -> float | None:
        own = self._groups[path].own
        if self._legacy:
            ends = words(own.get("range"))
            score = number(ends[1]) if len(ends) == 2 else None
        else:
            score = number(mapping(own.get("scoring")).get("score"))
        return score if score is not None and 0 <= score <= _MAX_POINTS else None

    def _infer(self) -> None:
        """What a bounded sum leaves over is shared evenly between tests and groups without a score of their own."""
        total = self._own.get("secret", _DEFAULT_TOTAL)
        if self.whole("secret"):
            self._own.setdefault("secret", total)
            return
        loose = [case for case in self._cases if case.group == "secret"]
        children = {"/".join(case.group.split("/")[:2]) for case in self._cases if case.group.startswith("secret/")}
        unscored = {child for child in children if child not in self._own and not self._scored_below(child)}
        given = sum(score for path, score in self._own.items() if path in children)
        share = max(total - given, 0.0) / max(len(unscored) + len(loose), 1)
        self._own |= dict.fromkeys(unscored, share)
        self._own["secret"] = share * len(loose)

    def _scored_below(self, path: str) -> bool:
        return any(other.startswith(path + "/") for other in self._own)

    def _note(self, notes: Notes) -> None:
        for path, settings in self._groups.items():
            own, where = settings.own, f"data/{path}".rstrip("/")
            if text(own.get("grading")) == "custom":
                notes.add(where, "its custom grader was not carried over: points are summed up, or all or nothing")
            if strange := {"avg", "max"} & set(words(own.get("grader_flags"))):
                notes.add(where, f"grader_flags {' '.join(sorted(strange))} was not carried over: points are summed up")
            if number(own.get("reject_score")):
                notes.add(where, "reject_score was not carried over: a test that fails is worth nothing")
            scoring = mapping(own.get("scoring"))
            if "require_pass" in scoring:
                notes.add(where, "require_pass was not carried over: groups are scored for themselves")
            if text(scoring.get("score")) == "unbounded":
                notes.add(where, "an unbounded score was not carried over")


def _top(path: str) -> str:
    return path.partition("/")[0]


def _upwards(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(len(parts), 0, -1)]
