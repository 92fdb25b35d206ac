"""One structured line for each thing that happens, as JSON on standard error. Never source code, never settings."""

import logging
import os

import structlog


def configure(level: str) -> None:
    """Call once in a process, before anything is logged; ``level`` is a name such as ``info``."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=lambda *_: _StandardError(),
        cache_logger_on_first_use=True,
    )


class _StandardError:
    """Writes a line with one system call and no lock.

    The worker's main process forks children while its threads may log; a lock that one of them holds at that moment
    would stay locked in the child for ever.
    """

    def msg(self, line: str) -> None:
        os.write(2, f"{line}\n".encode("utf-8", "replace"))

    debug = info = warning = error = critical = exception = msg
