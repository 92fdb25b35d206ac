"""What a candidate tries without it counting: the sample tests, or an input of their own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnInput:
    """An input of the candidate's own, for which nobody knows the right output."""

    input: str = ""
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """``stage`` is empty for all stages, ``tests`` for all sample tests; ``own`` is there instead of tests."""

    stage: str = ""
    tests: tuple[str, ...] = ()
    own: OwnInput | None = None
