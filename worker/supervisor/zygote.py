"""A warm Python interpreter that forks instead of starting anew. A process of its own; it never sees judge data.

Started by the supervisor with the candidate's interpreter and environment, as root; every program is a fork that gives
up its rights exactly as an exec'd one does (``child.enter``) and then behaves as ``python3 main.py`` would: same
``__main__``, ``sys.path``, ``sys.argv``, tracebacks, exit status. Only the end is quicker: an interpreter that takes
itself apart writes to every page it shares with this one (8 ms); ``finish`` runs what a program can see of that.

    supervisor ──socketpair: request + descriptors──► zygote ──fork──► program
               ◄──pid, then wait status and rusage──┘

Built-in and frozen modules only, so that a program finds ``sys.modules`` as a fresh interpreter has it; unless it was
told to import more (arguments after the first), for programs of the judge's own.
"""

import _ctypes
import _signal
import _socket
import gc
import marshal
import os
import sys

_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_PR_SET_DUMPABLE = 4
_prctl = _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")
Module = type(sys)

sys.path.insert(0, _OURS)
from supervisor import child

_at_start = set(sys.modules)
_running = [False]
"""Whether there is a program, whose end ``wait`` tells of."""


class Request:
    """The attributes of ``supervisor.request.Run``."""

    def __init__(self, fields):
        self.__dict__.update(fields)


def serve(control):
    """Answer requests for ever in the zygote; return, in each forked child, with what it has to become."""
    while True:
        message, ancillary, _, _ = control.recvmsg(1 << 20, _socket.CMSG_SPACE(8 * 4))
        if not message:
            os._exit(0)
        data = b"".join(piece for _, _, piece in ancillary)
        descriptors = [int.from_bytes(data[at : at + 4], sys.byteorder) for at in range(0, len(data), 4)]
        fields = marshal.loads(message)
        _running[0] = True  # before it can have ended
        pid = os.fork()
        if pid == 0:
            _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
            control.close()
            run = Request(fields)
            child.enter(run, descriptors, run.env["PWD"])
            return run
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(marshal.dumps(pid))
        control.send(marshal.dumps(wait(pid)))
        _running[0] = False
        bury()


def wait(pid):
    """Status, processor time and peak of ``pid`` once it has ended. Its siblings are children of ours too, and count:
    a program makes them with CLONE_PARENT."""
    cpu_s, peak_kib = 0.0, 0
    while True:
        ended, status, usage = os.wait4(-1, 0)
        cpu_s += usage.ru_utime + usage.ru_stime
        peak_kib = max(peak_kib, usage.ru_maxrss)
        if ended == pid:
            return status, cpu_s, peak_kib


def bury(*_):
    """Wait for siblings that the program left behind, or they would stay in the box for good."""
    try:
        while not _running[0] and os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def become(run):
    """Make the interpreter look as if it had been started with ``run.argv``; the new, empty ``__main__``."""
    # Changing the uid cleared this flag; exec would have set it again, and /dev/stdin needs it.
    _ctypes.call_function(_prctl, (_PR_SET_DUMPABLE, 1, 0, 0, 0))
    for name in list(os.environ):
        if name not in run.env:
            del os.environ[name]
    for name, value in run.env.items():
        if os.environ.get(name) != value:
            os.environ[name] = value
    for name in ("supervisor", "supervisor.child", *(() if _preload else ("_ctypes", "_socket", "resource", "gc"))):
        sys.modules.pop(name, None)
    sys.orig_argv[:] = run.argv
    sys.argv[:] = run.argv[1:]
    del sys.path[0:2]
    main = Module("__main__")
    main.__dict__["__builtins__"] = __builtins__
    main.__dict__["__annotations__"] = {}
    sys.modules["__main__"] = main
    return main


def load(run, main):
    """The code that ``run.argv`` names, with ``__main__`` prepared for it; none after saying why there is none."""
    path = os.path.join(os.getcwd(), run.argv[1])
    sys.path.insert(0, os.path.dirname(path))
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        sys.stderr.write(f"{run.argv[0]}: can't open file {path!r}: [Errno {error.errno}] {error.strerror}\n")
        finish(2)
    loader = sys.modules["_frozen_importlib_external"].SourceFileLoader("__main__", path)
    main.__dict__.update(__file__=path, __cached__=None, __doc__=None, __spec__=None, __loader__=loader)
    main.__dict__["__package__"] = None
    try:
        if b"\0" not in source:
            return compile(source, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        pass
    # What does not compile (or is odd) is left to the interpreter itself, which reads files in its own way.
    return os.execvpe(run.argv[0], run.argv, run.env)


def fail(error):
    """Report an uncaught exception as the interpreter does, without this file's frame; the exit status."""
    if isinstance(error, SystemExit):
        if error.code is None or isinstance(error.code, int):
            return (error.code or 0) & 0xFF
        sys.stderr.write(f"{error.code}\n")
        return 1
    trace = error.__traceback__.tb_next
    sys.excepthook(type(error), error.with_traceback(trace), trace)
    if isinstance(error, KeyboardInterrupt):
        import _signal

        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
        sys.stdout.flush()
        os.kill(os.getpid(), _signal.SIGINT)
    return 1


def finish(status):
    """End as the interpreter does: wait for threads, run exit functions, drop the program's objects, flush."""
    if "threading" in sys.modules:
        sys.modules["threading"]._shutdown()
    if "atexit" in sys.modules:
        sys.modules["atexit"]._run_exitfuncs()
    streams = (sys.stdout, sys.stderr)
    for name in [name for name in reversed(list(sys.modules)) if name not in _at_start or name == "__main__"]:
        module = sys.modules[name]
        if _is_the_programs(module):
            module.__dict__.clear()
    # The oldest generation is empty until the middle one was collected; to go through it costs half a millisecond.
    gc.collect(2 if gc.get_stats()[1]["collections"] > _collections_before else 1)
    for stream in streams:
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException:
            status = 120
    os._exit(status)


def _is_the_programs(module):
    """Modules whose objects may act when they go: those of the submission, not the library's."""
    origin = getattr(module, "__file__", None)
    return isinstance(module, Module) and isinstance(origin, str) and origin.startswith("/box/")


if __name__ == "__main__":
    child.reserve_low_descriptors()
    _control = _socket.socket(fileno=int(sys.argv[1]))
    _preload = sys.argv[2:]
    for _name in _preload:
        __import__(_name)
    _signal.signal(_signal.SIGCHLD, bury)
    gc.collect()
    gc.freeze()
    _collections_before = gc.get_stats()[1]["collections"]
    _run = serve(_control)
    _main = become(_run)
    if _run.argv[1] == "-m":
        import runpy

        sys.path.insert(0, os.getcwd())
        sys.argv.pop(0)
        try:
            runpy._run_module_as_main(sys.argv[0])
        except BaseException as _error:
            finish(fail(_error))
        finish(0)
    _code = load(_run, _main)
    _status = 0
    # Here, not in a function: the program's frames then begin one below the bottom, as near as a fork can come.
    try:
        exec(_code, _main.__dict__)
    except BaseException as _error:
        _status = fail(_error)
    finish(_status)
