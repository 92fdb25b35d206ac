"""The audit of dependencies, with pip-audit and a service of our own that answers as OSV does: a hole fails, one
that is ignored with a reason does not, and what could not be asked is said and never taken for sound."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from judge.config import CHECKOUT
from scripts.audit import IGNORED, ignored, requirement_files

HOLE = {
    "id": "PYSEC-2018-28",
    "aliases": ["CVE-2018-18074"],
    "summary": "sends credentials to another host",
    "affected": [
        {
            "package": {"name": "requests", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.20.0"}]}],
        }
    ],
}


class Osv(BaseHTTPRequestHandler):
    """Knows of one hole, in requests before 2.20."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        holed = asked["package"]["name"] == "requests" and asked["version"].startswith("2.19")
        body = json.dumps({"vulns": [HOLE]} if holed else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def osv() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Osv) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()


def audit(folder: Path, pins: str, url: str, *more: str, listed: str = "") -> tuple[int, str]:
    (folder / "requirements.txt").write_text(pins)
    (folder / "ignored.txt").write_text(listed)
    ran = subprocess.run(
        (
            *(sys.executable, CHECKOUT / "scripts" / "audit.py", folder / "requirements.txt"),
            *("--services", "osv", "--osv-url", url, "--ignored", folder / "ignored.txt", *more),
        ),
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.returncode, ran.stdout


def test_a_pin_with_a_known_hole_fails(osv: str, tmp_path: Path) -> None:
    code, said = audit(tmp_path, "requests==2.19.0\nflask==3.1.3\n", osv)
    assert code == 1
    assert "requests 2.19.0: PYSEC-2018-28, mended in 2.20.0" in said


def test_pins_without_one_pass(osv: str, tmp_path: Path) -> None:
    code, said = audit(tmp_path, "requests==2.34.2\nflask==3.1.3\n", osv, "--strict")
    assert (code, "2 packages have no known vulnerability" in said, "NOT DONE" in said) == (0, True, False)


def test_one_that_is_ignored_with_a_reason_passes_until_its_day(osv: str, tmp_path: Path) -> None:
    pins, name = "requests==2.19.0\n", "CVE-2018-18074"
    assert audit(tmp_path, pins, osv, listed=f"{name} 2999-01-31 we send no credentials\n")[0] == 0
    code, said = audit(tmp_path, pins, osv, listed=f"{name} 2020-01-31 we send no credentials\n")
    assert (code, "look at it again" in said) == (1, True)


@pytest.mark.parametrize(
    ("line", "ids", "problem"),
    [
        ("CVE-1 2030-01-02 never called", {"CVE-1"}, None),
        ("CVE-1 2030-01-01 never called", set(), "CVE-1 was to be ignored until 2030-01-01"),
        ("CVE-1 2030-01-02", set(), "line 1 must be"),
        ("CVE-1", set(), "line 1 must be"),
        ("# CVE-1", set(), None),
    ],
)
def test_an_ignored_one_has_a_day_and_a_reason(line: str, ids: set[str], problem: str | None) -> None:
    found, problems = ignored(line + "\n", date(2030, 1, 2))
    assert found == ids
    assert [each.startswith(problem or "") for each in problems] == [True] * bool(problem)


def test_a_service_that_cannot_be_asked_is_said_and_fails_only_where_that_is_wanted(tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:1/v1/query"
    code, said = audit(tmp_path, "requests==2.19.0\n", nobody)
    assert (code, said.startswith("audit   NOT DONE: no service could be asked")) == (0, True)
    assert audit(tmp_path, "requests==2.19.0\n", nobody, "--strict")[0] == 2


def test_every_file_of_pins_is_asked_about() -> None:
    asked = {path.relative_to(CHECKOUT).as_posix() for path in requirement_files()}
    there = {
        path.relative_to(CHECKOUT).as_posix()
        for path in (*CHECKOUT.glob("*.txt"), *(CHECKOUT / "worker").rglob("*.txt"))
        if path.name.startswith(("requirements", "constraints"))
    }
    assert asked == there
    assert "scripts/audit.py" in (CHECKOUT / "scripts" / "check").read_text()


def test_our_own_list_is_well_formed() -> None:
    _, problems = ignored(IGNORED.read_text(), date(2020, 1, 1))
    assert problems == []


def test_there_is_no_lock_file_that_nothing_audits() -> None:
    """npm packages are pinned in package.json, for submissions alone; a lock file would want ``npm audit``."""
    tracked = subprocess.run(("git", "ls-files"), cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, check=False).stdout
    names = {line.rpartition("/")[2] for line in tracked.splitlines()}
    assert not names & {
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "poetry.lock",
        "uv.lock",
    }
