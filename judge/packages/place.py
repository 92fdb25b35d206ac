"""What a stage is told of the package around it while it is checked and built."""

from collections.abc import Mapping
from dataclasses import dataclass

from judge.domain.challenge import Scoring
from judge.packages.document import Path
from judge.packages.limits import LimitsModel
from judge.packages.paths import split, under
from judge.packages.runtimes import Catalogue
from judge.packages.sidecars import SidecarTypes


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """``at`` is the stage's path in challenge.yaml, ``folder`` its folder in the package.

    ``limits`` (as they are written) and ``scoring`` are the challenge's; ``offered`` are its runtimes, ``catalogue``
    and ``sidecars`` all there are.
    """

    at: Path
    folder: str
    files: Mapping[str, bytes]
    limits: LimitsModel
    scoring: Scoring
    offered: Catalogue
    catalogue: Catalogue
    sidecars: SidecarTypes

    def groups(self) -> tuple[dict[str, dict[str, bytes]], dict[str, bytes]]:
        """The stage's files by group folder, and those beside the group folders."""
        return split(under(self.files, self.folder))
