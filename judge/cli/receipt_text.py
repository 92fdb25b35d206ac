"""What a valid receipt says, in lines for people; and whether files at hand are those that it is about."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from judge.domain.errors import InvalidInput
from judge.domain.receipts import sha256
from judge.packages import read_folder
from judge.packages.version import content_hash
from judge.receipts.verify import NotValid

_NAMED = 5


def summary(said: Mapping[str, Any]) -> list[str]:
    submission, challenge, result, sandbox = (said[part] for part in ("submission", "challenge", "result", "sandbox"))
    issued = datetime.fromtimestamp(said["iat"], UTC).isoformat().replace("+00:00", "Z")
    lines = [
        "valid: nothing in it was changed since a judge with this key signed it",
        f"signed     {issued} by {_plain(said['iss'])}",
        f"submission {_plain(submission['id'])}, attempt {submission['attempt']}, of {_who(submission)}",
        f"files      {len(submission['files'])}",
        f"challenge  {_plain(challenge['id'])}, version {challenge['version']}, package {_plain(challenge['package'])}",
        f"ran        {_plain(submission['runtime'])} in {_plain(sandbox['backend'])} {_plain(sandbox['image'])}",
        f"finished   {_plain(submission['finished_at'])}",
        f"verdict    {_plain(result['verdict'])}, {result['score']:g} of {result['max_score']:g} points",
    ]
    for stage in result["stages"]:
        good = sum(test["verdict"] == "accepted" for test in stage["tests"])
        lines.append(
            f"stage      {_plain(stage['name'])}: {_plain(stage['verdict'])}, {stage['points']:g} of "
            f"{stage['max_points']:g} points, {good} of {len(stage['tests'])} told tests accepted"
        )
    return lines


def against_files(told: Mapping[str, str], folder: Path) -> list[str]:
    """Raises NotValid where a file is missing or has another content. Others beside them are only counted."""
    wrong = []
    for path, digest in told.items():
        parts = PurePosixPath(path)
        here = folder / parts
        if parts.is_absolute() or ".." in parts.parts:
            raise NotValid(f"it names a file outside the submission, {path!a}")
        try:
            if sha256(here.read_bytes()) != digest:
                wrong.append(f"{_plain(path)} has another content")
        except OSError:
            wrong.append(f"{_plain(path)} is not there")
    if wrong:
        more = f" and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
        raise NotValid(f"the files in {folder} are not those that were graded: {', '.join(wrong[:_NAMED])}{more}")
    return [f"files in {folder} are those that were graded"]


def against_package(told: str, folder: Path) -> list[str]:
    """Raises NotValid."""
    try:
        found = content_hash(read_folder(folder))
    except (InvalidInput, OSError) as error:
        raise NotValid(f"{folder} cannot be read as a package: {error}") from error
    if found != told:
        raise NotValid(f"the package in {folder} is {found}, and not the one that it was graded with, {_plain(told)}")
    return [f"the package in {folder} is the one that it was graded with"]


def _who(submission: Mapping[str, Any]) -> str:
    owner, organisation = submission["owner"], submission["organisation"]
    return f"{_plain(owner or 'nobody')} ({_plain(organisation)})" if organisation else _plain(owner or "nobody")


def _plain(value: object) -> str:
    """Harmless on a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(value))
