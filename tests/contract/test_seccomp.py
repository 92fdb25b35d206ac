"""The filter of system calls in both backends and both directions: what backend programs need works, nothing else."""

import ctypes
import dataclasses
import json
import platform
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from tests.backends import Backend, make_bubblewrap, open_sandbox
from worker.sandbox import docker_engine
from worker.sandbox.interface import BoxSpec, RunRequest, RunResult, Sandbox
from worker.sandbox.syscalls import allowed, refused

LIMITS = Limits(cpu_s=10, wall_s=30, open_files=256, processes=64)
SPEC = BoxSpec(runtime="python", limits=LIMITS, fresh=True)
PARAMS = [
    pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
    pytest.param(Backend.RUNC, marks=pytest.mark.docker),
]
NEEDS = Path(__file__).with_name("backend_needs.py").read_bytes()
CALL = """
import ctypes, errno, json, os, sys
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    ctypes.set_errno(0)
    libc.syscall(number, *(ctypes.c_long(argument) for argument in arguments))
    return errno.errorcode.get(ctypes.get_errno(), 'done')
"""
MISSING = "started without what it was made with: seccomp"
BY_ARGUMENTS = {"clone", "clone3", "ioctl", "personality", "setsockopt", "socket", "socketpair"}
UPROBES = (335, 336)
"""x86-64: what the kernel itself writes into traced programs. Whoever else calls them is ended, before any filter."""
SOCKET, CLONE, IOCTL, PERSONALITY, SETSOCKOPT = {
    "x86_64": (41, 56, 16, 135, 54),
    "aarch64": (198, 220, 29, 92, 208),
}.get(platform.machine()) or ()


@pytest.fixture(scope="module", params=PARAMS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with open_sandbox(request.param) as sandbox:
        yield sandbox


def run(sandbox: Sandbox, source: bytes) -> RunResult:
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source})
        return box.run(RunRequest(argv=("python3", "main.py"), limits=LIMITS))


def answers(sandbox: Sandbox, calls: list[tuple[int, ...]]) -> list[str]:
    """What the kernel says to each of these calls, made by a candidate's program."""
    result = run(sandbox, f"{CALL}\nprint(json.dumps([call(*each) for each in {calls!r}]))".encode())
    assert result.exit_code == 0, result
    told = json.loads(result.stdout)
    assert isinstance(told, list)
    return told


def numbers() -> dict[str, int]:
    """Of every call that this machine's library knows, on this machine."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_syscall_resolve_num_arch.restype = ctypes.c_char_p
    native = library.seccomp_arch_native()
    named = {library.seccomp_syscall_resolve_num_arch(native, number): number for number in range(1024)}
    return {name.decode(): number for name, number in named.items() if name}


def test_what_backend_programs_need_works(sandbox: Sandbox) -> None:
    result = run(sandbox, NEEDS)
    assert result.stdout == b"all tried\n", result


def test_every_call_that_is_refused_by_name_is_refused(sandbox: Sandbox) -> None:
    known = numbers()
    names = [name for name in refused() if name in known]
    assert len(names) > 60
    said = dict(zip(names, answers(sandbox, [(known[name], 0, 0, 0, 0, 0, 0) for name in names]), strict=True))
    assert {name: answer for name, answer in said.items() if answer != "EPERM"} == {}


def test_no_call_is_there_that_is_not_on_the_list(sandbox: Sandbox) -> None:
    known = numbers()
    listed = {known[name] for name in (*allowed(), *BY_ARGUMENTS) if name in known}
    others = [number for number in range(1024) if number not in {*listed, *UPROBES}]
    said = dict(zip(others, answers(sandbox, [(number, 0, 0, 0, 0, 0, 0) for number in others]), strict=True))
    assert {number: answer for number, answer in said.items() if answer not in ("EPERM", "ENOSYS")} == {}


def test_sockets_are_those_of_one_machine(sandbox: Sandbox) -> None:
    families = {"unix": 1, "inet": 2, "inet6": 10, "netlink": 16}
    others = [
        (SOCKET, family, kind, 0) for family in range(64) if family not in families.values() for kind in (1, 2, 3)
    ]
    assert set(answers(sandbox, others)) == {"EAFNOSUPPORT"}
    # With more bits set than the kernel looks at, a filter could take one family for another.
    assert answers(sandbox, [(SOCKET, 1 << 32 | 40, 1, 0)]) == ["EAFNOSUPPORT"]
    raw = [(SOCKET, family, kind, protocol) for family in (2, 10) for kind in (3, 5, 6, 10) for protocol in (0, 1, 255)]
    assert set(answers(sandbox, raw)) == {"EPERM"}
    odd = [(SOCKET, 2, 1, protocol) for protocol in (1, 33, 132, 255, 256, 262)] + [(SOCKET, 10, 2, 136)]
    netlink = [(SOCKET, 16, kind, protocol) for kind in (2, 3) for protocol in range(1, 23)]
    assert set(answers(sandbox, odd + netlink)) == {"EPROTONOSUPPORT"}
    fine = [(SOCKET, 1, 5, 0), (SOCKET, 2, 1 | 0o2004000, 6), (SOCKET, 10, 2, 17), (SOCKET, 16, 3 | 0o2000000, 0)]
    assert answers(sandbox, fine) == ["done"] * len(fine)


def test_nobody_takes_a_flow_label_and_all_other_options_are_there(sandbox: Sandbox) -> None:
    high = 1 << 32
    labels = [(SETSOCKOPT, 0, level, 32, 0, 32) for level in (41, high | 41)] + [(SETSOCKOPT, 0, 41, high | 32, 0, 32)]
    assert answers(sandbox, labels) == ["EPERM"] * 3
    others = [(SETSOCKOPT, 0, level, option, 0, 4) for level in (0, 1, 6, 17, 40, 41) for option in (1, 26, 33, 67)]
    assert set(answers(sandbox, others)) == {"ENOTSOCK"}
    assert answers(sandbox, [(SETSOCKOPT, 0, 40, 32, 0, 4), (SETSOCKOPT, 0, 1, 32, 0, 4)]) == ["ENOTSOCK"] * 2


def test_no_process_begins_in_a_namespace_of_its_own(sandbox: Sandbox) -> None:
    flags = (0x2_0000, 0x200_0000, 0x400_0000, 0x800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000)
    calls = [(CLONE, high | flag | 17, 0, 0, 0, 0) for flag in flags for high in (0, 1 << 32)]
    assert set(answers(sandbox, calls)) == {"EPERM"}


def test_nobody_types_into_a_terminal(sandbox: Sandbox) -> None:
    source = f"""{CALL}
main, other = os.openpty()
letter = ctypes.create_string_buffer(b'x')
print(*(call({IOCTL}, other, request, ctypes.addressof(letter)) for request in (0x5412, 1 << 32 | 0x5412, 0x541C)))
print(call({IOCTL}, other, 0x5413, ctypes.addressof(ctypes.create_string_buffer(64))), os.isatty(other))
"""
    assert run(sandbox, source.encode()).stdout == b"EPERM EPERM EPERM\ndone True\n"


def test_memory_does_not_become_executable_by_another_personality(sandbox: Sandbox) -> None:
    read_implies_exec, no_random_addresses = 0x40_0000, 0x4_0000
    said = answers(sandbox, [(PERSONALITY, read_implies_exec), (PERSONALITY, no_random_addresses)])
    assert set(said) <= {"EPERM", "ENOSYS"}
    assert answers(sandbox, [(PERSONALITY, 0xFFFF_FFFF), (PERSONALITY, 0)]) == ["done", "done"]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the other ways into a kernel of this architecture only")
def test_the_calls_of_other_architectures_end_the_program(sandbox: Sandbox) -> None:
    getpid_of_32_bits = NEEDS.split(b"for need in")[0].replace(
        b'{"x86_64": b"\\xb8\\x2a\\x00\\x00\\x00\\xc3"', b'{"x86_64": b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3"'
    )
    assert run(sandbox, getpid_of_32_bits + b"code_made_while_running()").signal == 31
    x32 = f"{CALL}\nprint(call({0x4000_0000 | 39}))".encode()
    result = run(sandbox, x32)
    assert result.signal == 31 or result.stdout in (b"ENOSYS\n", b"EPERM\n")


def test_the_report_says_that_the_filter_holds(sandbox: Sandbox) -> None:
    with sandbox.acquire(SPEC) as box:
        assert "seccomp" in box.report.enforced


@pytest.mark.docker
@pytest.mark.parametrize(
    "profile",
    [
        "unconfined",
        json.dumps(
            {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["reboot"], "action": "SCMP_ACT_ERRNO"}]}
        ),
    ],
    ids=["none", "another"],
)
def test_an_engine_that_applies_another_profile_or_none_makes_no_box(
    monkeypatch: pytest.MonkeyPatch, profile: str
) -> None:
    monkeypatch.setattr(docker_engine, "_SECCOMP", profile)
    with open_sandbox(Backend.RUNC) as sandbox, pytest.raises(SandboxUnavailable, match=MISSING), sandbox.acquire(SPEC):
        pass


@pytest.mark.bubblewrap
def test_bubblewrap_without_our_filter_makes_no_box() -> None:
    let_all_through = struct.pack("HBBI", 0x06, 0, 0, 0x7FFF_0000)
    sandbox = make_bubblewrap()
    sandbox.boxes.host = dataclasses.replace(sandbox.host, seccomp=let_all_through)
    try:
        with pytest.raises(SandboxUnavailable, match=MISSING), sandbox.acquire(SPEC):
            pass
    finally:
        sandbox.close()
