"""What the kernel holds programs to beyond their user: the filter of system calls that the box was made with, and
Landlock, which each program is put under by us.

Landlock's scopes: with signals, traces and abstract sockets a program reaches only what was started with it. Such
sockets belong to a network namespace, and boxes of a pod share one. Its rules for files are left out: the read-only
root and the modes of folders hold the same, and rules cost a walk up to the root for each file that is opened, which
is a quarter more time (measured), makes a tree of 3000 folders thirty times as dear, and counts against the program.
"""

import _ctypes
import os
import struct

_syscall = _ctypes.dlsym(_ctypes.dlopen(None, 0), "syscall")  # type: ignore[arg-type]  # the program itself

# The numbers are the same on every architecture, except the last.
_CREATE, _RESTRICT = 444, 446
_READ_OTHERS = {"x86_64": 310, "aarch64": 270}
"""process_vm_readv"""
_CAPSET = {"x86_64": 126, "aarch64": 91}
_CAPABILITIES_OF_64_BITS = 0x2008_0522

_VERSION = 1
_OLDEST = 6
"""The first with scopes (Linux 6.12)."""
_NO_FILES, _NO_PORTS, _SIGNALS_AND_SOCKETS = 0, 0, 0b11


def landlock() -> int:
    """A set of rules for ``restrict``; -1 where the kernel has none that is new enough."""
    if _call(_CREATE, None, 0, _VERSION) < _OLDEST:
        return -1
    attributes = struct.pack("QQQ", _NO_FILES, _NO_PORTS, _SIGNALS_AND_SOCKETS)
    return _call(_CREATE, attributes, len(attributes), 0)


def restrict(rules: int) -> None:
    """Put this process under ``rules``, for good, if there are any. Raises OSError."""
    if rules >= 0 and _call(_RESTRICT, rules, 0) != 0:
        raise OSError("Landlock does not hold this process")


def keep_rights_to_oneself() -> None:
    """Hand no capability down: bubblewrap gives its first process some as inheritable, and so whoever that starts.

    Raises:
        OSError: the kernel does not let go of them.
    """
    words = _status()
    number = _CAPSET.get(os.uname().machine)
    if number is None or int(words["CapInh"], 16) == 0:
        return
    effective, permitted = int(words["CapEff"], 16), int(words["CapPrm"], 16)
    halves = [part >> shift & 0xFFFF_FFFF for shift in (0, 32) for part in (effective, permitted, 0)]
    if _call(number, struct.pack("Ii", _CAPABILITIES_OF_64_BITS, 0), struct.pack("6I", *halves)) != 0:
        raise OSError("could not give up what is inheritable")


def held(rules: int) -> list[str]:
    """Which of the two hold the programs of this box, for the worker to judge and for the report."""
    return [*(["seccomp"] if _filtered() else []), *(["landlock"] if rules >= 0 else [])]


def _filtered() -> bool:
    """Whether this process, and so what it starts, is held to the calls of ``worker.sandbox.syscalls``.

    The kernel says that there is a filter, and it is ours: a call that engines' own profiles grant (to read nothing, of
    oneself) is refused.
    """
    words = _status()
    number = _READ_OTHERS.get(os.uname().machine)
    refused = number is None or _call(number, os.getpid(), None, 0, None, 0, None) != 0
    return (words.get("Seccomp"), words.get("NoNewPrivs")) == ("2", "1") and refused


def _status() -> dict[str, str]:
    with open("/proc/self/status") as status:
        return {key: value.strip() for key, _, value in (line.partition(":") for line in status)}


def _call(number: int, *arguments: "int | bytes | None") -> int:
    """None is eight bytes of nothing, also where a number of four would leave the others as they were: on the stack."""
    return int(_ctypes.call_function(_syscall, (number, *arguments)))
