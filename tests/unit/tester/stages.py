"""Runs a stage as a worker does: a fork of a warm interpreter, the order on stdin, the conversation over fd 3."""

import json
import os
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import judge_tester.preload  # noqa: F401  # as the tester's zygote does
from judge_tester.entry import main

Line = dict[str, Any]
Answer = Callable[[Line], Line]

STARTED = {"started_in_s": 0.5}
ORDER = {
    "mode": "run",
    "port": 1,
    "sidecars": {},
    "upstreams": {},
    "lifetime": "stage",
    "request_timeout_s": 5,
    "test_timeout_s": 30,
    "response_bytes": 4 << 20,
}
"""What an order says where a test has nothing else to say."""


def yes(ask: Line) -> Line:
    """A worker to whom everything succeeds."""
    known = {"ready": STARTED, "start": STARTED, "restart": STARTED, "renew": STARTED, "logs": {"text": "a log\n"}}
    known["stat"] = {"alive": False}
    return {"ok": known.get(ask["op"], {})}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), "utf-8")
    return folder


def run(tests: Path, *, answer: Answer = yes, **order: Any) -> list[Line]:
    """Everything the tester sent, in order. Groups are the folders in alphabetical order, unless given."""
    groups = sorted(path.name for path in tests.iterdir() if path.is_dir())
    whole = {**ORDER, "tests": str(tests), "groups": groups, **order}
    ours, theirs = socket.socketpair()
    with tempfile.TemporaryFile() as stdin:
        stdin.write(json.dumps(whole).encode())
        stdin.seek(0)
        pid = os.fork()
        if pid == 0:
            _become_tester(stdin.fileno(), theirs.fileno())
    theirs.close()
    lines = []
    with ours, ours.makefile("rb") as received:
        for text in received:
            line = json.loads(text)
            lines.append(line)
            if line["kind"] == "ask":
                ours.sendall(json.dumps({"n": line["n"], **answer(line)}).encode() + b"\n")
    os.waitpid(pid, 0)
    return lines


def results_of(lines: list[Line]) -> dict[str, Line]:
    """Results by the name of the test's function."""
    return {line["id"].rpartition("::")[2]: line for line in lines if line["kind"] == "test"}


def one(tests: Path, text: str, **more: Any) -> Line:
    """The result of a stage of one test."""
    results = [line for line in run(write(tests, {"api/test_one.py": text}), **more) if line["kind"] != "ask"]
    assert [line["kind"] for line in results] == ["up", "test"], results
    return results[1]


def _become_tester(stdin: int, channel: int) -> None:
    try:
        os.dup2(stdin, 0)
        os.dup2(channel, 3)
        silence = os.open(os.environ.get("TESTER_OUTPUT", os.devnull), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        main()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(70)
