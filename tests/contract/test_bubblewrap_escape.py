"""What a program in a bubblewrap box may try, beyond what every sandbox is tried with: these walls are our own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.domain.limits import Limits
from judge.runtimes import load_catalogue
from worker.sandbox.bubblewrap import BubblewrapSandbox, BubblewrapSettings
from worker.sandbox.interface import BoxSpec, RunRequest, RunResult

pytestmark = pytest.mark.bubblewrap

LIMITS = Limits(cpu_s=5, wall_s=15, memory_mib=256)

CALL = """
import ctypes, errno, json
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    ctypes.set_errno(0)
    libc.syscall(number, *(ctypes.c_long(argument) for argument in arguments))
    return errno.errorcode.get(ctypes.get_errno(), 'done')
"""


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BubblewrapSandbox]:
    home = tmp_path_factory.mktemp("home")
    sandbox = BubblewrapSandbox({"python": load_catalogue()["python"]}, BubblewrapSettings(home=home))
    yield sandbox
    sandbox.close()


def run(sandbox: BubblewrapSandbox, source: str) -> RunResult:
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source.encode()})
        return box.run(RunRequest(argv=("python3", "main.py"), limits=LIMITS))


def told(sandbox: BubblewrapSandbox, source: str) -> object:
    """What the program prints as JSON."""
    result = run(sandbox, source)
    assert result.exit_code == 0, result
    return json.loads(result.stdout)


def test_of_the_hosts_files_only_programs_are_there(sandbox: BubblewrapSandbox) -> None:
    source = "import json, os; print(json.dumps({place: sorted(os.listdir(place)) for place in ('/', '/var', '/etc')}))"
    seen = told(sandbox, source)

    assert isinstance(seen, dict)
    system = {name for name in seen["/"] if name.startswith("lib")} | {"bin", "sbin", "usr"}
    assert set(seen["/"]) - system == {"box", "dev", "etc", "opt", "proc", "sys", "tmp", "var"} & set(seen["/"])
    assert seen["/var"] == ["tmp"]
    assert not {"shadow", "gshadow", "ssh", "sudoers", "machine-id", "hostname-", "docker"} & set(seen["/etc"])


def test_no_account_of_the_host_can_be_read(sandbox: BubblewrapSandbox) -> None:
    names = told(sandbox, "import json, pwd; print(json.dumps([entry.pw_name for entry in pwd.getpwall()]))")

    assert names == ["root", "nobody"]


def test_the_workers_environment_is_nowhere(sandbox: BubblewrapSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUDGE_REDIS_URL", "redis://:secret@127.0.0.1/0")
    fresh = BubblewrapSandbox(load_catalogue(), BubblewrapSettings(home=sandbox.host.stage.parents[1]))
    try:
        with fresh.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
            look = b"import json, os; print(json.dumps(dict(os.environ)))"
            box.put({"main.py": look})
            environment = json.loads(box.run(RunRequest(argv=("python3", "main.py"), limits=LIMITS)).stdout)
            supervisors = [path.read_bytes() for path in supervisor_environments(fresh)]
    finally:
        fresh.close()

    assert not [name for name in environment if name.startswith("JUDGE_")]
    assert supervisors
    assert not [text for text in supervisors if b"secret" in text or b"JUDGE_" in text]


def supervisor_environments(sandbox: BubblewrapSandbox) -> list[Path]:
    """Environments of the supervisors of this sandbox's boxes, each the one child of its bwrap."""
    parents = {str(made.process.pid) for made in sandbox.boxes.made.values()}
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if parent in parents:
                found.append(process / "environ")
    return found


def test_packages_that_somebody_installed_on_the_host_are_not_there(sandbox: BubblewrapSandbox) -> None:
    source = """
import json, os, site
places = [place for place in site.getsitepackages() if os.path.isdir(place)]
print(json.dumps([len(places), [os.listdir(place) for place in places]]))
"""
    answer = told(sandbox, source)

    assert isinstance(answer, list)
    assert answer[0] >= 1
    assert answer[1] == [[]] * answer[0]


def test_only_the_boxs_own_processes_are_visible(sandbox: BubblewrapSandbox) -> None:
    source = "import json, os; print(json.dumps(sorted(int(name) for name in os.listdir('/proc') if name.isdigit())))"
    pids = told(sandbox, source)

    assert isinstance(pids, list)
    assert len(pids) == 3, "supervisor, zygote and the program"
    assert pids[0] == 1


def test_rights_cannot_be_gained_again(sandbox: BubblewrapSandbox) -> None:
    source = """
import json
status = dict(line.split(':', 1) for line in open('/proc/self/status'))
print(json.dumps({name: status[name].strip() for name in ('NoNewPrivs', 'Seccomp', 'CapEff', 'CapPrm', 'CapAmb')}))
"""
    nothing = "0" * 16
    assert told(sandbox, source) == {
        "NoNewPrivs": "1",
        "Seccomp": "2",
        "CapEff": nothing,
        "CapPrm": nothing,
        "CapAmb": nothing,
    }


def test_the_supervisor_itself_could_not_mount_or_load_anything(sandbox: BubblewrapSandbox) -> None:
    source = "import json; print(json.dumps([line for line in open('/proc/1/status') if 'CapPrm' in line]))"
    lines = told(sandbox, source)

    assert isinstance(lines, list)
    chown, dac_override, fowner, kill, setgid, setuid, sys_ptrace = 0, 1, 3, 5, 6, 7, 19
    allowed = sum(1 << bit for bit in (chown, dac_override, fowner, kill, setgid, setuid))
    if sandbox.host.hierarchy is None:
        allowed |= 1 << sys_ptrace
    assert int(lines[0].split()[1], 16) == allowed


def test_system_calls_that_reach_past_the_box_are_refused(sandbox: BubblewrapSandbox) -> None:
    source = f"""{CALL}
import platform
x86 = platform.machine() == 'x86_64'
names = {{
    'unshare': (272, 97), 'setns': (308, 268), 'mount': (165, 40), 'umount2': (166, 39), 'pivot_root': (155, 41),
    'keyctl': (250, 219), 'add_key': (248, 217), 'request_key': (249, 218), 'bpf': (321, 280),
    'perf_event_open': (298, 241), 'userfaultfd': (323, 282), 'io_uring_setup': (425, 425), 'fsopen': (430, 430),
    'open_tree': (428, 428), 'init_module': (175, 105), 'kexec_load': (246, 104), 'syslog': (103, 116),
    'open_by_handle_at': (304, 265),
}}
print(json.dumps({{name: call(numbers[0 if x86 else 1], 0, 0, 0, 0, 0) for name, numbers in names.items()}}))
"""
    answers = told(sandbox, source)

    assert isinstance(answers, dict)
    assert set(answers.values()) == {"EPERM"}, answers


def test_new_namespaces_cannot_be_made_by_clone_either(sandbox: BubblewrapSandbox) -> None:
    source = f"""{CALL}
import os, platform, signal
clone = 56 if platform.machine() == 'x86_64' else 220
flags = [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000]
answers = [call(clone, flag | signal.SIGCHLD, 0, 0, 0, 0) for flag in flags]
print(json.dumps([sorted(set(answers)), call(435, 0, 0)]))
"""
    assert told(sandbox, source) == [["EPERM"], "ENOSYS"]


def test_sockets_that_no_network_namespace_divides_cannot_be_made(sandbox: BubblewrapSandbox) -> None:
    source = """
import errno, json, socket
def answer(family):
    try: socket.socket(family, socket.SOCK_STREAM if family != 38 else socket.SOCK_SEQPACKET).close()
    except OSError as error: return errno.errorcode[error.errno]
    return 'made'
vsock, alg, packet, bluetooth = 40, 38, 17, 31
others = [answer(family) for family in (vsock, alg, packet, bluetooth)]
print(json.dumps([others, answer(socket.AF_INET), answer(socket.AF_UNIX)]))
"""
    assert told(sandbox, source) == [["EAFNOSUPPORT"] * 4, "made", "made"]


def test_the_boxs_root_and_the_system_are_read_only_mounts(sandbox: BubblewrapSandbox) -> None:
    source = """
import json
rows = [line.split() for line in open('/proc/self/mountinfo')]
print(json.dumps(sorted(row[4] for row in rows if 'rw' in row[5].split(','))))
"""
    writable = told(sandbox, source)

    assert isinstance(writable, list)
    devices = {path for path in writable if path.startswith("/dev/")}
    assert set(writable) - devices == {"/box", "/proc"}
    assert {"/dev/shm", "/dev/mqueue"} <= devices


def test_every_file_system_that_can_be_written_is_small(sandbox: BubblewrapSandbox) -> None:
    source = """
import json, os
def room(path):
    disk = os.statvfs(path)
    return disk.f_blocks * disk.f_frsize >> 20, disk.f_files
print(json.dumps([room('/box'), room('/dev/shm')]))
"""
    assert told(sandbox, source) == [[LIMITS.disk_mib, LIMITS.disk_mib * 512], [16, 4096]]


def test_a_flood_of_empty_files_ends_and_the_box_goes_on(sandbox: BubblewrapSandbox) -> None:
    source = "n = 0\nwhile True:\n    open(f'/tmp/{n}', 'w').close()\n    n += 1"
    flood = run(sandbox, source)

    assert flood.exit_code == 1
    assert b"No space left" in flood.stderr
    assert flood.disk_full
    assert told(sandbox, "print(1)") == 1
