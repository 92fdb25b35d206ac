"""What every kind of stage has in challenge.yaml."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from judge.domain.challenge import AnyStage
from judge.domain.limits import Limits
from judge.packages.groups import MAX_POINTS, GroupModel
from judge.packages.limits import LimitsModel
from judge.packages.place import Place
from judge.packages.problems import Problems
from judge.packages.shapes import Model, Name
from judge.runtimes import Runtime


class StageModel(Model):
    """The keys that all kinds share; each kind adds its own, its checks and how its domain value is built."""

    FALLBACK: ClassVar[Mapping[str, object]] = {"points": 1.0}
    DEFAULT_LIMITS: ClassVar[Limits] = Limits()

    name: Name
    kind: str
    points: Annotated[float, Field(gt=0, le=MAX_POINTS)]
    needs: Annotated[list[str], Field(default_factory=list)]
    limits: LimitsModel = LimitsModel()
    groups: Annotated[list[GroupModel], Field(default_factory=list, max_length=100)]

    def limits_in(self, place: Place) -> Limits:
        """The kind's own limits with what the challenge says laid over them, and what the stage says over that."""
        return self.limits.over(place.limits.over(self.DEFAULT_LIMITS))

    def fits(self, runtime: Runtime) -> bool:  # noqa: ARG002 - kinds that need a framework look at it
        """Whether a submission in ``runtime`` can be graded by this stage."""
        return True

    def check(self, place: Place, problems: Problems) -> None:
        raise NotImplementedError

    def build(self, place: Place) -> AnyStage:
        """The domain's value; only called when nothing had a problem."""
        raise NotImplementedError
