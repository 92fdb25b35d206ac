"""Holes that other judges had, by the names under which they were told, each tried where ours has such a place.

In all four a link that the submission had planted, or a port that it could reach, led the judge's own process out of
the sandbox. What that process must not do is therefore looked at from outside: where the links lead to lies a file of
this machine that everybody may read and write.
"""

import io
import json
import os
import re
import socket
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.domain.limits import Limits
from tests.backends import Backend, open_sandbox
from tests.e2e.judge_server import JudgeServer
from worker.sandbox.interface import Box, BoxSpec, RunRequest, Sandbox

LIMITS = Limits(cpu_s=5, wall_s=10)
PYTHON = ("python3", "main.py")
PARAMS = [
    pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
    pytest.param(Backend.RUNC, marks=pytest.mark.docker),
    pytest.param(Backend.RUNSC, marks=pytest.mark.runsc),
]
OURS = (".run", "stdin", "stdout", "stderr", "metadata", "run_script", "compile_script", "compile_output", "output.txt")
"""Names of files that this judge or one of the others writes or reads beside a submission."""


@pytest.fixture(scope="module", params=PARAMS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with open_sandbox(request.param) as sandbox:
        yield sandbox


@pytest.fixture
def outside() -> Iterator[Path]:
    """A file of the machine, with a path that is free inside a box, and which anybody may read and write."""
    path = Path("/run") / f"judge-outside-{os.getpid()}"
    path.write_text("only out here")
    path.chmod(0o666)
    yield path
    path.unlink()


def planted(box: Box, target: str) -> None:
    """Have a build, as the submission's user, leave a link to ``target`` under each name that the judge might use."""
    source = f"""
import os
for place in ('/box/work', '/box/tmp', '/box/data', '/dev/shm'):
    for name in {OURS!r}:
        os.symlink({target!r}, f'{{place}}/{{name}}')
os.rename('main.py', 'renamed.py')
os.symlink({target!r}, 'main.py')
print(os.readlink('main.py'))
"""
    box.put({"main.py": source.encode()})
    built = box.run(RunRequest(argv=PYTHON, limits=LIMITS, build=True))
    assert built.stdout.decode().strip() == target, built


def test_cve_2024_28185_a_planted_link_does_not_lead_what_the_judge_writes_outside(
    sandbox: Sandbox, outside: Path
) -> None:
    """Judge0 up to 1.13.0: before a run its worker, as root and outside of the sandbox, wrote the run script and the
    files for stdin, stdout, stderr and metadata into the folder that the sandbox shared with it. A compile step that
    had put a link in the place of one had bytes of its choice written to any file, and so ran programs outside.

    Here nothing is written from outside. The supervisor writes inside the box's own file system, part by part and
    through no link, and input and outputs have no names at all. What the link leads to stays as it is, in and out.
    """
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        for target in (str(outside), "/etc/passwd", "/opt/judge/supervisor/main.py", "/box/tmp"):
            planted(box, target)
            files = dict.fromkeys(OURS[1:], b"written by the judge") | {".run/script": b"written by the judge"}
            look = f"""
import os, sys
print(sys.stdin.read(), [name for name in {OURS!r} if os.path.islink(name)], os.listdir('.run'), os.listdir('/box/tmp'))
print('written' in open('/etc/passwd').read(), os.path.exists({str(outside)!r}))
"""
            request = RunRequest(argv=("python3", "-c", look), limits=LIMITS, files=files, stdin=b"input")
            assert box.run(request).stdout == b"input [] ['script'] []\nFalse False\n"
    assert outside.read_text() == "only out here"


def test_cve_2024_28189_a_link_swapped_in_a_race_changes_the_owner_of_nothing_else(
    sandbox: Sandbox, outside: Path
) -> None:
    """Judge0 up to 1.13.0, and the way around the first repair of the hole above: ``chown`` was run, as root and
    outside, on a file of the sandbox that could be a link, or become one in the moment between a look and the call. So
    a submission was given any file of the machine.

    Here owners are changed when no process of the submission is alive, so there is no race to win, with ``lchown``, in
    the box's own file system. Processes that outlive the build keep on swapping files for links; afterwards whatever
    the links led to has the owner and mode that it had, and the box is proved clean and grades on.
    """
    race = f"""
import os, time
targets = ['/dev/shm', '/box/tmp', '/box/data', '/etc/passwd', '/opt/judge/supervisor/main.py', '/', '..']
targets.append({str(outside)!r})
for number, target in enumerate(targets):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True:
                for act in (lambda: open(f'swapped{{number}}', 'w').close(), lambda: os.unlink(f'swapped{{number}}'),
                            lambda: os.symlink(target, f'swapped{{number}}'), lambda: os.unlink(f'swapped{{number}}'),
                            lambda: os.link('main.py', f'swapped{{number}}'), lambda: os.unlink(f'swapped{{number}}')):
                    try: act()
                    except OSError: pass
        os._exit(0)
for number, target in enumerate(targets):
    os.symlink(target, f'still{{number}}')
time.sleep(0.3)
print('raced')
"""
    look = """
import os
for path in ('/dev/shm', '/box', '/box/tmp', '/box/data', '/etc/passwd', '/opt/judge/supervisor/main.py', '/'):
    status = os.stat(path)
    print(path, status.st_uid, status.st_gid, oct(status.st_mode))
"""
    seen = RunRequest(argv=("python3", "-c", look), limits=LIMITS)
    before = outside.stat()
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": b"", "beside.py": b""})
        first = box.run(seen).stdout
        assert first.count(b"\n") == 7
        box.put({"main.py": race.encode()})
        assert box.run(RunRequest(argv=PYTHON, limits=LIMITS, build=True)).stdout == b"raced\n"
        assert box.run(seen).stdout == first
        owners = "import os\nprint({os.lstat(name).st_uid for name in os.listdir('.')})"
        assert box.run(RunRequest(argv=("python3", "-c", owners), limits=LIMITS)).stdout == b"{0}\n"
    after = outside.stat()
    assert (after.st_uid, after.st_mode) == (before.st_uid, before.st_mode)
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": b"print('grades')"})
        assert box.run(RunRequest(argv=PYTHON, limits=LIMITS)).stdout == b"grades\n"


ATTACK = """
import socket
PORTS, HOSTS, PASSWORD = {ports!r}, {hosts!r}, {password!r}
got = []
for host in HOSTS:
    for port in PORTS:
        try:
            with socket.create_connection((host, port), 0.2) as link:
                got.append((host, port))
                link.sendall(f'AUTH {{PASSWORD}}\\r\\nSET planted by-the-submission\\r\\n'.encode())
                got.append(link.recv(64))
        except OSError:
            pass
print(got or 'contained')
"""


def test_cve_2024_29021_the_judges_own_services_are_not_reached_whatever_is_known_of_them(judge: JudgeServer) -> None:
    """Judge0 up to 1.13.0: with its default settings a submission had a network, the same as the judge's, with a
    database under a known password. It changed the record of a submission there, after all checks, and so the command
    that the worker ran as root outside.

    Here a box has loopback of its own. The attack is told all that it would have to find out: this judge's addresses
    and ports and the password of its Redis. The same program, started beside the judge, reaches them.
    """
    settings = (judge.home / "redis" / "redis.conf").read_text()
    port, password = (re.findall(rf"^{word} (\S+)$", settings, re.MULTILINE)[0] for word in ("port", "requirepass"))
    ports = [int(port), int(str(judge.client.base_url).rstrip("/").rpartition(":")[2]), 2375, 5432, 6379]
    source = ATTACK.format(ports=ports, hosts=["127.0.0.1", "localhost", "::1", *own_addresses()], password=password)
    beside = subprocess.run((sys.executable, "-c", source), capture_output=True, text=True, check=True).stdout
    assert str(int(port)) in beside
    assert "OK" in beside, "the attack works where there is no wall"

    record = judge.grade("walls", "python", {"main.py": source})
    assert (record["verdict"], record["attempt"]) == ("accepted", 1), record


def own_addresses() -> list[str]:
    """Of this machine, and of the engine's bridge, which is its gateway for containers with a network."""
    found = {"172.17.0.1", "host.docker.internal"}
    found |= {str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    return sorted(found)


def test_go_judge_176_no_output_is_read_through_a_link_that_leads_to_a_file_of_the_judge(
    judge: JudgeServer, outside: Path
) -> None:
    """go-judge before its repair of issue 176: the file that a program had to write was opened by the judge's process,
    by a path below the sandbox's folder. Where the submission had made a link of it, it led through the judge's own
    file system, and any file there became the submission's output, for a checker or for all to read.

    Here outputs are pipes, and no file of a box is ever opened from outside. A program that makes links of everything
    that could be taken for its output, its standard streams included, is graded by what it printed, and nothing of the
    file is in the report. Links in an archive are refused before anything is graded.
    """
    source = f"""
import os
for name in {OURS!r}:
    os.symlink({str(outside)!r}, name)
    os.symlink({str(outside)!r}, '/box/tmp/' + name)
for number in (0, 2):
    os.close(number)
    os.symlink({str(outside)!r}, f'/box/data/{{number}}')
print('contained')
"""
    submission = judge.submit("walls", "python", {"main.py": source})
    record = judge.record(submission)
    assert (record["verdict"], record["attempt"]) == ("accepted", 1), record
    assert outside.read_text() not in json.dumps(record)
    assert outside.read_text() not in judge.client.get(f"/api/v1/submissions/{submission}/report.xml").text

    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
        form = {"challenge": "walls", "runtime": "python"}
        files = {"archive": ("submission.tar.gz", archive_with_a_link(kind, str(outside)))}
        refused = judge.client.post("/api/v1/submissions", data=form, files=files)
        assert refused.status_code in (400, 422), refused.text
        assert "link" in refused.text
    assert outside.read_text() == "only out here"


def archive_with_a_link(kind: bytes, target: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        link = tarfile.TarInfo("main.py")
        link.type, link.linkname = kind, target
        archive.addfile(link)
    return buffer.getvalue()
