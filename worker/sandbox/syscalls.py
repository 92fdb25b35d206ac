"""The system calls of a box, for both backends: what backend programs need is allowed, and everything else is not.

An allow-list, so that a call that a later kernel brings is refused before anybody has heard of it. Calls that are in
neither list do not exist in a box (ENOSYS): libraries then take the older way. Those refused by name say EPERM.
``docker_seccomp`` makes an engine's profile of it, ``bubblewrap_seccomp`` a BPF program.
"""

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_ALLOWED = (
    # files
    "access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64",
    "fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr flock",
    "fremovexattr fsetxattr fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 getxattr getxattrat",
    "lchown lgetxattr link linkat listxattr listxattrat llistxattr lremovexattr lseek lsetxattr lstat mkdir mkdirat",
    "mknod mknodat newfstatat open openat openat2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead",
    "readlink readlinkat readv removexattr removexattrat rename renameat renameat2 rmdir sendfile setxattr setxattrat",
    "splice stat statfs statx symlink symlinkat sync_file_range tee truncate umask unlink unlinkat utime",
    "utimensat utimes vmsplice write writev",
    # waiting: event loops, timers, inotify
    "epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 poll ppoll pselect6",
    "select pause alarm getitimer setitimer nanosleep clock_nanosleep timer_create timer_delete timer_getoverrun",
    "timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime inotify_add_watch inotify_init",
    "inotify_init1 inotify_rm_watch clock_getres clock_gettime gettimeofday time times",
    # memory
    "brk madvise membarrier memfd_create mincore mlock mlock2 mlockall mmap mprotect mremap mseal msync munlock",
    "munlockall munmap pkey_alloc pkey_free pkey_mprotect cachestat map_shadow_stack",
    # processes, threads and signals
    "arch_prctl capget capset execve execveat exit exit_group fork futex futex_requeue futex_wait futex_waitv",
    "futex_wake get_robust_list getcpu getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority",
    "getresgid getresuid getrlimit getrusage getsid gettid getuid ioprio_get ioprio_set kill pidfd_open",
    "pidfd_send_signal prctl prlimit64 restart_syscall rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo",
    "rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min",
    "sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity",
    "sched_setattr sched_setparam sched_setscheduler sched_yield set_robust_list set_tid_address setfsgid setfsuid",
    "setgid setgroups setpgid setpriority setregid setresgid setresuid setreuid setrlimit setsid setuid sigaltstack",
    "signalfd signalfd4 tgkill tkill vfork wait4 waitid riscv_flush_icache",
    # what a program may take from itself
    "landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp",
    # talking: pipes, sockets (which ones: below), System V and POSIX queues
    "accept accept4 bind connect getpeername getsockname getsockopt listen pipe pipe2 recvfrom recvmmsg recvmsg",
    "sendmmsg sendmsg sendto shutdown mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend",
    "mq_unlink msgctl msgget msgrcv msgsnd semctl semget semop semtimedop shmat shmctl shmdt shmget",
    # the machine, read only
    "getrandom sysinfo uname",
)

_REFUSED = (
    # asynchronous files: a machine has so many for all of its processes together, and one program could take them all
    "io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit",
    # namespaces, mounts and other roots: nobody needs them, and most ways out of a container began there
    "unshare setns mount umount umount2 pivot_root chroot open_tree open_tree_attr move_mount fsopen fsconfig fsmount",
    "fspick mount_setattr listmount statmount quotactl quotactl_fd swapon swapoff fanotify_init fanotify_mark",
    # files by a number instead of a path go past every mount (the class called shocker)
    "name_to_handle_at open_by_handle_at",
    # all files of a disk, those of others too: it waits for the machine, where no signal ends it
    "sync syncfs",
    # keyrings are not divided by namespaces
    "add_key keyctl request_key",
    # other processes' memory and descriptors: debuggers have no place in a box, and neighbours are none of ours
    "ptrace process_vm_readv process_vm_writev process_madvise process_mrelease pidfd_getfd kcmp",
    # code in the kernel, and looks into it
    "bpf perf_event_open userfaultfd init_module finit_module delete_module create_module query_module get_kernel_syms",
    "kexec_load kexec_file_load lookup_dcookie syslog uselib modify_ldt lsm_set_self_attr",
    # the asynchronous ring goes around filters such as this one, and most of the kernel's holes of its years were there
    "io_uring_setup io_uring_enter io_uring_register",
    # memory that is not looked into when a run is charged for what it holds
    "memfd_secret remap_file_pages",
    # the machine
    "reboot acct settimeofday clock_settime clock_adjtime adjtimex stime sethostname setdomainname ioperm iopl vhangup",
    "nfsservctl _sysctl sysfs ustat vm86 vm86old move_pages migrate_pages mbind set_mempolicy get_mempolicy",
    "set_mempolicy_home_node",
)


class Operator(StrEnum):
    """How an argument is compared. ``MASKED`` looks at the bits of ``mask`` only."""

    EQUAL = "equal"
    GREATER = "greater"
    MASKED = "masked"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Of one argument of a call, counted from 0."""

    argument: int
    operator: Operator
    value: int
    mask: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """What a call gets where all comparisons hold; ``error`` of 0 lets it through. No two rules of a call overlap with
    different errors, because the two backends' libraries would decide that differently."""

    call: str
    error: int = 0
    when: tuple[Comparison, ...] = ()


OTHERWISE = errno.ENOSYS
"""The answer to a call that no rule is about."""

_NEW_NAMESPACES = (0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000)
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET."""

_UNIX, _INET, _INET6, _NETLINK = 1, 2, 10, 16
_STREAM, _DATAGRAM, _KIND = 1, 2, 0xF
_PROTOCOLS = {_STREAM: (0, 6), _DATAGRAM: (0, 17)}
"""TCP and UDP. Others (SCTP, DCCP, MPTCP, raw ones) load code into the kernel that no challenge needs."""

_PERSONALITIES = (0, 0x8, 0x2_0000, 0x2_0008, 0xFFFF_FFFF)
"""Linux, 32-bit uname, an old version's number, both, and the question. What makes memory executable is not there."""

_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
"""Type into a terminal, and paste into a console. No terminal of anybody's is in a box; this holds if one comes in."""


_IPV6, _FLOW_LABELS = 41, 32
"""IPPROTO_IPV6 and IPV6_FLOWLABEL_MGR. A label outlives whoever took it by minutes, and all can read what is in it."""


def rules() -> Iterator[Rule]:
    """All of them."""
    for name in allowed():
        yield Rule(name)
    for name in refused():
        yield Rule(name, errno.EPERM)
    yield from _processes()
    yield from _sockets()
    for value in _PERSONALITIES:
        yield Rule("personality", 0, (Comparison(0, Operator.EQUAL, value),))
    # The kernel looks at 32 bits of the request, and the filter sees 64: only a mask cannot be gone around.
    for value in (_TIOCSTI, _TIOCLINUX):
        yield Rule("ioctl", errno.EPERM, (Comparison(1, Operator.MASKED, value, 0xFFFF_FFFF),))
    for mask, value in all_but((_TIOCSTI, _TIOCLINUX), 32):
        yield Rule("ioctl", 0, (Comparison(1, Operator.MASKED, value, mask),))
    level = Comparison(1, Operator.MASKED, _IPV6, 0xFFFF_FFFF)
    yield Rule("setsockopt", errno.EPERM, (level, Comparison(2, Operator.MASKED, _FLOW_LABELS, 0xFFFF_FFFF)))
    for mask, value in all_but((_FLOW_LABELS,), 32):
        yield Rule("setsockopt", 0, (level, Comparison(2, Operator.MASKED, value, mask)))
    for mask, value in all_but((_IPV6,), 32):
        yield Rule("setsockopt", 0, (Comparison(1, Operator.MASKED, value, mask),))


def allowed() -> tuple[str, ...]:
    """Calls that are let through whatever their arguments are."""
    return tuple(" ".join(_ALLOWED).split())


def refused() -> tuple[str, ...]:
    """Calls that are refused by name, whatever their arguments are."""
    return tuple(" ".join(_REFUSED).split())


def _processes() -> Iterator[Rule]:
    yield Rule("clone", 0, (Comparison(0, Operator.MASKED, 0, sum(_NEW_NAMESPACES)),))
    for flag in _NEW_NAMESPACES:
        yield Rule("clone", errno.EPERM, (Comparison(0, Operator.MASKED, flag, flag),))
    # Its flags are behind a pointer. The C library takes this answer for an old kernel and uses clone.
    yield Rule("clone3", errno.ENOSYS)


def _sockets() -> Iterator[Rule]:
    """AF_VSOCK would reach a virtual machine's host past every network namespace. Of netlink there is the routing
    protocol only, through which libraries ask for addresses (getifaddrs): changes need a right that nobody has, while
    the firewall's and others' are the kernel's most broken doors."""
    for call in ("socket", "socketpair"):
        yield Rule(call, 0, (Comparison(0, Operator.EQUAL, _UNIX),))
    for family in (_INET, _INET6):
        for kind in range(_KIND + 1):
            what = (Comparison(0, Operator.EQUAL, family), Comparison(1, Operator.MASKED, kind, _KIND))
            yield from (
                _protocols(what, _PROTOCOLS[kind]) if kind in _PROTOCOLS else (Rule("socket", errno.EPERM, what),)
            )
    yield from _protocols((Comparison(0, Operator.EQUAL, _NETLINK),), (0,))
    for family in range(_NETLINK):
        if family not in (_UNIX, _INET, _INET6):
            yield Rule("socket", errno.EAFNOSUPPORT, (Comparison(0, Operator.EQUAL, family),))
    yield Rule("socket", errno.EAFNOSUPPORT, (Comparison(0, Operator.GREATER, _NETLINK),))


def _protocols(what: tuple[Comparison, ...], wanted: tuple[int, ...]) -> Iterator[Rule]:
    for number in range(max(wanted) + 1):
        error = 0 if number in wanted else errno.EPROTONOSUPPORT
        yield Rule("socket", error, (*what, Comparison(2, Operator.EQUAL, number)))
    yield Rule("socket", errno.EPROTONOSUPPORT, (*what, Comparison(2, Operator.GREATER, max(wanted))))


def all_but(values: tuple[int, ...], bits: int) -> Iterator[tuple[int, int]]:
    """Masks and values that together match every number of so many bits except ``values``, as few as there can be."""
    yield from _beside(frozenset(values), bits, 0, 0)


def _beside(values: frozenset[int], bits: int, mask: int, value: int) -> Iterator[tuple[int, int]]:
    """What is left below a prefix: nothing if all of it is excluded, the prefix itself if nothing of it is."""
    if not values:
        yield mask, value
    elif bits:
        bit = 1 << (bits - 1)
        for choice in (0, bit):
            yield from _beside(
                frozenset(one for one in values if one & bit == choice), bits - 1, mask | bit, value | choice
            )
