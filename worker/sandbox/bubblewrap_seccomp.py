"""The system calls that a box refuses, as a BPF program for ``bwrap --seccomp``.

What Docker's default profile refuses to a container without capabilities: everything that makes namespaces or mounts,
loads code into the kernel, looks into it, or reaches kernel objects that no namespace divides. System calls of another
architecture (32-bit, x32) end the process: libseccomp's default. libseccomp also knows the numbers on each machine.
"""

import ctypes
import errno
import os
from typing import Any

from worker.sandbox.bubblewrap_problem import Problem, Unfit

_LIBRARY = "libseccomp.so.2"

_REFUSED = (
    # namespaces, mounts, other roots
    "unshare setns mount umount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig fsmount fspick",
    "mount_setattr quotactl quotactl_fd swapon swapoff name_to_handle_at open_by_handle_at fanotify_init",
    # keyrings are not divided by namespaces
    "add_key keyctl request_key",
    # code in the kernel, and looks into it
    "bpf perf_event_open userfaultfd init_module finit_module delete_module create_module query_module",
    "get_kernel_syms kexec_load kexec_file_load lookup_dcookie syslog kcmp",
    # the asynchronous ring goes around filters such as this one
    "io_uring_setup io_uring_enter io_uring_register",
    # the machine
    "reboot acct settimeofday clock_settime clock_settime64 clock_adjtime clock_adjtime64 adjtimex stime",
    "sethostname setdomainname ioperm iopl vhangup nfsservctl _sysctl sysfs uselib ustat vm86 vm86old",
    "move_pages migrate_pages mbind set_mempolicy set_mempolicy_home_node process_madvise",
)

_NEW_NAMESPACES = (0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000)
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET."""

_OTHER_FAMILIES = (*range(3, 10), *range(11, 16))
"""Address families below the last allowed one (unix 1, inet 2, inet6 10, netlink 16). AF_VSOCK, far above, would
reach a virtual machine's host past every network namespace."""
_LAST_FAMILY = 16

_ALLOW = 0x7FFF_0000
_ERRNO = 0x0005_0000
_EQUAL, _GREATER, _MASKED_EQUAL = 4, 6, 7


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
    context = library.seccomp_init(_ALLOW)
    try:
        for name in " ".join(_REFUSED).split():
            _refuse(library, context, name, errno.EPERM)
        for flag in _NEW_NAMESPACES:
            _refuse(library, context, "clone", errno.EPERM, _Comparison(0, _MASKED_EQUAL, flag, flag))
        # Its flags are behind a pointer. The C library takes this answer for an old kernel and uses clone.
        _refuse(library, context, "clone3", errno.ENOSYS)
        for family in _OTHER_FAMILIES:
            _refuse(library, context, "socket", errno.EAFNOSUPPORT, _Comparison(0, _EQUAL, family, 0))
        _refuse(library, context, "socket", errno.EAFNOSUPPORT, _Comparison(0, _GREATER, _LAST_FAMILY, 0))
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


def _refuse(library: Any, context: int, name: str, error: int, *comparisons: _Comparison) -> None:
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number < 0:
        return  # this architecture has no such call, or the library is older than it
    array = (_Comparison * max(1, len(comparisons)))(*comparisons)
    status = library.seccomp_rule_add_array(
        ctypes.c_void_p(context), ctypes.c_uint32(_ERRNO | error), number, ctypes.c_uint(len(comparisons)), array
    )
    if status != 0:
        raise Unfit(Problem(f"libseccomp refused a rule for {name} ({status})", "apt-get install libseccomp2"))


def _export(library: Any, context: int) -> bytes:
    handle = os.memfd_create("seccomp")
    try:
        if library.seccomp_export_bpf(ctypes.c_void_p(context), handle) != 0:
            raise Unfit(Problem("libseccomp could not write its program", "apt-get install libseccomp2"))
        return os.pread(handle, 1 << 20, 0)
    finally:
        os.close(handle)
