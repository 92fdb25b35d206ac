"""A submission and the states it goes through: queued, running, finished or cancelled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class QueueName(StrEnum):
    """People waiting go before machines: rejudging and bulk grading use ``batch``."""

    INTERACTIVE = "interactive"
    BATCH = "batch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """The record, without its source and report. ``package`` is the content hash of the challenge version."""

    id: str
    challenge: str
    challenge_version: int
    package: str
    runtime: str
    queue: QueueName
    state: State
    attempt: int
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One attempt at grading: all that a worker needs. ``files`` maps relative path to content."""

    submission: str
    attempt: int
    runtime: str
    package: str
    files: Mapping[str, bytes]
