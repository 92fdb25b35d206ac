"""The conversation with the worker: what is said when, how failures are named, and what they cost."""

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.unit.tester.servers import Behaviour, http, read_head
from tests.unit.tester.stages import Line, results_of, run, write, yes

Serve = Callable[[Behaviour], int]


def test_the_worker_hears_of_the_ports_before_anything_else(tmp_path: Path) -> None:
    port = _free_port()
    seen: list[bool] = []

    def answer(ask: Line) -> Line:
        with socket.create_connection(("127.0.0.1", port), 1):
            seen.append(True)
        return yes(ask)

    write(tmp_path, {"api/test_x.py": "def test_it(payments): assert payments.calls == []\n"})
    lines = run(tmp_path, answer=answer, upstreams={"payments": port})

    assert [line["kind"] for line in lines] == ["up", "ask", "test"]
    assert (lines[1]["op"], lines[1]["n"]) == ("ready", 1)
    assert lines[2]["outcome"] == "passed"
    assert seen == [True]


def test_what_a_test_arranged_and_was_called_is_forgotten_before_the_next(tmp_path: Path) -> None:
    text = """
    import httpx
    def test_a(payments):
        payments.on("GET", "/").reply(418)
        assert httpx.get(payments.url).status_code == 418 and len(payments.calls) == 1
    def test_b(payments):
        assert payments.calls == []
        assert httpx.get(payments.url).status_code == 404
    """
    write(tmp_path, {"api/test_x.py": text})

    results = results_of(run(tmp_path, upstreams={"payments": _free_port()}))

    assert [line["message"] for line in results.values()] == ["", ""]
    assert {line["outcome"] for line in results.values()} == {"passed"}


def test_collecting_asks_for_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"api/test_x.py": "def test_it(service, db, payments): pass\n"})

    lines = run(tmp_path, mode="collect", sidecars={"db": {"type": "postgres"}}, upstreams={"payments": 1})

    assert [line["kind"] for line in lines] == ["up", "collected"]


def test_what_did_not_pass_is_judged_before_the_next_test_begins(tmp_path: Path) -> None:
    """Or a service that the next one kills had died in this one, where the worker is slow."""
    text = f"""
    from pathlib import Path
    import pytest
    begun = Path({str(tmp_path / "begun")!r})
    def test_a(): assert 0
    def test_b(): begun.write_text("b"); pytest.skip()
    def test_c(): begun.write_text("c")
    def test_d(): begun.write_text("d")
    """
    seen: list[str] = []

    def answer(ask: Line) -> Line:
        if ask["op"] == "judged":
            time.sleep(0.1)
            seen.append((tmp_path / "begun").read_text() if (tmp_path / "begun").exists() else "")
        return yes(ask)

    lines = run(write(tmp_path, {"api/test_x.py": text}), answer=answer)
    assert [line.get("op", line.get("outcome")) for line in lines[1:]] == (
        ["ready", "failed", "judged", "skipped", "judged", "passed", "passed"]
    )
    assert seen == ["", "b"]


def test_a_line_for_every_test(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "api/test_x.py": """
            import pytest
            def test_good(): pass
            def test_bad(): assert 1 == 2, "one is not two"
            def test_skipped(): pytest.skip("not today")
            def test_other_exception(): {}["id"]
            def test_unknown_fixture(nothing): pass
            def test_typing_error(): undefined_name
            @pytest.fixture
            def poor(): assert 0
            def test_bad_setup(poor): pass
            @pytest.fixture
            def rich():
                yield
                assert 0
            def test_bad_teardown(rich): pass
            def test_exit(): raise SystemExit(3)
            """
        },
    )

    results = results_of(run(tmp_path))

    assert {name: line["outcome"] for name, line in results.items()} == {
        "test_good": "passed",
        "test_bad": "failed",
        "test_skipped": "skipped",
        "test_other_exception": "failed",
        "test_unknown_fixture": "error",
        "test_typing_error": "error",
        "test_bad_setup": "failed",
        "test_bad_teardown": "failed",
        "test_exit": "failed",
    }
    bad = results["test_bad"]
    assert set(bad) == {
        *("kind", "id", "outcome", "reason", "message", "detail", "curl", "transcript", "expected", "wall_ms")
    }
    assert bad["message"].startswith("one is not two")
    assert "test_x.py:4" in bad["detail"]
    assert results["test_skipped"]["message"] == "Skipped: not today"
    assert results["test_other_exception"]["message"] == "KeyError: 'id'"
    assert results["test_unknown_fixture"]["message"] == "there is no fixture 'nothing'"


def test_results_stream_out_as_tests_end(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"api/test_x.py": "import time\ndef test_a(service): service.logs()\ndef test_b(service): service.logs()\n"},
    )
    lines = run(tmp_path)

    assert [line.get("op", line["kind"]) for line in lines] == ["up", "ready", "logs", "test", "logs", "test"]


def test_what_a_test_has_ended_is_at_work_again_for_the_next(tmp_path: Path) -> None:
    text = """
    def test_kill(service): service.kill()
    def test_stop(service): service.start(); service.kill(); service.restart()
    def test_pause(db): db.pause(); assert 0
    def test_kill_db(db): db.kill()
    def test_last(): pass
    """
    write(tmp_path, {"api/test_x.py": text})

    lines = run(tmp_path, answer=yes, sidecars={"db": {"type": "postgres"}})

    asked = [line.get("action") or line.get("op") or line["kind"] for line in lines]
    assert asked == [
        *("up", "ready"),
        *("kill", "test"),
        *("stat", "start", "start", "kill", "restart", "test"),
        *("pause", "test", "judged"),
        *("resume", "kill", "test"),
        *("start", "test"),
    ]


def test_a_service_that_does_not_start_again_is_not_tried_for_every_test(tmp_path: Path) -> None:
    def answer(ask: Line) -> Line:
        return {"error": "exited_at_start", "message": "Exit code 1."} if ask["op"] == "start" else yes(ask)

    write(
        tmp_path,
        {"api/test_x.py": "def test_a(service): service.kill()\ndef test_b(): pass\ndef test_c(): pass\n"},
    )
    lines = run(tmp_path, answer=answer)

    assert [line.get("op") or line.get("reason") for line in lines[2:]] == [
        *("kill", "", "stat", "start", "exited_at_start", "judged", "exited_at_start", "judged")
    ]


def test_a_test_waits_for_what_the_one_before_gave_up(tmp_path: Path) -> None:
    def answer(ask: Line) -> Line:
        if ask["op"] == "restart":
            time.sleep(1.5)  # longer than test_b has, if it were charged with it
        return yes(ask)

    text = """
    def test_a(service): service.restart()
    def test_b(service): assert service.logs() == "a log\\n"
    """
    write(tmp_path, {"api/test_x.py": text})

    results = results_of(run(tmp_path, answer=answer, test_timeout_s=0.5))

    assert (results["test_a"]["reason"], results["test_b"]["message"]) == ("test_timeout", "")


def test_every_test_may_have_a_service_of_its_own(tmp_path: Path) -> None:
    text = """
        first = []
        def test_one(cache): first.append(cache.client)
        def test_two(cache):
            assert cache.client is not first[0]
            cache.kill()
        def test_three(cache): pass
        """
    write(tmp_path, {"api/test_x.py": text})
    sidecars = {"cache": {"type": "redis", "url": "redis://:one@127.0.0.1:1/0"}}

    lines = run(tmp_path, lifetime="test", sidecars=sidecars)

    asked = [line.get("op", line.get("outcome")) for line in lines]
    # Nobody repairs what was killed before it is made anew.
    assert asked == [None, "ready", "passed", "renew", "sidecar", "passed", "renew", "passed"]


def test_a_service_is_asked_for_by_name(tmp_path: Path) -> None:
    stopped = {"exited": True, "exit_code": 0, "signal": -1, "took_s": 0.2, "leftovers": 1}
    stat = {"alive": True, "memory_mib": 12.5, "cpu_s": 0.25, "exit_code": -1, "signal": -1}

    def answer(ask: Line) -> Line:
        return {"ok": {"stop": stopped, "stat": stat}.get(ask["op"]) or yes(ask)["ok"]}

    text = """
    from judge_tester import Stopped
    def test_it(service, db):
        assert service.started_in_s == 0.5 and service.port == 1 and service.base_url == "http://127.0.0.1:1"
        assert service.restart() == 0.5 and service.start() == 0.5
        service.kill()
        assert service.stop(grace_s=2) == Stopped(True, 0, -1, 0.2, 1)
        assert (service.alive(), service.memory_mib(), service.cpu_s()) == (True, 12.5, 0.25)
        assert service.logs() == "a log\\n"
        db.pause(), db.resume(), db.kill(), db.start(), db.restart()
    """
    write(tmp_path, {"api/test_x.py": text})
    lines = run(tmp_path, answer=answer, sidecars={"db": {"type": "postgres", "url": "postgresql://"}})

    assert results_of(lines)["test_it"]["outcome"] == "passed"
    asked = [(line["op"], line.get("grace_s"), line.get("action")) for line in lines if line["kind"] == "ask"]
    assert asked == [
        ("ready", None, None),
        ("restart", 5.0, None),
        ("start", None, None),
        ("kill", None, None),
        ("stop", 2, None),
        *[("stat", None, None)] * 3,
        ("logs", None, None),
        *[("sidecar", None, action) for action in ("pause", "resume", "kill", "start", "restart")],
    ]


def test_a_client_is_fresh_in_every_test(tmp_path: Path, serve: Serve) -> None:
    def remember(connection: socket.socket) -> None:
        sent = b"session" in read_head(connection)
        connection.sendall(http(json.dumps(sent).encode(), b"Set-Cookie: session=1"))

    write(
        tmp_path,
        {
            "api/test_x.py": """
            def test_a(service): assert [service.client.get("/").json() for _ in range(2)] == [False, True]
            def test_b(service): assert service.client.get("/").json() is False
            def test_c(service):
                service.client.get("/")
                with service.new_client() as other:
                    assert other.get("/").json() is False
            """
        },
    )
    results = results_of(run(tmp_path, port=serve(remember)))

    assert {line["outcome"] for line in results.values()} == {"passed"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: Any = probe.getsockname()[1]
        return int(port)
