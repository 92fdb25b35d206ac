"""Posts a message to an address that somebody named: one request, one answer of which only the status counts.

No redirects, no cookies, no proxies of the environment; nothing of an answer's body is kept.
"""

import re
from collections.abc import Callable
from functools import cache
from ipaddress import ip_address
from ssl import SSLContext
from urllib.parse import SplitResult, urlsplit

import httpcore

from judge.outgoing.addresses import Addresses, Refused
from judge.outgoing.connection import Deadline, PinnedBackend
from judge.service.outgoing import Answer, Message

CONNECT_S = 3.0
TOTAL_S = 10.0
READ_AT_MOST = 4 * 1024
MAX_URL = 2000
_PRINTABLE = re.compile(r"[!-~]+")


class HttpPost:
    """``judge.service.outgoing.Post``."""

    def __init__(
        self,
        addresses: Addresses,
        *,
        total_s: float = TOTAL_S,
        tls: Callable[[], SSLContext] = httpcore.default_ssl_context,
    ) -> None:
        self._addresses = addresses
        self._total_s = total_s
        self._tls = cache(tls)  # reading all authorities takes longer than most answers

    def check(self, url: str) -> str:
        if len(url) > MAX_URL or not _PRINTABLE.fullmatch(url):
            return f"must be at most {MAX_URL} printable ASCII characters without spaces; encode the others"
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            return "must be an address: https://host/path"
        return self._wrong(parts, host, port) or self._forbidden(host or "")

    def _wrong(self, parts: SplitResult, host: str | None, port: int | None) -> str:
        if parts.scheme not in ("https", "http") or not host:
            return "must be an address: https://host/path"
        if parts.scheme == "http" and not self._addresses.allowed:
            return "must begin with https://, or JUDGE_WEBHOOK_ALLOW must name the network for plain http"
        if "@" in parts.netloc:
            return "must have no user and password in it; the signature says who sends it"
        if parts.fragment:
            return "must have no #fragment; it would not be sent"
        return "must have a port from 1 to 65535" if port == 0 else ""

    def _forbidden(self, host: str) -> str:
        """An address in place of a name can be judged at once; names are when they are used."""
        try:
            ip_address(host)
        except ValueError:
            return ""
        try:
            Addresses(self._addresses.allowed, lambda host, _: [host]).find(host, 0, plain=False)
        except Refused:
            return "must be a public address, or one in JUDGE_WEBHOOK_ALLOW"
        return ""

    def send(self, message: Message) -> Answer:  # noqa: PLR0911 - a table
        if wrong := self.check(message.url):
            return Answer(0, f"the address {wrong}")
        parts = urlsplit(message.url)
        plain = parts.scheme == "http"
        try:
            address = self._addresses.find(str(parts.hostname), parts.port or (80 if plain else 443), plain=plain)
            return Answer(self._post(address, message))
        except Refused as error:
            return Answer(0, f"refused: {error}")
        except (httpcore.TimeoutException, TimeoutError):
            return Answer(0, f"no answer within {self._total_s:g} s")
        except httpcore.ConnectError as error:
            return Answer(0, f"cannot connect: {_reason(error)}")
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            return Answer(0, f"the connection broke: {_reason(error)}")
        except (OSError, UnicodeError) as error:
            return Answer(0, f"the name cannot be looked up: {_reason(error)}")

    def _post(self, address: str, message: Message) -> int:
        """The status of the answer; reads a little of its body, so that the sender sees its answer taken."""
        backend = PinnedBackend(address, Deadline(self._total_s))
        timeouts = {"connect": CONNECT_S, "read": self._total_s, "write": self._total_s, "pool": self._total_s}
        with httpcore.ConnectionPool(ssl_context=self._tls(), network_backend=backend, max_connections=1) as pool:
            content = {"Content-Length": str(len(message.body)), "Connection": "close"}
            headers = list({"Host": _host(message.url), **message.headers, **content}.items())
            with pool.stream(
                "POST", message.url, headers=headers, content=message.body, extensions={"timeout": timeouts}
            ) as response:
                self._taste(response)
                return response.status

    def _taste(self, response: httpcore.Response) -> None:
        """The status has been told already: what goes wrong after it changes nothing."""
        read = 0
        try:
            for chunk in response.iter_stream():
                read += len(chunk)
                if read >= READ_AT_MOST:
                    return
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException):
            return


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _reason(error: Exception) -> str:
    """Short, and about the network only."""
    return str(error)[:200] or type(error).__name__
