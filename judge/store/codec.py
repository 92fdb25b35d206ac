"""Between domain values and the bytes kept in Redis."""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pydantic import TypeAdapter, ValidationError

from judge.domain.events import Event
from judge.domain.recorded import RecordedTest
from judge.domain.rejudge import Earlier
from judge.domain.report import Report
from judge.domain.submission import Outcome, Purpose, QueueName, State, Submission
from judge.domain.trial import Trial
from judge.domain.waits import Place
from judge.service.ports import WorkerInfo

SQUEEZE_FROM_BYTES = 512
"""Smaller texts are not worth the processor time."""

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)
_REPORT: TypeAdapter[Report] = TypeAdapter(Report)
_TRIAL: TypeAdapter[Trial] = TypeAdapter(Trial)
_TESTS: TypeAdapter[list[RecordedTest | str]] = TypeAdapter(list[RecordedTest | str])
_WORKER: TypeAdapter[WorkerInfo] = TypeAdapter(WorkerInfo)
_ZLIB = b"\x78"
"""First byte of all that zlib writes; JSON objects start with a brace."""


def squeeze(data: bytes, level: int = 1) -> bytes:
    """``data``, a text that starts with a brace, compressed if it is not small."""
    return zlib.compress(data, level) if len(data) >= SQUEEZE_FROM_BYTES else data


def unsqueeze(data: bytes) -> bytes:
    """What was given to :func:`squeeze`."""
    return zlib.decompress(data) if data.startswith(_ZLIB) else data


def encode_files(files: Mapping[str, bytes], *, level: int = 1) -> bytes:
    """Paths and lengths as one line of JSON, the contents after it."""
    lengths = json.dumps({path: len(content) for path, content in files.items()}, separators=(",", ":"))
    return squeeze(b"".join((lengths.encode(), b"\n", *files.values())), level)


def decode_files(data: bytes) -> dict[str, bytes]:
    """The files in the order in which they were given."""
    plain = unsqueeze(data)
    at = plain.index(b"\n") + 1
    files = {}
    for path, length in json.loads(plain[: at - 1]).items():
        files[path] = plain[at : at + length]
        at += length
    return files


def encode_report(report: Report) -> bytes:
    return squeeze(_REPORT.dump_json(report))


def decode_report(data: bytes) -> Report:
    return _REPORT.validate_json(unsqueeze(data))


def encode_outcome(report: Report) -> bytes:
    return _OUTCOME.dump_json(report.outcome)


def decode_earlier(attempt: int, data: bytes) -> Earlier:
    """What a rejudge replaced: its place in history on one line, the report after it."""
    line, _, report = data.partition(b"\n")
    version, rejudge, ms = line.decode().split()
    return Earlier(
        attempt=attempt,
        version=int(version),
        rejudge=rejudge,
        replaced_at=decode_time(ms),
        report=decode_report(report),
    )


def encode_event(event: Event) -> bytes:
    return squeeze(_EVENT.dump_json(event, exclude_none=True))


def decode_event(data: bytes) -> Event | None:
    """None for a kind that only another version of the judge knows: whoever listens does without some."""
    try:
        return _EVENT.validate_json(unsqueeze(data))
    except ValidationError:
        return None


def encode_trial(trial: Trial | None) -> str:
    return _TRIAL.dump_json(trial).decode() if trial else ""


def decode_trial(data: bytes | None) -> Trial | None:
    return _TRIAL.validate_json(data) if data else None


def encode_tests(tests: Sequence[RecordedTest]) -> bytes:
    return _TESTS.dump_json(list(tests), exclude_defaults=True)


def decode_tests(data: bytes) -> tuple[RecordedTest, ...]:
    """The tests of a stage. A mere id, as earlier versions of the judge kept them, begins with its group."""
    return tuple(
        RecordedTest(id=test, group=test.partition("/")[0]) if isinstance(test, str) else test
        for test in _TESTS.validate_json(data)
    )


def encode_worker(worker: WorkerInfo) -> bytes:
    return _WORKER.dump_json(worker)


def decode_worker(data: bytes) -> WorkerInfo:
    return _WORKER.validate_json(data)


def decode_time(ms: bytes | str) -> datetime:
    return datetime.fromtimestamp(int(ms) / 1000, UTC)


def decode_place(text: bytes | None) -> Place:
    """A place as the scripts tell it; earlier versions of the judge kept the position alone, and a usual time below 0
    after a jump of the clock."""
    numbers = [max(0.0, float(number)) for number in (text or b"").split()]
    position, ahead, running, like_it_ms, any_ms = numbers + [0.0] * (5 - len(numbers))
    return Place(position=int(position), ahead=int(ahead), running=int(running), like_it_ms=like_it_ms, any_ms=any_ms)


def decode_record(fields: Sequence[bytes]) -> Submission:
    """A submission from the fields of ``RECORD``."""
    texts = [(field or b"").decode() for field in fields]
    identity, challenge, version, package, runtime, queue, state, attempt, created, started, finished, *more = texts
    owner, organisation, invitation, purpose, needs, outcome, rejudges, trouble = more
    return Submission(
        id=identity,
        challenge=challenge,
        challenge_version=int(version),
        package=package,
        runtime=runtime,
        queue=QueueName(queue),
        state=State(state),
        attempt=int(attempt),
        created_at=decode_time(created),
        started_at=decode_time(started) if started else None,
        finished_at=decode_time(finished) if finished else None,
        owner=owner,
        organisation=organisation,
        invitation=invitation,
        purpose=Purpose(purpose or Purpose.COUNTS),
        outcome=_OUTCOME.validate_json(outcome) if outcome else None,
        rejudges=tuple(rejudges.split()),
        trouble=tuple(trouble.splitlines()),
        needs=tuple(needs.split()) or (f"runtime:{runtime}",),
    )
