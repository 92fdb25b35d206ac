"""The secret part of an invitation's link: ``<invitation id>_<secret>``, as hard to guess as a key."""

import re

_SHAPE = re.compile(r"([0-9A-HJKMNP-TV-Z]{26})_([A-Za-z0-9_-]{32})")


def whole(invitation_id: str, secret: str) -> str:
    """The text at the end of the link."""
    return f"{invitation_id}_{secret}"


def parts(text: str) -> tuple[str, str] | None:
    """Id and secret, of a token or of a whole link; none if it does not look like one."""
    found = _SHAPE.fullmatch(text.rpartition("/")[2])
    return (found[1], found[2]) if found else None
