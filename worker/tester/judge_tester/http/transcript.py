"""The last exchanges of a test, as people write them down."""

from collections.abc import Iterable

from judge_tester.text import shown, shown_bytes

from .exchange import Exchange, Headers

TRANSCRIPT_CHARS = 8000
_ONE_CHARS = 2500
_BODY_CHARS = 1200
_QUIET = {"host", "accept", "accept-encoding", "connection", "user-agent"}


def transcript(exchanges: Iterable[Exchange]) -> str:
    """The newest ones that fit, in the order in which they happened."""
    parts: list[str] = []
    room = TRANSCRIPT_CHARS
    for exchange in reversed(list(exchanges)):
        part = shown(_one(exchange), _ONE_CHARS)
        if len(part) + 2 > room:
            break
        parts.append(part)
        room -= len(part) + 2
    return "\n\n".join(reversed(parts))


def _one(exchange: Exchange) -> str:
    lines = [f"> {exchange.target}"]
    lines += (f"> {line}" for line in _head(exchange.request_headers, _QUIET))
    lines += _body(exchange.request_body, exchange.request_bytes, ">")
    if exchange.status:
        lines.append(f"< {exchange.status} {exchange.reason_phrase}".rstrip())
        lines += (f"< {line}" for line in _head(exchange.headers, set()))
        lines += _body(bytes(exchange.body), exchange.body_bytes, "<")
    if exchange.problem:
        lines.append(f"! {exchange.problem}")
    if exchange.took_s:
        lines.append(f"  ({exchange.took_s * 1000:.0f} ms)")
    return "\n".join(lines)


def _head(headers: Headers, quiet: set[str]) -> list[str]:
    return [shown(f"{name}: {value}", 300) for name, value in headers[:20] if name.lower() not in quiet]


def _body(body: bytes, size: int, mark: str) -> list[str]:
    if not body:
        return []
    text = shown_bytes(body, _BODY_CHARS)
    cut = [f"{mark} … {size} bytes in all"] if size > len(body) or text.endswith("…") else []
    return [mark, *(f"{mark} {line}" for line in text.splitlines()), *cut]
