"""What is asked of this process: a package folder, and submissions to grade against it, one after another."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Base64Bytes, BaseModel, ConfigDict, Field


class Viewer(StrEnum):
    """Who reads what comes out: the author sees everything, a candidate what the groups' visibility allows."""

    AUTHOR = "author"
    CANDIDATE = "candidate"


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ToGrade(_Closed):
    """One submission; ``files`` maps relative path to content in base64.

    ``name`` is for the one who asks: every line about it has it. Without a ``runtime``, the one its files fit is
    taken; ``hint`` may hold its name as a word (``slow-python``) where they fit several.
    """

    name: str = ""
    runtime: str = ""
    hint: str = ""
    files: dict[str, Base64Bytes]


class Request(_Closed):
    """``package`` is an absolute path."""

    package: Annotated[Path, AfterValidator(Path.absolute)]
    viewer: Viewer = Viewer.AUTHOR
    submissions: list[ToGrade] = Field(min_length=1)
