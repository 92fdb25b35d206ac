"""Ids that sort by the time they were made, for everything whose lists are shown newest first."""

from ulid import ULID


def new_id() -> str:
    return str(ULID())
