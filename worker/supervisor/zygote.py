"""A warm Python interpreter that forks instead of starting anew. A process of its own; it never sees judge data.

Started by the supervisor with the candidate's interpreter and environment, as root; every program is a fork that gives
up its rights exactly as an exec'd one does (``child.enter``) and then behaves as ``python3 main.py`` would: same
``__main__``, ``sys.path``, ``sys.argv``, tracebacks, exit status and interpreter shutdown.

    supervisor ──socketpair: request + descriptors──► zygote ──fork──► program
               ◄──pid, then wait status and rusage──┘
"""

import ctypes
import marshal
import os
import socket
import sys
import types

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from supervisor import child  # noqa: E402  the path above makes it importable without a package install
from supervisor.request import Run  # noqa: E402

_PR_SET_DUMPABLE = 4
_libc = ctypes.CDLL(None)


def serve(control: socket.socket) -> Run:
    """Answer requests for ever in the zygote; return, in each forked child, with what it has to become."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 65536, 8)
        if not message:
            os._exit(0)
        fields = marshal.loads(message)
        pid = os.fork()
        if pid == 0:
            control.close()
            run = Run(**fields)
            child.enter(run, descriptors, fields["env"]["PWD"])
            return run
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(marshal.dumps(pid))
        _, status, usage = os.wait4(pid, 0)
        control.send(marshal.dumps((status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)))


def become(run: Run) -> types.ModuleType:
    """Make the interpreter look as if it had been started with ``run.argv``; the new, empty ``__main__``."""
    _libc.prctl(_PR_SET_DUMPABLE, 1)  # changing the uid cleared it; exec would have set it, /dev/stdin needs it
    os.environ.clear()
    os.environ.update(run.env)
    for name in [name for name in sys.modules if name.split(".")[0] in ("supervisor", "ctypes", "_ctypes", "marshal")]:
        del sys.modules[name]
    sys.orig_argv[:] = run.argv
    sys.argv[:] = run.argv[1:]
    del sys.path[0:2]
    main = types.ModuleType("__main__")
    main.__dict__["__builtins__"] = __builtins__
    main.__dict__["__annotations__"] = {}
    sys.modules["__main__"] = main
    return main


def load(run: Run, main: types.ModuleType) -> types.CodeType | None:
    """The code that ``run.argv`` names, with ``__main__`` prepared for it; none after saying why there is none."""
    script = run.argv[1]
    path = os.path.join(os.getcwd(), script)
    sys.path.insert(0, os.path.dirname(path))
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        reason = f"[Errno {error.errno}] {error.strerror}"
        sys.stderr.write(f"{run.argv[0]}: can't open file {path!r}: {reason}\n")
        sys.exit(2)
    from importlib.machinery import SourceFileLoader

    main.__dict__.update(
        __file__=path, __cached__=None, __doc__=None, __spec__=None, __loader__=SourceFileLoader("__main__", path)
    )
    main.__dict__["__package__"] = None
    try:
        return compile(source, path, "exec", dont_inherit=True)
    except BaseException as error:
        sys.excepthook(type(error), error.with_traceback(None), None)
        return None


def fail(error: BaseException) -> None:
    """Report an uncaught exception as the interpreter does, without this file's frame, and end likewise."""
    trace = error.__traceback__.tb_next if error.__traceback__ else None
    sys.excepthook(type(error), error.with_traceback(trace), trace)
    if isinstance(error, KeyboardInterrupt):
        import signal

        sys.stdout.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    child.reserve_low_descriptors()
    request = serve(socket.socket(fileno=int(sys.argv[1])))
    namespace = become(request)
    if request.argv[1] == "-m":
        import runpy

        sys.path.insert(0, os.getcwd())
        sys.argv.pop(0)
        runpy._run_module_as_main(sys.argv[0])
        sys.exit(0)
    code = load(request, namespace)
    if code is None:
        sys.exit(1)
    # Here, not in a function: the program's frames then begin one below the bottom, as near as a fork can come.
    try:
        exec(code, namespace.__dict__)
    except SystemExit:
        raise
    except BaseException as error:
        fail(error)
        sys.exit(1)
