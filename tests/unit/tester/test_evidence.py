"""Curl lines that a shell takes back to the same request, transcripts, and bounded texts."""

import base64
import re
import shlex
import subprocess
from collections.abc import Callable

import httpx
import pytest

from judge_tester.http.client import new_client
from judge_tester.http.curl import CURL_CHARS, curl
from judge_tester.http.exchange import Exchange, Recorder
from judge_tester.http.transcript import TRANSCRIPT_CHARS, transcript
from judge_tester.http.transport import ClientLimits
from judge_tester.running.reason import explain
from judge_tester.text import shown
from tests.unit.tester.servers import Behaviour, answering, http

BASE = "http://127.0.0.1:8080"


def exchange(method: str, path: str, **more: object) -> Exchange:
    with httpx.Client(base_url=BASE) as client:
        return Exchange.of(client.build_request(method, path, **more))  # type: ignore[arg-type]  # any argument


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (exchange("GET", "/todos"), f"curl -i {BASE}/todos"),
        (exchange("DELETE", "/todos/1"), f"curl -i -X DELETE {BASE}/todos/1"),
        (exchange("HEAD", "/"), f"curl -I {BASE}/"),
        (exchange("POST", "/"), f"curl -i -X POST {BASE}/"),
        (
            exchange("POST", "/todos", json={"title": "it's"}),
            f"""curl -i {BASE}/todos -H 'Content-Type: application/json' --data-raw '{{"title":"it'"'"'s"}}'""",
        ),
        (
            exchange("PUT", "/a", content=b"x", headers={"If-Match": '"1"', "X-Empty": ""}),
            f"curl -i -X PUT {BASE}/a -H 'If-Match: \"1\"' -H 'X-Empty;' -H content-type: --data-raw x",
        ),
        (exchange("GET", "/?a[]=1"), f"curl -i -g '{BASE}/?a[]=1'"),
        (
            exchange("POST", "/", content=b"\xff\x00"),
            f"echo /wA= | base64 -d | curl -i {BASE}/ -H content-type: --data-binary @-",
        ),
        (
            exchange("POST", "/", content=b"\x1b[2J"),
            f"echo G1sySg== | base64 -d | curl -i {BASE}/ -H content-type: --data-binary @-",
        ),
        (
            exchange("POST", "/", content=b"y" * 9000, headers={"content-type": "text/plain"}),
            f"curl -i {BASE}/ -H 'content-type: text/plain' --data-binary @body  # body: 9000 bytes",
        ),
    ],
)
def test_a_curl_line_says_what_curl_does_not_do_by_itself(made: Exchange, line: str) -> None:
    assert curl(made) == line


def test_a_shell_reads_a_curl_line_back() -> None:
    body = "line one\nline 'two' \"$HOME\" `id` \\ ü"
    line = curl(exchange("POST", "/q?x='$(id)'&y=1", content=body, headers={"X-A": "b c"}))
    echo = line.replace("curl -i", "printf '%s\\0'", 1)

    words = subprocess.run(["/bin/sh", "-c", echo], capture_output=True, check=True).stdout.decode().split("\0")

    assert words[-2] == body
    assert words[0].startswith(BASE + "/q?x=")
    assert shlex.split(line)[-1] == body


def test_a_form_with_files_is_shown_and_still_sent(serve: Callable[[Behaviour], int]) -> None:
    recorder = Recorder(1024)
    port = serve(answering(http(b"ok")))
    with new_client(f"http://127.0.0.1:{port}", ClientLimits(2, 1024), recorder) as client:
        assert client.post("/", files={"upload": b"content"}).text == "ok"

    line = curl(recorder.exchanges[0])
    assert b"content" in base64.b64decode(line.split()[1])


def test_a_generator_is_sent_and_not_shown(serve: Callable[[Behaviour], int]) -> None:
    recorder = Recorder(1024)
    port = serve(answering(http(b"ok")))
    with new_client(f"http://127.0.0.1:{port}", ClientLimits(2, 1024), recorder) as client:
        assert client.post("/", content=iter([b"a", b"b"])).text == "ok"

    assert curl(recorder.exchanges[0]).startswith("curl -i -X POST http://")


def test_evidence_is_bounded() -> None:
    loud = exchange("POST", "/" + "p" * 50_000, content=b"z" * 50_000, headers={"x": "y" * 50_000})
    loud.body += b"<" * 4096

    assert len(curl(loud)) <= CURL_CHARS
    assert len(transcript([loud] * 50)) <= TRANSCRIPT_CHARS


def test_a_path_that_makes_an_address_too_long_to_be_parsed_is_shown_cut() -> None:
    long = exchange("GET", "/todos/" + "a" * 65_519)
    with pytest.raises(httpx.InvalidURL):
        httpx.URL(long.url)

    assert transcript([long]).startswith("> GET /todos/aaaa")
    assert len(curl(long)) <= CURL_CHARS
    failed = explain(KeyError("title"), "", long)
    assert failed.message.startswith("The test could not go on after GET /todos/aaaa")
    assert failed.message.endswith("…, answered with nothing (KeyError: 'title')")


def test_a_transcript_shows_both_sides(serve: Callable[[Behaviour], int]) -> None:
    recorder = Recorder(1024)
    port = serve(answering(http(b'{"id": 1}', b"Content-Type: application/json", status=b"201 Created", keep=True)))
    with new_client(f"http://127.0.0.1:{port}", ClientLimits(2, 1024), recorder) as client:
        client.post("/todos", json={"a": 1})
        with pytest.raises(httpx.TransportError):
            client.get(f"http://127.0.0.1:{serve(lambda connection: None)}/gone")

    text = transcript(recorder.exchanges)

    assert "> POST /todos\n> Content-Length: 7\n> Content-Type: application/json\n>\n" in text
    assert '< 201 Created\n< Content-Length: 9\n< Content-Type: application/json\n<\n< {"id": 1}\n' in text
    assert re.search(r"> GET /gone\n! (ReadError|RemoteProtocolError): ", text)


def test_a_transcript_shows_the_newest_exchanges_that_fit_and_says_what_it_cut() -> None:
    made = [exchange("POST", f"/{number}", content=b"y" * 3000, headers={"x": "z" * 500}) for number in range(9)]
    for one in made:
        one.status, one.headers = 200, [("a", "b" * 200)] * 50

    text = transcript(made)

    assert re.findall(r"^> POST /(\d)$", text, re.MULTILINE) == ["6", "7", "8"]
    assert text.count("> … 3000 bytes in all") == 3
    assert max(map(len, text.splitlines())) <= 1202


def test_control_characters_do_not_reach_a_terminal() -> None:
    assert shown("a\x1b[31mb\x00\ud800\n\tc", 100) == "a\N{REPLACEMENT CHARACTER}[31mb\N{REPLACEMENT CHARACTER}" + (
        "\N{REPLACEMENT CHARACTER}\n\tc"
    )
    assert shown("abcdef", 4) == "abc…"
