"""What a forked child does before it becomes the candidate's program. Runs in the child only.

Imports next to nothing: the zygote holds this module too, and every page it has makes each of its forks dearer.
"""

import _signal  # type: ignore[import-not-found]  # the built-in half of signal, without its enums
import os
import resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .request import Run

_STACK_BYTES = 64 * 1024 * 1024
_OOM_FIRST = b"1000"


def enter(run: "Run", descriptors: list[int], work: str) -> None:
    """Give up everything: session, descriptors, limits, groups, user. ``descriptors`` become 0, 1, 2 and perhaps 3.

    They must all be above 3. ``run`` has the attributes of ``request.Run``. After this the process is the candidate's.
    """
    os.setsid()
    for target, source in enumerate(descriptors):
        os.dup2(source, target, inheritable=True)
    os.closerange(len(descriptors), 1024)
    try:
        oom = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
        os.write(oom, _OOM_FIRST)
        os.close(oom)
    except OSError:
        pass  # gVisor has no such file; there the whole box is the kernel's victim, and the worker is told
    _limit(run)
    os.umask(0o022)
    os.chdir(work)
    os.setgroups([])
    os.setresgid(run.uid, run.uid, run.uid)
    os.setresuid(run.uid, run.uid, run.uid)


def cpu_backstop_s(run: "Run") -> int:
    """RLIMIT_CPU in whole seconds; the supervisor measures the whole tree, and is finer."""
    return int(run.cpu_s * 1.1) + 2


def _limit(run: "Run") -> None:
    cpu_s = cpu_backstop_s(run)
    for which, soft, hard in (
        (resource.RLIMIT_CPU, cpu_s, cpu_s + 1),
        (resource.RLIMIT_FSIZE, run.disk_bytes, run.disk_bytes),
        (resource.RLIMIT_NOFILE, run.open_files, run.open_files),
        (resource.RLIMIT_NPROC, run.processes, run.processes),
        (resource.RLIMIT_STACK, _STACK_BYTES, _STACK_BYTES),
        (resource.RLIMIT_CORE, 1, 1),  # 0 would still let the kernel pipe a dump to a program of the host's
        (resource.RLIMIT_MEMLOCK, 65536, 65536),
        (resource.RLIMIT_SIGPENDING, 256, 256),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
    ):
        try:
            resource.setrlimit(which, (soft, hard))
        except (ValueError, OSError):
            pass  # a lower hard limit of the box stands; gVisor does not know all of them


def schedstat(pid: int) -> bytes:
    """What the kernel says of a process's main thread, ended or not: nanoseconds that it ran, that it was ready to run
    without a processor, …; empty where nobody tells (gVisor)."""
    try:
        file = os.open(f"/proc/{pid}/schedstat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(file, 128)
    except OSError:
        return b""
    finally:
        os.close(file)


def reserve_low_descriptors() -> None:
    """Occupy 3 to 9, so that no descriptor opened later can be in the way of a program's 0 to 3."""
    while True:
        handle = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
        if handle >= 10:
            os.close(handle)
            return


def execute(run: "Run") -> None:
    """Become the program. Does not return: 127 when it is not there, 126 when it cannot be started."""
    # Python ignores these two for itself; another program must find the defaults.
    _signal.signal(_signal.SIGPIPE, _signal.SIG_DFL)
    _signal.signal(_signal.SIGXFSZ, _signal.SIG_DFL)
    try:
        os.execvpe(run.argv[0], run.argv, run.env)
    except FileNotFoundError:
        os.write(2, f"{run.argv[0]}: not found\n".encode())
        os._exit(127)
    except BaseException as error:
        os.write(2, f"{run.argv[0]}: {error}\n".encode())
        os._exit(126)


def hear_every_signal() -> None:
    """Undo what whoever started the worker had it ignore, as a shell does for what runs in the background: programs
    would inherit it."""
    for number in _signal.valid_signals() - {_signal.SIGPIPE, _signal.SIGXFSZ}:
        if _signal.getsignal(number) == _signal.SIG_IGN:
            _signal.signal(number, _signal.SIG_DFL)
