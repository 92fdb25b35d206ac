"""What a program does to the judge's own work in its box: each of these once made a failing submission our fault."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from judge.domain.errors import NoRoom
from judge.domain.limits import Limits
from tests.backends import Backend, open_sandbox
from worker.sandbox.interface import BoxSpec, Deadline, RunRequest, Sandbox

LIMITS = Limits(cpu_s=5, wall_s=10, disk_mib=64)
PYTHON = ("python3", "main.py")
PARAMS = [
    pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
    pytest.param(Backend.RUNC, marks=pytest.mark.docker),
]


@pytest.fixture(scope="module", params=PARAMS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with open_sandbox(request.param) as sandbox:
        yield sandbox


def outputs(sandbox: Sandbox, source: str, *requests: RunRequest) -> list[bytes]:
    """What each of ``requests`` prints; none of them loses the box."""
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source.encode()})
        return [box.run(request).stdout for request in requests]


def test_a_name_that_cleaning_up_might_use_is_no_obstacle(sandbox: Sandbox) -> None:
    source = """
import os
for place in ('.', '/box/tmp'):
    for name in ('.removing-1-1', '.removing-1-2', 'a', 'z'):
        os.makedirs(f'{place}/{name}/sub/sub')
print(sorted(os.listdir('.')))
"""
    run = RunRequest(argv=PYTHON, limits=LIMITS)
    first, second = outputs(sandbox, source, run, run)
    assert first == second


def test_a_build_may_leave_a_tree_deeper_than_a_path_can_be(sandbox: Sandbox) -> None:
    source = "import os\nfor _ in range(2500):\n    os.mkdir('dd'); os.chdir('dd')\nprint('deep')"
    build = RunRequest(argv=PYTHON, limits=LIMITS, build=True)
    look = RunRequest(argv=("python3", "-c", "print('after')"), limits=LIMITS)
    assert outputs(sandbox, source, build, look) == [b"deep\n", b"after\n"]


def test_a_build_that_fills_the_disk_leaves_a_run_without_room_and_a_box_that_lives(sandbox: Sandbox) -> None:
    source = "with open('big', 'wb', 0) as f:\n    while True: f.write(bytes(4096))"
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source.encode()})
        box.run(RunRequest(argv=PYTHON, limits=LIMITS, build=True))
        result = box.run(RunRequest(argv=("/bin/true",), limits=LIMITS, files={".run/data": b"x" * 100_000}))
    assert (result.exit_code, result.disk_full) == (1, True)


def test_files_that_are_put_back_behind_a_build_that_fills_the_disk_do_not_end_the_box(sandbox: Sandbox) -> None:
    source = """
import os
os.unlink('ours.py')
with open('big', 'wb', 0) as f:
    while True: f.write(bytes(4096))
"""
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source.encode(), "ours.py": b"pass"})
        box.run(RunRequest(argv=PYTHON, limits=LIMITS, build=True))
        with pytest.raises(NoRoom):
            box.put({"ours.py": b"# as it was\n" * 10_000})
        assert box.run(RunRequest(argv=("/bin/echo", "lives"), limits=LIMITS)).stdout == b"lives\n"


def test_nothing_of_the_submissions_lies_beside_the_files_of_a_run(sandbox: Sandbox) -> None:
    """A module beside the runner would be imported in place of the standard library's."""
    look = "import os\nprint(sorted(os.path.join(place, f) for place, _, files in os.walk('.run') for f in files))"
    request = RunRequest(argv=("python3", "-c", look), limits=LIMITS, files={".run/runner/entry.py": b"pass"})
    submitted = {"main.py": b"", ".run/runner/json.py": b"print('mine')", ".run/runner/entry.py/x": b""}
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put(submitted)
        assert box.run(request).stdout == b"['.run/runner/entry.py']\n"


def test_files_come_back_whatever_a_build_made_of_them(sandbox: Sandbox) -> None:
    source = b"""
import os
os.makedirs('folder/a/b'); os.chmod('folder', 0)
os.symlink('/box/tmp', 'link'); os.symlink('/etc/passwd', 'file')
"""
    back = {"folder": b"1", "link/x": b"2", "file": b"3"}
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source})
        box.run(RunRequest(argv=PYTHON, limits=LIMITS, build=True))
        box.put(back)
        look = ("/bin/sh", "-c", "cat folder link/x file; ls -A; ls -A /box/tmp")
        assert box.run(RunRequest(argv=look, limits=LIMITS)).stdout == b"123file\nfolder\nlink\nmain.py\n"


def test_any_number_of_such_objects_is_removed(sandbox: Sandbox) -> None:
    source = """
import ctypes
library = ctypes.CDLL(None)
made = 0
while made < 30000 and library.msgget(0, 0o1666) >= 0: made += 1
print(made)
"""
    run = RunRequest(argv=PYTHON, limits=LIMITS)
    first, second = outputs(sandbox, source, run, run)
    assert int(first) > 1000
    assert first == second


def test_a_build_leaves_no_notes_and_no_access_list_on_the_folder_that_was_its_own(sandbox: Sandbox) -> None:
    """Both stay when an owner goes: the next submission could read the one, and would lose its files to the other."""
    source = """
import os, struct
everybody = 0xFFFFFFFF
entries = ((1, 7, everybody), (4, 0, everybody), (32, 0, everybody))
acl = struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *entry) for entry in entries)
for name, value in (('user.note', b'42'), ('system.posix_acl_default', acl)):
    try: os.setxattr('.', name, value)
    except OSError: pass  # an older kernel
"""
    look = RunRequest(argv=("python3", "-c", "import os; print(os.listxattr('/box/work'))"), limits=LIMITS)
    assert outputs(sandbox, source, RunRequest(argv=PYTHON, limits=LIMITS, build=True), look) == [b"", b"[]\n"]
    assert outputs(sandbox, "", look) == [b"[]\n"]


def test_a_build_leaves_no_flags_on_the_folder_that_was_its_own(sandbox: Sandbox) -> None:
    """Those of chattr; an older kernel has none in a box."""
    head = "import fcntl, os\nwork = os.open('/box/work', os.O_RDONLY)\n"
    set_them = f"{head}try: fcntl.ioctl(work, 0x40086602, (0xC0).to_bytes(8, 'little'))\nexcept OSError: pass\n"
    see_them = f"{head}try: print(fcntl.ioctl(work, 0x80086601, bytes(8))[0])\nexcept OSError: print(0)\n"
    look = RunRequest(argv=("python3", "-c", see_them), limits=LIMITS)
    assert outputs(sandbox, set_them, RunRequest(argv=PYTHON, limits=LIMITS, build=True), look) == [b"", b"0\n"]


def test_a_program_cannot_stop_whoever_is_about_to_end_it(sandbox: Sandbox) -> None:
    """Perl has no interpreter lock and no start-up worth mentioning: a loop of bare kill calls."""
    spray = "$_ = $$; while (1) { kill 'STOP', $_ + 2 .. $_ + 12 }"
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": b""})
        for _ in range(3):
            request = RunRequest(argv=("/usr/bin/perl", "-e", f"fork; fork; {spray}"), limits=replace(LIMITS, wall_s=1))
            assert box.run(request).deadline is Deadline.WALL


def test_memory_that_the_kernel_holds_for_a_program_ends_the_program_and_not_the_box(sandbox: Sandbox) -> None:
    """A full disk, many small processes and full pipes: at the box's wall the kernel used to end the supervisor."""
    source = """
import os, time
open('/proc/self/oom_score_adj', 'w').write('0')
try:
    with open('/box/tmp/fill', 'wb') as file:
        while True: file.write(bytes(1 << 20))
except OSError:
    pass
for _ in range(55):
    if os.fork() == 0:
        block = bytearray((3 << 20) + (1 << 19))
        pipes = []
        try:
            while True:
                pipes.append(os.pipe())
                os.set_blocking(pipes[-1][1], False)
                try: os.write(pipes[-1][1], bytes(65536))
                except BlockingIOError: pass
        except OSError:
            pass
        time.sleep(3)
        os._exit(0)
time.sleep(3)
"""
    limits = replace(LIMITS, cpu_s=8, wall_s=8, processes=64, open_files=128)
    with sandbox.acquire(BoxSpec(runtime="python", limits=limits)) as box:
        box.put({"main.py": source.encode()})
        result = box.run(RunRequest(argv=PYTHON, limits=limits))
        assert result.oom_kills, result
        assert box.run(RunRequest(argv=("/bin/echo", "alive"), limits=LIMITS)).stdout == b"alive\n"


def test_orphans_that_have_ended_do_not_use_up_the_processes_of_a_run(sandbox: Sandbox) -> None:
    source = """
import os, time
for _ in range(100):
    if os.fork() == 0:
        if os.fork() == 0: os._exit(0)
        os._exit(0)
    os.wait()
    time.sleep(0.005)
print('fine')
"""
    assert outputs(sandbox, source, RunRequest(argv=PYTHON, limits=replace(LIMITS, processes=32))) == [b"fine\n"]


def test_children_that_nobody_waits_for_are_still_paid_for(sandbox: Sandbox) -> None:
    source = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
if os.fork() == 0:
    end = time.process_time() + 0.6
    while time.process_time() < end: pass
    os._exit(0)
try: os.wait()
except ChildProcessError: pass  # it blocks until there are none, and tells nothing of those it waited for
"""
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source.encode()})
        assert box.run(RunRequest(argv=PYTHON, limits=LIMITS)).cpu_ms > 500
