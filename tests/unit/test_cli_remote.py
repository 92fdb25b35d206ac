"""The client of the commands: where it goes, with which key, what it repeats, and what each failure exits with."""

import json
from collections.abc import Callable
from pathlib import Path

import click
import httpx
import pytest

from judge.cli.address import Address, find_address
from judge.cli.exits import Exit, Fault, Refused, Unreachable
from judge.cli.remote import Remote
from judge.config import Settings

URL = "https://judge.example"
KEY = "judge_k7w2m9x4qd_secret"
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)


def remote(handler: Handler, patience_s: float = 60) -> Remote:
    return Remote(Address(URL, KEY), patience_s=patience_s, transport=httpx.MockTransport(handler))


def answers(*given: httpx.Response | httpx.TransportError) -> tuple[Handler, list[httpx.Request]]:
    """A server that gives these answers one after another, and the last one for ever."""
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        answer = given[min(len(seen), len(given) - 1)]
        seen.append(request)
        if isinstance(answer, httpx.TransportError):
            raise answer
        return answer

    return handler, seen


def good(body: object = None) -> httpx.Response:
    return httpx.Response(200, json={"id": "1"} if body is None else body)


def test_every_request_carries_the_key_and_goes_below_the_apis_prefix() -> None:
    handler, seen = answers(good())
    assert remote(handler).get("/me") == {"id": "1"}
    assert str(seen[0].url) == f"{URL}/api/v1/me"
    assert seen[0].headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_after_the_time_it_names(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", pauses.append)
    handler, seen = answers(httpx.Response(status, headers={"Retry-After": "7"}), good())
    assert remote(handler).post("/submissions", {}, idempotency_key="k") == {"id": "1"}
    assert pauses == [7]
    assert {request.headers["Idempotency-Key"] for request in seen} == {"k"}


def test_a_lost_answer_is_asked_for_again_with_the_same_idempotency_key() -> None:
    handler, seen = answers(httpx.ReadError("gone"), httpx.ConnectError("refused"), good())
    remote(handler).post("/submissions", {}, idempotency_key="once")
    assert [request.headers["Idempotency-Key"] for request in seen] == ["once"] * 3


def test_what_may_have_been_done_is_not_done_again_without_such_a_key() -> None:
    handler, seen = answers(httpx.ReadError("gone"), good())
    with pytest.raises(Unreachable, match="cannot be reached: gone"):
        remote(handler).post("/keys", {})
    assert len(seen) == 1


def test_what_never_left_is_sent_again_even_so() -> None:
    handler, seen = answers(httpx.ConnectError("refused"), good())
    remote(handler).post("/keys", {})
    assert len(seen) == 2


PROBLEM = {"title": "Some fields are wrong", "detail": "No.", "errors": [{"field": "runtime", "message": "is odd"}]}


@pytest.mark.parametrize(
    ("answer", "error", "exit_code", "said"),
    [
        (httpx.Response(422, json=PROBLEM), Refused, Exit.USAGE, "No.\nruntime is odd"),
        (httpx.Response(401, json={"title": "A valid key is needed"}), Refused, Exit.USAGE, "A valid key is needed"),
        (httpx.Response(404, text="<html>"), Refused, Exit.USAGE, "GET /api/v1/me was answered with 404"),
        (httpx.Response(500, json={"detail": "A bug."}), Fault, Exit.FAULT, "A bug."),
        (httpx.Response(503, json={"detail": "Full."}), Fault, Exit.FAULT, "Full."),
        (httpx.Response(429, json={"detail": "Slow down."}), Unreachable, Exit.UNREACHABLE, "Slow down."),
        (httpx.Response(307, headers={"Location": "https://other"}), Fault, Exit.FAULT, "give https://other as"),
        (httpx.Response(200, text="<html>"), Fault, Exit.FAULT, "was not answered as a judge does"),
        (httpx.Response(200, json=[]), Fault, Exit.FAULT, "was not answered as a judge does"),
        (httpx.ConnectError("refused"), Unreachable, Exit.UNREACHABLE, "cannot be reached: refused"),
        (httpx.ReadTimeout(""), Unreachable, Exit.UNREACHABLE, "cannot be reached: ReadTimeout"),
    ],
)
def test_each_failure_has_its_words_and_exit_status(
    answer: httpx.Response, error: type[click.ClickException], exit_code: int, said: str
) -> None:
    handler, _ = answers(answer)
    with pytest.raises(error) as raised:
        remote(handler, patience_s=0).get("/me")
    assert raised.value.exit_code == exit_code
    assert said in raised.value.message
    assert KEY not in raised.value.message


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Of a judge that runs here."""
    (tmp_path / "url").write_text("http://127.0.0.1:8080\n")
    (tmp_path / "admin.key").write_text(KEY + "\n")
    return tmp_path


def test_the_judge_that_runs_here_is_spoken_to_with_its_admins_key(home: Path) -> None:
    assert find_address(Settings(home=home)) == Address("http://127.0.0.1:8080", KEY)
    assert find_address(Settings(home=home), "http://127.0.0.1:8080/") == Address("http://127.0.0.1:8080", KEY)


def test_that_key_goes_to_no_other_judge(home: Path) -> None:
    assert find_address(Settings(home=home), URL) == Address(URL, "")
    assert find_address(Settings(home=home, api_url=URL)) == Address(URL, "")


def test_options_win_over_variables_and_those_over_the_home(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.key").write_text("judge_mine\n")
    settings = Settings(home=home, api_url=URL, api_key="judge_env")
    assert find_address(settings) == Address(URL, "judge_env")
    assert find_address(settings, "https://x", tmp_path / "mine.key") == Address("https://x", "judge_mine")


def test_a_file_in_the_current_folder_does_not_say_where_a_key_of_ones_own_goes(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("https://evil.example\n")
    with pytest.raises(Refused, match=r"Is your key for https://evil\.example"):
        find_address(Settings(home=tmp_path, api_key=KEY))
    assert find_address(Settings(home=tmp_path, api_key=KEY, api_url=URL)) == Address(URL, KEY)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "Which judge? Give --url, or set JUDGE_API_URL"),
        ("judge.example", "must be like https://host:port"),
        ("ftp://judge.example", "must be like https://host:port"),
        ("https://[::", "must be like https://host:port"),
        ("https://judge:99999", "must be like https://host:port"),
        ("https://me:secret@judge.example", "must not hold a user or password"),
        ("https://judge.example?key=secret", "must be like https://host:port"),
    ],
)
def test_an_address_that_is_none_is_said_without_repeating_what_may_be_secret(
    url: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        find_address(Settings(home=tmp_path), url)
    assert said in refused.value.message
    assert "secret" not in refused.value.message


@pytest.mark.parametrize("text", ["", "judge_a judge_b", "judge_ä", "judge_a\nsecond line"])
def test_a_key_file_that_holds_no_key_is_told_without_its_content(text: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(text)
    with pytest.raises(Refused, match="does not hold a key") as refused:
        find_address(Settings(home=tmp_path), URL, tmp_path / "key")
    assert not text or text not in refused.value.message


def test_a_key_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="No such file"):
        find_address(Settings(home=tmp_path), URL, tmp_path / "key")


def test_keys_are_in_no_representation() -> None:
    assert KEY not in repr(Address(URL, KEY)) + repr(Settings(api_key=KEY)) + json.dumps(
        repr(remote(answers(good())[0]))
    )
