"""Whether what somebody sends can be run at all: its challenge, its runtime and its files, every problem at once."""

from collections.abc import Mapping
from typing import Protocol

from judge.domain.access import Scope
from judge.domain.errors import FieldProblem, InvalidInput, NotFound
from judge.domain.paths import shown
from judge.service.catalogue import Catalogue, Published
from judge.service.files import file_problems, layout_problems
from judge.service.parts import Parts


class Sent(Protocol):
    """Code for a challenge, as it came."""

    @property
    def challenge(self) -> str: ...
    @property
    def runtime(self) -> str: ...
    @property
    def files(self) -> Mapping[str, bytes]: ...


class Checks:
    def __init__(self, parts: Parts, catalogue: Catalogue) -> None:
        self._parts = parts
        self._catalogue = catalogue

    def __call__(self, sent: Sent, scope: Scope) -> Published:
        """The challenge it is for. Raises InvalidInput with every problem found."""
        problems: list[tuple[str, FieldProblem]] = []
        published: Published | None = None
        try:
            published = self._catalogue.current(sent.challenge, scope)
        except NotFound:
            message = f"there is no challenge {shown(sent.challenge)}; GET /api/v1/challenges lists them"
            problems.append(("unknown_challenge", FieldProblem("challenge", message)))
        if sent.runtime not in self._parts.runtimes:
            known = ", ".join(sorted(self._parts.runtimes))
            message = f"there is no runtime {shown(sent.runtime)}; use one of {known}"
            problems.append(("unknown_runtime", FieldProblem("runtime", message)))
        elif published and sent.runtime not in published.challenge.runtimes:
            allowed = ", ".join(published.challenge.runtimes)
            message = f"{sent.runtime} is not allowed for this challenge; use one of {allowed}"
            problems.append(("runtime_not_allowed", FieldProblem("runtime", message)))
        problems += [("invalid_files", problem) for problem in file_problems(sent.files, self._parts.limits)]
        if published and not problems:
            problems += layout_problems(sent.files, published.challenge, self._parts.runtimes[sent.runtime])
        if problems or published is None:
            codes = {code for code, _ in problems}
            code = codes.pop() if len(codes) == 1 else "invalid_input"
            raise InvalidInput("The submission cannot be taken.", tuple(problem for _, problem in problems), code=code)
        return published
