"""A request as a line that can be pasted into a shell."""

import base64
import shlex

from judge_tester.text import shown

from .exchange import Exchange

CURL_CHARS = 4000
_BODY_BYTES = 2500
_IMPLIED = {"host", "accept-encoding", "connection", "content-length", "transfer-encoding"}


def curl(exchange: Exchange) -> str:
    """At most ``CURL_CHARS`` characters; a body that is too long is named, not shown."""
    body = exchange.request_body
    words = ["curl", "-i"]
    if exchange.method == "HEAD":
        words[1] = "-I"
    elif exchange.method != ("POST" if body else "GET"):
        words += ["-X", exchange.method]
    if any(letter in exchange.url for letter in "[]{}"):
        words.append("-g")
    words.append(exchange.url)
    for name, value in exchange.request_headers:
        if not _implied(name.lower(), value):
            words += ["-H", f"{name}: {value}" if value else f"{name};"]
    before, after = "", ""
    if body:
        if not any(name.lower() == "content-type" for name, _ in exchange.request_headers):
            words += ["-H", "content-type:"]
        if exchange.request_bytes > _BODY_BYTES:
            words += ["--data-binary", "@body"]
            after = f"  # body: {exchange.request_bytes} bytes"
        elif _is_text(body):
            words += ["--data-raw", body.decode("utf-8")]
        else:
            before = f"echo {base64.b64encode(body).decode()} | base64 -d | "
            words += ["--data-binary", "@-"]
    return shown(before + shlex.join(words) + after, CURL_CHARS)


def _implied(name: str, value: str) -> bool:
    return name in _IMPLIED or (name, value) == ("accept", "*/*") or value.startswith("python-httpx/")


def _is_text(body: bytes) -> bool:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\n\t" for letter in text)
