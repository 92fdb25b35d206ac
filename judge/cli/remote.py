"""The judge's HTTP API for commands: ``--url`` and ``--key-file``, one client, retries, errors with an exit status.

    @click.command()
    @with_remote
    def status(remote: Remote) -> None: ...

A connection that breaks, 429 and 503 are tried again, after the time the server asks for, as long as patience lasts. A
submission carries an ``Idempotency-Key``, so that one whose answer was lost is not there twice.
"""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import quote

import click
import httpx
import tenacity

from judge.cli.address import Address, find_address, read_settings
from judge.cli.exits import Fault, Refused, Unreachable

API = "/api/v1"
PATIENCE_S = 60.0
_LONGEST_PAUSE_S = 15.0
_TOO_MANY, _BUSY = 429, 503
_F = TypeVar("_F", bound=Callable[..., Any])
_backoff = tenacity.wait_exponential_jitter(multiplier=0.25, max=5)


class Again(Exception):
    """This may work in a moment; ``last`` is what to say when patience is over."""

    def __init__(self, last: click.ClickException, after_s: float = 0) -> None:
        super().__init__(last.message)
        self.last = last
        self.after_s = after_s


class Remote:
    """Raises Refused, Fault or Unreachable where there is no good answer."""

    def __init__(
        self, address: Address, *, patience_s: float = PATIENCE_S, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.url = address.url
        self.http = httpx.Client(
            base_url=address.url,
            timeout=httpx.Timeout(75, connect=10),
            trust_env=not address.is_here,
            headers={"Authorization": f"Bearer {address.key}"} if address.key else {},
            transport=transport,
        )
        self.patience_s = patience_s

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """The JSON object at ``path``, below the API's prefix."""
        return _object(self.ask("GET", path, params=query))

    def post(
        self, path: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str = "", **options: Any
    ) -> dict[str, Any]:
        """Without an ``idempotency_key``, what may have been done already is not done again."""
        if body is not None:
            options["json"] = dict(body)
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        return _object(self.ask("POST", path, repeatable=bool(idempotency_key), headers=headers, **options))

    def ask(self, method: str, path: str, *, repeatable: bool = True, **options: Any) -> httpx.Response:
        """A good answer, of any type."""
        return self.patiently(lambda: self._once(method, path, repeatable=repeatable, **options))

    def patiently(self, attempt: Callable[[], httpx.Response]) -> httpx.Response:
        """Repeat what raises Again, as long as patience lasts."""
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(Again),
            wait=_pause,
            stop=tenacity.stop_after_delay(self.patience_s),
            before_sleep=self._tell,
            reraise=True,
        )
        try:
            return retrying(attempt)
        except Again as error:
            raise error.last from error

    def _tell(self, state: tenacity.RetryCallState) -> None:
        """Once, so that nobody wonders what is waited for."""
        if state.attempt_number == 1 and state.outcome:
            click.echo(f"{state.outcome.exception()}; trying again for {self.patience_s:g} s", err=True)

    def _once(self, method: str, path: str, *, repeatable: bool, **options: Any) -> httpx.Response:
        try:
            answer = self.http.request(method, API + path, **options)
        except httpx.TransportError as error:
            raise self.lost(error, repeatable=repeatable) from error
        self.check(answer)
        return answer

    def lost(self, error: httpx.TransportError, *, repeatable: bool) -> Exception:
        """What a broken connection means: Again, unless the request may have been carried out."""
        gone = Unreachable(f"{self.url} cannot be reached: {str(error) or type(error).__name__}")
        never_sent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        return Again(gone) if repeatable or never_sent else gone

    def check(self, answer: httpx.Response) -> None:
        """Raises for what is no good answer; its body must have been read."""
        status = answer.status_code
        if answer.is_success:
            return
        if answer.is_redirect:
            raise Fault(
                f"{self.url} sends elsewhere: give {answer.headers.get('Location', 'that address')} as the address"
            )
        said = _problem(answer)
        if status == _TOO_MANY:
            raise Again(Unreachable(said), _retry_after(answer))
        if status == _BUSY:
            raise Again(Fault(said), _retry_after(answer))
        raise Fault(said) if status >= 500 else Refused(said)


def at(collection: str, thing: str) -> str:
    """The path of one thing, whatever its id holds: ids come from people."""
    return f"{collection}/{quote(thing, safe='')}"


def with_remote(command: _F) -> _F:
    """Give a command the options of the connection, and the ``remote``."""

    @click.option("--url", default="", metavar="URL", help="The judge's address  [JUDGE_API_URL, or of judge up here]")
    @click.option(
        "--key-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="A file with your key  [JUDGE_API_KEY, or of judge up here]",
    )
    @functools.wraps(command)
    def connected(*arguments: Any, url: str, key_file: Path | None, **options: Any) -> Any:
        with Remote(find_address(read_settings(), url, key_file)) as remote:
            return command(*arguments, remote=remote, **options)

    return connected  # type: ignore[return-value]  # click's decorators keep the type as they got it


def _pause(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    after_s = error.after_s if isinstance(error, Again) else 0
    return min(after_s, _LONGEST_PAUSE_S) or _backoff(state)


def _retry_after(answer: httpx.Response) -> float:
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() and len(text) < 6 else 0.0


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Fault(f"{answer.request.method} {answer.request.url.path} was not answered as a judge does")
    return found


def _problem(answer: httpx.Response) -> str:
    """A problem document in words: a sentence, then a line for each field."""
    try:
        document = answer.json()
        lines = [str(document.get("detail") or document["title"])]
        lines += [f"{error['field']} {error['message']}" for error in document.get("errors") or ()]
    except (ValueError, KeyError, TypeError, AttributeError):
        lines = [f"{answer.request.method} {answer.request.url.path} was answered with {answer.status_code}"]
    return "\n".join(lines)
