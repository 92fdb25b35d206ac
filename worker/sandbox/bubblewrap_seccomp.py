"""The system calls of a box as a BPF program for ``bwrap --seccomp``.

libseccomp knows the numbers on each machine. System calls of another architecture (32-bit, x32) end the process: its
default.
"""

import ctypes
import os
from typing import Any

from worker.sandbox.bubblewrap_problem import Problem, Unfit
from worker.sandbox.syscalls import OTHERWISE, Comparison, Operator, Rule, rules

_LIBRARY = "libseccomp.so.2"

_ALLOW = 0x7FFF_0000
_ERRNO = 0x0005_0000
_OPERATORS = {Operator.EQUAL: 4, Operator.GREATER: 6, Operator.MASKED: 7}


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("datum_a", ctypes.c_uint64),
        ("datum_b", ctypes.c_uint64),
    )


def program() -> bytes:
    """The filter. Raises Unfit where libseccomp is missing."""
    library = _load()
    context = library.seccomp_init(ctypes.c_uint32(_ERRNO | OTHERWISE))
    try:
        for rule in rules():
            if rule.error != OTHERWISE:
                _add(library, context, rule)
        return _export(library, context)
    finally:
        library.seccomp_release(ctypes.c_void_p(context))


def _load() -> Any:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError as error:
        raise Unfit(Problem(f"{_LIBRARY} is missing", "apt-get install libseccomp2")) from error
    library.seccomp_init.restype = ctypes.c_void_p
    return library


def _add(library: Any, context: int, rule: Rule) -> None:
    number = library.seccomp_syscall_resolve_name(rule.call.encode())
    if number < 0:
        return  # this architecture has no such call, or the library is older than it
    array = (_Comparison * max(1, len(rule.when)))(*map(_comparison, rule.when))
    action = _ERRNO | rule.error if rule.error else _ALLOW
    status = library.seccomp_rule_add_array(
        ctypes.c_void_p(context), ctypes.c_uint32(action), number, ctypes.c_uint(len(rule.when)), array
    )
    if status != 0:
        raise Unfit(Problem(f"libseccomp refused a rule for {rule.call} ({status})", "apt-get install libseccomp2"))


def _comparison(comparison: Comparison) -> _Comparison:
    masked = comparison.operator is Operator.MASKED
    first, second = (comparison.mask, comparison.value) if masked else (comparison.value, 0)
    return _Comparison(comparison.argument, _OPERATORS[comparison.operator], first, second)


def _export(library: Any, context: int) -> bytes:
    handle = os.memfd_create("seccomp")
    try:
        if library.seccomp_export_bpf(ctypes.c_void_p(context), handle) != 0:
            raise Unfit(Problem("libseccomp could not write its program", "apt-get install libseccomp2"))
        return os.pread(handle, 1 << 20, 0)
    finally:
        os.close(handle)
