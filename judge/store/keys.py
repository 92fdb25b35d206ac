"""The name of every key in Redis, for Python and for the scripts alike."""

from enum import StrEnum

from judge.domain.submission import QueueName


class Key(StrEnum):
    """A name, or the beginning of one that ends with an id."""

    SUBMISSION = "judge:submission:"
    """Hash by submission id: the fields of ``RECORD``, and files, trial, report, lease token; ``told`` is a token and
    how many events came with it, ``rejudged`` the token of the call that had it judged again.

    ``earlier:<attempt>`` holds version, rejudge, ms and report of one that was replaced, ``earlier`` their numbers."""
    EVENTS = "judge:events:"
    """Stream by submission id; the field ``e`` holds an event as JSON."""
    IDEMPOTENCY = "judge:idempotency:"
    """String by digest of the client's key: the request's fingerprint, a space, the submission's id."""
    WAITING = "judge:waiting:"
    """Sorted set by queue: submission ids by their tag, the lowest is next."""
    LINE = "judge:line:"
    """Sorted sets by queue and needs: the same, of those that need the same of a worker."""
    LINES = "judge:lines:"
    """Set by queue: the needs for which there is a line."""
    CLOCK = "judge:clock:"
    """String by queue: the highest tag that was claimed."""
    SHARE = "judge:share:"
    """Hash by queue: organisation and owner, with a slash between, to the tag of the last of theirs."""
    SHORT = "judge:short:"
    """String by queue: the ms since when there are fewer messages than waiting submissions."""
    CLAIM = "judge:claim:"
    """String by lease token: the submission that was claimed with it."""
    USUAL = "judge:usual"
    """Hash: the ms that gradings took lately, on average, by what they are alike in: ``trials``, or challenge and
    runtime with a space between; ``*`` is for all."""
    RUNNING = "judge:running"
    """Sorted set: submission ids by the ms at which their lease ends."""
    TIME = "judge:time"
    """String: the ms at which a janitor looked last. Written so that to look fails where leases cannot be renewed."""
    INDEX = "judge:index:"
    """Sorted sets (``all``, ``owner:x``, ``challenge:x``, ``state:x``, …) of ids, all with score 0: in order of id.

    ``pending:x`` and ``again:x`` are those of an owner that have not ended; the latter are judged again."""
    EXPIRY = "judge:expiry"
    """Sorted set: ids of ended submissions by the ms at which they are forgotten."""
    LATEST = "judge:latest"
    """Hash by challenge: number, package, ms and organisation of the current version, separated by spaces."""
    VERSIONS = "judge:versions:"
    """Hash by challenge: version number to package and ms."""
    OWNERS = "judge:owners"
    """Hash by challenge: the organisation that it belongs to."""
    FOLDERS = "judge:folders"
    """Hash by challenge: the version that was in its folder when folders were last read."""
    LIVE = "judge:live:"
    """Hash by challenge: the checks after which a version went live."""
    PACKAGE = "judge:package:"
    """String by content hash: the files of a package."""
    TESTS = "judge:tests:"
    """Hash by package: suite or http stage to its recorded tests as JSON."""
    WORKERS = "judge:workers"
    """Hash by worker id: the ms until which it counts as alive, a space, its description."""
    HEARD = "judge:heard:"
    """String by worker id, there while its main process has spoken within the last seconds."""
    SITE = "judge:site"
    """String: the name of this installation."""
    TURN = "judge:turn:"
    """String by name of the turn: who has it."""
    THING = "judge:thing:"
    """Hash by kind and id: revision, data as JSON, and the lists it is in."""
    SHELF = "judge:shelf:"
    """Sorted sets by kind and list: ids, all with score 0."""
    AUDIT = "judge:audit"
    """Stream: who did what; the field ``e`` holds an entry as JSON."""
    USES = "judge:uses"
    """Hash by key id: the ms at which it was last used."""
    OUTBOX = "judge:outbox"
    """Stream: what happened and was not told to anybody yet."""
    LANES = "judge:lanes:"
    """Sorted set by schedule: the names of its lanes by the ms at which the first of each is due."""
    LANE = "judge:lane:"
    """Sorted sets by schedule and lane: ids by the ms at which they are due."""
    HAPPENED = "judge:happened"
    """Channel: the id of a submission to which something happened."""
    CELERY = "judge."
    """List by queue, written and read by Celery: the messages that no worker took yet."""


RECORD = (
    "id", "challenge", "version", "package", "runtime", "queue", "state", "attempt", "created", "started", "finished",
    "owner", "organisation", "invitation", "purpose", "needs", "outcome", "rejudges", "trouble",
)  # fmt: skip
"""The fields of a submission's hash that make up its record, in the order in which scripts return them."""


def celery_queue(queue: QueueName) -> str:
    """What Celery calls a queue; with its Redis transport also the key of the queue's list."""
    return Key.CELERY + queue


def lua_constants() -> str:
    """The same names as Lua: a table ``KEY`` and a list ``RECORD``."""
    keys = ", ".join(f"{key.name} = '{key.value}'" for key in Key)
    return f"local KEY = {{{keys}}}\nlocal RECORD = {{{', '.join(repr(field) for field in RECORD)}}}\n"
