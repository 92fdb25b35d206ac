"""Failure texts that a hostile answer cannot blow up.

``assert response.status_code == 200, response.text`` is how tests are written. Four million line breaks in that text
cost pytest 700 MB and ten seconds, for it makes a line of each.
"""

from _pytest.assertion import rewrite

_CHARS = 8000


def bound_assert_messages() -> None:
    """For all tests of this process: pytest formats the beginning of a message only."""
    original = rewrite._format_assertmsg

    def bounded(message: object) -> str:
        return original(_cut(message) if isinstance(message, str) else message)

    rewrite._format_assertmsg = bounded  # type: ignore[assignment]  # pytest has no hook for it


def shorten(error: BaseException) -> None:
    """Cut the texts that an exception carries, before it is rendered."""
    if any(isinstance(part, str) and len(part) > _CHARS for part in error.args):
        error.args = tuple(_cut(part) if isinstance(part, str) else part for part in error.args)
    message = getattr(error, "msg", None)  # of pytest.fail
    if isinstance(message, str) and len(message) > _CHARS:
        vars(error)["msg"] = _cut(message)


def _cut(text: str) -> str:
    return text if len(text) <= _CHARS else text[:_CHARS] + "…"
