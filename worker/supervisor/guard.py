"""What the kernel holds programs to beyond their user: the filter of system calls that the box was made with, and
Landlock, which each program is put under by us.

Under Landlock a program writes below the box's own folders and nowhere else, whatever is mounted how, and reaches with
signals and through abstract sockets only what was started with it: such sockets belong to a network namespace, and
boxes of a pod share one.
"""

import _ctypes
import contextlib
import os
import struct

from . import layout

_syscall = _ctypes.dlsym(_ctypes.dlopen(None, 0), "syscall")  # type: ignore[arg-type]  # the program itself

# The numbers are the same on every architecture, except the last.
_CREATE, _ADD, RESTRICT = 444, 445, 446
_READ_OTHERS = {"x86_64": 310, "aarch64": 270}
"""process_vm_readv"""

_VERSION = 1
_PATH_BENEATH = 1
_OLDEST = 6
"""The first with scopes (Linux 6.12). What older ones hold, the read-only root of a box holds too."""

_WRITE_FILE, _CUT_OFF = 1 << 1, 1 << 14
_CHANGES = _WRITE_FILE | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 13 | _CUT_OFF
"""Remove files and folders; make folders, files, sockets, pipes and links; move to another folder; cut off."""
_DEVICES = 1 << 6 | 1 << 11
_SCOPES = 0b11

_WRITABLE = (layout.BOX, layout.SHM, layout.MQUEUE)
_OPENED_TO_WRITE = ("/dev", "/proc")
"""Names of threads, /dev/null, terminals: the files that are there, as far as their modes let anybody."""


def landlock() -> int:
    """A set of rules for ``restrict``; -1 where the kernel has none that is new enough."""
    if _call(_CREATE, None, 0, _VERSION) < _OLDEST:
        return -1
    attributes = struct.pack("QQQ", _CHANGES | _DEVICES, 0, _SCOPES)
    rules = _call(_CREATE, attributes, len(attributes), 0)
    for paths, rights in ((_WRITABLE, _CHANGES), (_OPENED_TO_WRITE, _WRITE_FILE | _CUT_OFF)):
        for path in paths:
            with contextlib.suppress(FileNotFoundError):
                _allow(rules, path, rights)
    return rules


def _allow(rules: int, path: str, rights: int) -> None:
    """Raises OSError."""
    folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if _call(_ADD, rules, _PATH_BENEATH, struct.pack("=Qi", rights, folder), 0) != 0:
            raise OSError(f"no Landlock rule for {path}")
    finally:
        os.close(folder)


def restrict(rules: int) -> None:
    """Put this process under ``rules``, for good, if there are any. Raises OSError."""
    if rules >= 0 and _call(RESTRICT, rules, 0) != 0:
        raise OSError("Landlock does not hold this process")


def held(rules: int) -> list[str]:
    """Which of the two hold the programs of this box, for the worker to judge and for the report."""
    return [*(["seccomp"] if _filtered() else []), *(["landlock"] if rules >= 0 else [])]


def _filtered() -> bool:
    """Whether this process, and so what it starts, is held to the calls of ``worker.sandbox.syscalls``.

    The kernel says that there is a filter, and it is ours: a call that engines' own profiles grant (to read nothing, of
    oneself) is refused.
    """
    with open("/proc/self/status") as status:
        words = dict(line.split(":", 1) for line in status)
    number = _READ_OTHERS.get(os.uname().machine)
    refused = number is None or _call(number, os.getpid(), None, 0, None, 0, None) != 0
    return words["Seccomp"].strip() == "2" and words["NoNewPrivs"].strip() == "1" and refused


def _call(number: int, *arguments: "int | bytes | None") -> int:
    """None is eight bytes of nothing, also where a number of four would leave the others as they were: on the stack."""
    return int(_ctypes.call_function(_syscall, (number, *arguments)))
