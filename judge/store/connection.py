"""The only module that imports redis: commands, scripts and one subscription, with errors of our own.

Nothing connects before the first command. A connection that the server closed (a restart) is replaced unnoticed; the
scripts are written so that running one again changes nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from judge.domain.errors import StoreFull, Unavailable
from judge.store.keys import lua_constants

CONNECT_TIMEOUT_S = 2.0
ANSWER_TIMEOUT_S = 5.0
MAX_CONNECTIONS = 64
"""Per process; a thousand waiting clients need none, and those who ask something hold one for well under a ms."""

_EVEN_FULL = "#!lua flags=allow-oom\n"
_LUA = Path(__file__).with_name("lua")


@cache
def script_source(name: str) -> str:
    """The text of ``lua/<name>.lua`` with what it builds on before it."""
    return "\n".join((lua_constants(), *(_LUA.joinpath(f"{part}.lua").read_text() for part in ("prelude", name))))


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except OutOfMemoryError as error:
        raise StoreFull(f"Redis: {error}") from error
    except RedisError as error:
        raise Unavailable(f"Redis: {error}") from error


class Connection:
    """A pool of connections to one Redis server; threads, greenlets and forked children may share it."""

    def __init__(self, url: str) -> None:
        self._pool = redis.BlockingConnectionPool.from_url(
            url,
            max_connections=MAX_CONNECTIONS,
            timeout=ANSWER_TIMEOUT_S,
            socket_timeout=ANSWER_TIMEOUT_S,
            socket_connect_timeout=CONNECT_TIMEOUT_S,
            socket_keepalive=True,
            protocol=2,
            retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), 2),
        )
        self._client: Any = redis.Redis(connection_pool=self._pool)
        self._scripts: dict[tuple[str, bool], Any] = {}

    def script(self, name: str, *args: str | bytes | float, even_full: bool = False) -> Any:
        """Run ``lua/<name>.lua``; ``even_full`` beyond the memory that Redis may use, too: what finishes or forgets
        what was taken already must not be refused, or there would never be room again.

        Raises:
            Unavailable: as all methods here, when Redis does not answer or refuses.
            StoreFull: it refuses for want of memory.
        """
        script = self._scripts.get((name, even_full))
        if script is None:
            source = (_EVEN_FULL if even_full else "") + script_source(name)
            script = self._scripts[name, even_full] = self._client.register_script(source)
        with _our_errors():
            return script(args=args)

    def command(self, *parts: str | bytes | float) -> Any:
        """Run one command and give its plain answer."""
        with _our_errors():
            return self._client.execute_command(*parts)

    def commands(self, *commands: Sequence[str | bytes | float]) -> list[Any]:
        """Run several commands in one round trip."""
        with _our_errors(), self._client.pipeline(transaction=False) as pipeline:
            for command in commands:
                pipeline.execute_command(*command)
            answers: list[Any] = pipeline.execute()
            return answers

    def hear(self, channel: str, *, silence_s: float) -> Iterator[bytes]:
        """What is published on a channel, without end. The first item is empty: from there on nothing is missed.

        Raises:
            Unavailable: the connection is lost, or the server was silent even when asked for ``silence_s``.
        """
        connection = self._pool.connection_class(
            **{**self._pool.connection_kwargs, "retry": Retry(ExponentialBackoff(), 0)}
        )
        try:
            with _our_errors():
                connection.connect()
                connection.send_command("SUBSCRIBE", channel)
                while True:
                    answer = _answer(connection, silence_s)
                    if answer[0] == b"subscribe":
                        yield b""
                    elif answer[0] == b"message":
                        yield answer[2]
        finally:
            connection.disconnect()

    def close(self) -> None:
        """Close what is open; a later command opens it again."""
        self._pool.disconnect()


def _answer(connection: Any, silence_s: float) -> list[Any]:
    """The next thing a subscribed connection hears; it is asked once for a sign of life when it is silent."""
    try:
        answer = connection.read_response(timeout=silence_s, disconnect_on_error=False)
    except RedisTimeoutError:
        connection.send_command("PING")
        answer = connection.read_response(timeout=silence_s)
    if not isinstance(answer, list):
        raise RedisConnectionError(f"a subscription does not answer {answer!r}")
    return answer
