"""What only real walls hold: memory, processes, disk, files, users, network. No fake can pass this."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.backends import Backend, open_sandbox
from tests.contract.test_sandbox_conformance import LIMITS, assert_box_still_grades, run
from worker.sandbox.interface import BoxSpec, Deadline, RunRequest, Sandbox

PARAMS = [
    pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
    pytest.param(Backend.RUNC, marks=pytest.mark.docker),
    pytest.param(Backend.RUNSC, marks=pytest.mark.runsc),
]


@pytest.fixture(scope="module", params=PARAMS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with open_sandbox(request.param) as sandbox:
        yield sandbox


def test_300_mib_where_256_are_allowed_is_a_memory_kill(sandbox: Sandbox) -> None:
    result = run(sandbox, "block = bytearray(300 << 20)\nprint(len(block))")
    assert result.oom_kills > 0 or result.memory_kib > LIMITS.memory_mib * 1024
    assert result.deadline is Deadline.NONE
    assert_box_still_grades(sandbox)


def test_memory_that_grows_without_end_is_a_memory_kill_and_spares_the_supervisor(sandbox: Sandbox) -> None:
    result = run(sandbox, "blocks = []\nwhile True: blocks.append(bytearray(8 << 20))", replace(LIMITS, cpu_s=10))
    assert result.oom_kills > 0
    assert_box_still_grades(sandbox)


def test_200_mib_where_256_are_allowed_is_fine(sandbox: Sandbox) -> None:
    result = run(sandbox, "block = bytearray(200 << 20)\nprint(len(block))")
    assert (result.exit_code, result.oom_kills) == (0, 0)
    assert 200 * 1024 <= result.memory_kib <= 256 * 1024


def test_forks_that_share_their_memory_are_not_counted_twice(sandbox: Sandbox) -> None:
    source = """
import os, time
block = bytearray(60 << 20)
for _ in range(8):
    if os.fork() == 0:
        time.sleep(0.4)
        os._exit(0)
for _ in range(8): os.wait()
print('fine')
"""
    result = run(sandbox, source)
    assert (result.stdout, result.oom_kills) == (b"fine\n", 0)


def test_a_fork_bomb_ends_within_the_limit_and_is_called_by_its_name(sandbox: Sandbox) -> None:
    source = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"
    result = run(sandbox, source, replace(LIMITS, cpu_s=1, wall_s=3))
    assert result.processes_full
    assert result.wall_ms < 15000
    assert_box_still_grades(sandbox)


def test_a_disk_filler_finds_the_disk_full(sandbox: Sandbox) -> None:
    source = "import os\nwith open(os.environ['TMPDIR'] + '/big', 'wb') as f:\n    while True: f.write(bytes(1 << 20))"
    result = run(sandbox, source, replace(LIMITS, cpu_s=10, wall_s=30))
    assert result.disk_full or result.signal == 25, result
    assert result.oom_kills == 0
    assert_box_still_grades(sandbox)


def test_nothing_but_the_box_can_be_written(sandbox: Sandbox) -> None:
    source = """
import os
places = '/ /etc /usr /usr/bin /opt /opt/judge /var /home /root /proc/sys/kernel /sys /dev /run'
for path in places.split():
    try:
        handle = os.open(path + '/probe', os.O_CREAT | os.O_WRONLY)
    except OSError:
        continue
    print('wrote', path)
"""
    assert run(sandbox, source).stdout == b""


def test_what_a_program_left_where_anybody_may_write_is_gone(sandbox: Sandbox) -> None:
    source = b"""
import os
for path in set(map(os.path.realpath, ('/tmp', '/var/tmp', '/dev/shm', '/box/tmp', '/box/data'))):
    try:
        os.mkdir(path + '/left')
        open(path + '/left/file', 'w').write('42')
        os.chmod(path + '/left', 0)
    except FileExistsError:
        print('found', path)
"""
    for _ in range(2):
        with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
            box.put({"main.py": source})
            for _ in range(2):
                result = box.run(RunRequest(argv=("python3", "main.py"), limits=LIMITS))
                assert (result.exit_code, result.stdout) == (0, b"")


def test_nobody_can_make_a_message_queue(sandbox: Sandbox) -> None:
    """It would outlive its maker, and gVisor tells nobody of it."""
    source = "import ctypes\nprint(ctypes.CDLL(None).mq_open(b'/left', 0o102, 0o666, None))"
    assert run(sandbox, source).stdout == b"-1\n"


def test_sealed_files_cannot_be_changed_by_the_program_they_belong_to(sandbox: Sandbox) -> None:
    source = b"""
import os
for act in (lambda: open('main.py', 'a').write('#'), lambda: os.unlink('main.py'),
            lambda: os.rename('main.py', 'x'), lambda: os.chmod('main.py', 0o777)):
    try: act()
    except OSError: continue
    print('changed')
"""
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source})
        assert box.run(RunRequest(argv=("python3", "main.py"), limits=LIMITS)).stdout == b""


def test_what_a_program_put_in_the_place_of_a_sealed_file_is_not_what_runs_next(sandbox: Sandbox) -> None:
    source = b"""
import os
with open('/box/tmp/mine', 'w') as file: file.write('print(2)')
for place in ('main.py', 'beside.py', 'folder/inner.py'):
    try: os.replace('/box/tmp/mine', place)
    except OSError: pass
print(1)
"""
    look = RunRequest(argv=("/bin/sh", "-c", "cat main.py beside.py folder/inner.py"), limits=LIMITS)
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source, "beside.py": b"", "folder/inner.py": b""})
        assert box.run(RunRequest(argv=("python3", "main.py"), limits=LIMITS)).stdout == b"1\n"
        assert box.run(look).stdout in (source, b"")


def test_every_submission_is_another_user_without_rights(sandbox: Sandbox) -> None:
    source = """
import os
status = dict(line.split(':', 1) for line in open('/proc/self/status'))
rights = ('CapEff', 'CapPrm', 'CapInh', 'CapAmb')
print(os.getuid(), os.getgroups(), *(status.get(name, '0').strip() for name in rights))
try: os.setuid(0)
except OSError: print('refused')
"""
    first, second = run(sandbox, source).stdout.split(b"\n"), run(sandbox, source).stdout.split(b"\n")
    for lines in (first, second):
        uid, groups, *rights = lines[0].split()
        assert int(uid) >= 1024
        assert (groups, {int(right, 16) for right in rights}) == (b"[]", {0})
        assert lines[1] == b"refused"
    assert first[0].split()[0] != second[0].split()[0]


def test_a_box_that_was_left_clean_is_proved_so_and_used_again(sandbox: Sandbox) -> None:
    """Its users follow each other; another box would have other ones. What is cleared away must not go on counting."""
    source = """
import ctypes, os
library = ctypes.CDLL(None)
made = library.shmget(0, 8192, 0o1600), library.msgget(0, 0o1600), library.semget(0, 3, 0o1600)
assert min(made) >= 0
print(os.getuid())
"""
    first, second, third = (int(run(sandbox, source).stdout) for _ in range(3))
    assert (second, third) == (first + 1, first + 2)


def test_there_is_no_network_but_loopback(sandbox: Sandbox) -> None:
    source = """
import socket
print([name for _, name in socket.if_nameindex()])
for address in ('169.254.169.254', '172.17.0.1', '10.0.0.1', '127.0.0.1'):
    s = socket.socket(); s.settimeout(0.5)
    try: s.connect((address, 6379)); print('reached', address)
    except OSError: pass
server = socket.create_server(('127.0.0.1', 0))
socket.create_connection(server.getsockname()); print('loopback')
"""
    lines = run(sandbox, source).stdout.decode().split("\n")
    assert lines[0] == "['lo']"
    assert lines[1:] == ["loopback", ""]


def test_the_supervisor_cannot_be_signalled_traced_or_read(sandbox: Sandbox) -> None:
    source = """
import os
for act in (lambda: os.kill(1, 9), lambda: open('/proc/1/mem', 'rb').read(1),
            lambda: os.open('/proc/1/fd/0', os.O_RDONLY), lambda: os.open('/proc/1/fd/1', os.O_WRONLY),
            lambda: os.open('/proc/1/fd/2', os.O_WRONLY)):
    try: act()
    except OSError: continue
    print('could')
"""
    assert run(sandbox, source).stdout == b""
    assert_box_still_grades(sandbox)


def test_a_deep_tree_and_odd_names_are_removed(sandbox: Sandbox) -> None:
    source = """
import os
for _ in range(3000):
    os.mkdir('d'); os.chdir('d')
open(b'odd\\n\\xff name', 'w')
os.chmod('.', 0)
"""
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source.encode(), "ls.py": b"import os; print(sorted(os.listdir('.')))"})
        box.run(RunRequest(argv=("python3", "main.py"), limits=LIMITS))
        assert box.run(RunRequest(argv=("python3", "ls.py"), limits=LIMITS)).stdout == b"['ls.py', 'main.py']\n"


def test_a_planted_link_does_not_lead_our_writes_astray(sandbox: Sandbox) -> None:
    """The class of CVE-2024-28185 and CVE-2024-28189: a link where the judge will write next."""
    build = b"import os\nos.symlink('/box/tmp', '.run')\nos.symlink('/etc/passwd', 'link')"
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": build})
        box.run(RunRequest(argv=("python3", "main.py"), limits=LIMITS, build=True))
        look = "import os\nprint(os.path.islink('.run'), os.listdir('.run'), os.listdir('/box/tmp'))"
        request = RunRequest(argv=("python3", "-c", look), limits=LIMITS, files={".run/x": b"1"})
        assert box.run(request).stdout == b"False ['x'] []\n"
    assert_box_still_grades(sandbox)


def test_a_run_leaves_nothing_in_memory_that_belongs_to_no_process(sandbox: Sandbox) -> None:
    source = b"""
import ctypes
library = ctypes.CDLL(None)
library.shmat.restype = ctypes.c_void_p
place = library.shmat(library.shmget(77, 4096, 0o1666), None, 0)
print(ctypes.string_at(place, 9), library.msgget(77, 0o1666) >= 0, library.semget(77, 1, 0o1666) >= 0)
print(library.msgrcv(library.msgget(77, 0), (ctypes.c_long * 8)(), 8, 0, 0o4000))
library.msgsnd(library.msgget(77, 0), (ctypes.c_long * 8)(1, 42), 8, 0)
ctypes.memmove(place, b'come back', 9)
"""
    request = RunRequest(argv=("python3", "main.py"), limits=LIMITS)
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source})
        assert [box.run(request).stdout for _ in range(2)] == [f"{bytes(9)} True True\n-1\n".encode()] * 2
