"""What every sandbox does, whatever its walls are made of. The fake is held to it too, so unit tests can trust it."""

import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest

from judge.domain.limits import Limits
from tests.backends import Backend, open_sandbox
from worker.sandbox.interface import BoxSpec, Deadline, RunRequest, RunResult, Sandbox

LIMITS = Limits(cpu_s=2, wall_s=6, memory_mib=256, processes=64, output_kib=64, disk_mib=64, open_files=128)
PARAMS = [
    pytest.param(Backend.FAKE),
    pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
    pytest.param(Backend.RUNC, marks=pytest.mark.docker),
    pytest.param(Backend.RUNSC, marks=pytest.mark.runsc),
]


@pytest.fixture(scope="module", params=PARAMS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with open_sandbox(request.param) as sandbox:
        yield sandbox


def run(sandbox: Sandbox, source: str, limits: Limits = LIMITS, **request: object) -> RunResult:
    """Run a Python program as a submission of its own."""
    with sandbox.acquire(BoxSpec(runtime="python", limits=limits)) as box:
        box.put({"main.py": source.encode()})
        return box.run(RunRequest(argv=("python3", "main.py"), limits=limits, **request))  # type: ignore[arg-type]  # any field


def assert_box_still_grades(sandbox: Sandbox) -> None:
    result = run(sandbox, "print(sum(map(int, input().split())))", stdin=b"1 2\n")
    assert (result.exit_code, result.stdout) == (0, b"3\n"), result


def test_a_program_reads_stdin_and_its_output_streams_come_back_apart(sandbox: Sandbox) -> None:
    result = run(sandbox, "import sys\nprint(input())\nprint('oops', file=sys.stderr)", stdin=b"hello\n")
    assert (result.stdout, result.stderr, result.exit_code, result.signal) == (b"hello\n", b"oops\n", 0, -1)
    assert result.deadline is Deadline.NONE
    assert (result.oom_kills, result.stdout_cut, result.disk_full, result.processes_full) == (0, False, False, False)


def test_exit_status_is_told(sandbox: Sandbox) -> None:
    assert run(sandbox, "import sys; sys.exit(7)").exit_code == 7


def test_a_program_that_kills_itself_ended_by_a_signal_and_by_nothing_else(sandbox: Sandbox) -> None:
    result = run(sandbox, "import os; os.kill(os.getpid(), 9)")
    assert (result.exit_code, result.signal) == (-1, signal.SIGKILL)
    assert (result.deadline, result.oom_kills) == (Deadline.NONE, 0)


def test_a_crash_is_a_signal_of_its_own(sandbox: Sandbox) -> None:
    result = run(sandbox, "import os; os.abort()")
    assert result.signal == signal.SIGABRT


def test_a_program_that_is_not_there_ends_with_127(sandbox: Sandbox) -> None:
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": b""})
        result = box.run(RunRequest(argv=("./missing",), limits=LIMITS))
    assert result.exit_code == 127
    assert b"missing" in result.stderr


def test_a_spinning_program_meets_the_cpu_limit(sandbox: Sandbox) -> None:
    result = run(sandbox, "while True: pass", replace(LIMITS, cpu_s=0.5, wall_s=10))
    assert result.deadline is Deadline.CPU
    assert result.wall_ms < 9000


def test_a_program_that_needs_a_little_more_than_its_cpu_limit_is_let_end_so_that_it_is_known(sandbox: Sandbox) -> None:
    source = "import time\nwhile time.process_time() < 1.03: pass\nprint('done')"
    result = run(sandbox, source, replace(LIMITS, cpu_s=1, wall_s=10))
    assert (result.deadline, result.exit_code, result.stdout) == (Deadline.NONE, 0, b"done\n")
    assert 1000 < result.cpu_ms < 1100


def test_cpu_time_of_children_counts(sandbox: Sandbox) -> None:
    source = "import os\nfor _ in range(3): os.fork()\nwhile True: pass"
    result = run(sandbox, source, replace(LIMITS, cpu_s=0.5, wall_s=10))
    assert result.deadline is Deadline.CPU


def test_a_sleeping_program_meets_the_wall_limit_and_uses_no_cpu(sandbox: Sandbox) -> None:
    result = run(sandbox, "import time; time.sleep(60)", replace(LIMITS, wall_s=0.7))
    assert result.deadline is Deadline.WALL
    assert 690 <= result.wall_ms < 5000
    assert result.cpu_ms < 400


def test_a_megabyte_of_output_is_cut_at_the_limit_and_is_no_timeout(sandbox: Sandbox) -> None:
    result = run(sandbox, "print('x' * 1_000_000)")
    assert result.stdout_cut
    assert result.stdout == b"x" * 64 * 1024
    assert result.deadline is Deadline.NONE


def test_output_of_exactly_the_limit_is_not_cut(sandbox: Sandbox) -> None:
    result = run(sandbox, "import sys; sys.stdout.write('x' * 65536)")
    assert (len(result.stdout), result.stdout_cut, result.exit_code) == (65536, False, 0)


def test_a_flood_on_stderr_is_read_and_dropped(sandbox: Sandbox) -> None:
    result = run(sandbox, "import sys\nfor _ in range(40): sys.stderr.write('e' * 65536)\nprint('done')")
    assert (result.stdout, result.exit_code) == (b"done\n", 0)
    assert len(result.stderr) == 65536
    assert result.stderr_cut


def test_large_input_arrives_whole(sandbox: Sandbox) -> None:
    result = run(sandbox, "import sys; print(len(sys.stdin.buffer.read()))", stdin=b"i" * 5_000_000)
    assert result.stdout == b"5000000\n"


def test_input_that_is_not_read_blocks_nobody(sandbox: Sandbox) -> None:
    assert run(sandbox, "print('ok')", stdin=b"i" * 1_000_000).stdout == b"ok\n"


def test_arguments_and_environment_arrive(sandbox: Sandbox) -> None:
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": b"import os, sys; print(sys.argv[1:], os.environ['GREETING'])"})
        request = RunRequest(argv=("python3", "main.py", "a b", "*"), limits=LIMITS, env={"GREETING": "hi"})
        assert box.run(request).stdout == b"['a b', '*'] hi\n"


def test_results_come_over_a_private_pipe(sandbox: Sandbox) -> None:
    result = run(sandbox, "import os; os.write(3, b'passed'); print('forged')", results=True)
    assert (result.results, result.stdout) == (b"passed", b"forged\n")


def test_the_private_pipe_has_a_size_of_its_own(sandbox: Sandbox) -> None:
    result = run(sandbox, "import os\nfor _ in range(30): os.write(3, b'r' * 65536)", results=True)
    assert (len(result.results), result.results_cut, result.stdout_cut) == (30 * 65536, False, False)


def test_without_the_private_pipe_descriptor_3_is_closed(sandbox: Sandbox) -> None:
    result = run(sandbox, "import os\ntry: os.write(3, b'x')\nexcept OSError: print('closed')")
    assert result.stdout == b"closed\n"


def test_files_of_a_run_are_there_and_gone_after_it(sandbox: Sandbox) -> None:
    source = b"import os\nprint(os.path.exists('.run/data.txt') and open('.run/data.txt').read())"
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source})
        argv = ("python3", "main.py")
        first = box.run(RunRequest(argv=argv, limits=LIMITS, files={".run/data.txt": b"secret"}))
        second = box.run(RunRequest(argv=argv, limits=LIMITS))
    assert (first.stdout, second.stdout) == (b"secret\n", b"False\n")


def test_a_run_cannot_leave_anything_for_the_next_one(sandbox: Sandbox) -> None:
    source = b"""
import os
print(sorted(os.listdir('.')), sorted(os.listdir(os.environ['TMPDIR'])))
open('left', 'w').write('here')
os.makedirs('a/b/c'); open('a/b/c/d', 'w')
open(os.environ['TMPDIR'] + '/left', 'w').write('there')
"""
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source})
        results = list(box.run_each([RunRequest(argv=("python3", "main.py"), limits=LIMITS)] * 3))
    assert [result.stdout for result in results] == [b"['main.py'] []\n"] * 3


def test_what_a_build_makes_is_kept(sandbox: Sandbox) -> None:
    build = b"import os\nos.mkdir('out')\nopen('out/made.py', 'w').write('print(42)')"
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"build.py": build})
        assert box.run(RunRequest(argv=("python3", "build.py"), limits=LIMITS, build=True)).exit_code == 0
        for _ in range(2):
            assert box.run(RunRequest(argv=("python3", "out/made.py"), limits=LIMITS)).stdout == b"42\n"


def test_files_can_be_put_back_after_a_build(sandbox: Sandbox) -> None:
    build = b"import os\nos.remove('keep')\nopen('keep', 'w').write('mine')"
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"build.py": build, "keep": b"theirs"})
        box.run(RunRequest(argv=("python3", "build.py"), limits=LIMITS, build=True))
        box.put({"keep": b"theirs"})
        for _ in range(2):
            assert box.run(RunRequest(argv=("/bin/cat", "keep"), limits=LIMITS)).stdout == b"theirs"


def test_runs_come_back_in_order_and_stopping_early_is_fine(sandbox: Sandbox) -> None:
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": b"print(input())"})
        requests = [RunRequest(argv=("python3", "main.py"), limits=LIMITS, stdin=f"{n}\n".encode()) for n in range(20)]
        assert [int(result.stdout) for result in box.run_each(requests)] == list(range(20))
        few = box.run_each(requests)
        assert [int(next(few).stdout) for _ in range(3)] == [0, 1, 2]
        few.close()  # type: ignore[attr-defined]  # not of every sandbox
        assert box.run(requests[7]).stdout == b"7\n"


def test_the_next_submission_finds_nothing_of_the_one_before(sandbox: Sandbox) -> None:
    run(sandbox, "import os\nopen('mark', 'w')\nopen(os.environ['TMPDIR'] + '/mark', 'w')")
    source = "import os\nprint(sorted(os.listdir('.')), os.listdir(os.environ['TMPDIR']))"
    assert run(sandbox, source).stdout == b"['main.py'] []\n"


def test_a_background_process_does_not_outlive_its_run(sandbox: Sandbox) -> None:
    source = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(30)
        print('late')
    os._exit(0)
print('main done')
"""
    result = run(sandbox, source)
    assert result.stdout == b"main done\n"
    assert result.wall_ms < 5000
    assert_box_still_grades(sandbox)


def test_many_submissions_after_each_other_are_all_right(sandbox: Sandbox) -> None:
    for _ in range(5):
        assert_box_still_grades(sandbox)
