"""A program forked from the warm interpreter behaves as one started with ``python3 main.py``: the same bytes come out.

Each program runs both ways in one box; ``/usr/bin/python3`` is not the zygote's name, so that one is exec'd.
"""

import re
from collections.abc import Iterator

import pytest

from judge.domain.limits import Limits
from tests.backends import Backend, open_sandbox
from worker.sandbox.interface import BoxSpec, RunRequest, RunResult, Sandbox

pytestmark = pytest.mark.docker
LIMITS = Limits(cpu_s=5, wall_s=15, open_files=128)

PROGRAMS = {
    "names": "print(__name__, __file__, __package__, __spec__, __cached__, type(__loader__).__name__, __doc__)",
    "namespace": "print(sorted(globals()))",
    "annotations": "x: int = 3\nprint(__annotations__)",
    "argv and path": "import sys; print(sys.argv, sys.path, sys.flags, sys.orig_argv[1:])",
    "modules": "import sys; print(sorted(sys.modules))",
    "environment": "import os; print(sorted(k for k in os.environ if k not in ('PWD', '_', 'SHLVL', 'OLDPWD')))",
    "streams": "import sys\nfor s in sys.stdin, sys.stdout, sys.stderr: "
    "print(s.encoding, s.errors, s.line_buffering, s.name)",
    "seekable": "import sys; print([s.seekable() for s in (sys.stdin, sys.stdout, sys.stderr)], sys.stdin.isatty())",
    "input": "print(input() + input())",
    "end of input": "import sys; sys.stdin.read(); input()",
    "exception": "def f(n):\n    return 1 / n\nf(0)",
    "chained": "try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('b') from e",
    "group": "raise ExceptionGroup('g', [ValueError(1), TypeError(2)])",
    "syntax error": "def f(:\n    pass",
    "indentation": "if True:\nprint(1)",
    "null byte": "print(1)\0",
    "bad encoding": "# -*- coding: nonsense -*-\nprint(1)",
    "latin source": "# -*- coding: latin-1 -*-\nprint('\xe9')",
    "exit status": "import sys; sys.exit(3)",
    "exit text": "import sys; sys.exit('bye')",
    "exit none": "raise SystemExit",
    "exit large": "import sys; sys.exit(257)",
    "os exit": "import os; print('lost'); os._exit(5)",
    "quit": "quit(4)",
    "atexit": "import atexit; atexit.register(print, 'last'); print('first'); raise ValueError",
    "thread outlives main": "import threading, time\ndef f(): time.sleep(0.1); print('late')\n"
    "threading.Thread(target=f).start(); print('main')",
    "daemon thread": "import threading, time\n"
    "threading.Thread(target=lambda: time.sleep(9), daemon=True).start(); print(1)",
    "file not closed": "f = open(1, 'w', closefd=False)\nf.write('flushed at the end')",
    "wrapped stdout": "import sys, io\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8')\nprint('x')",
    "del at exit": "class A:\n    def __del__(self): print('gone')\na = A()",
    "cycle at exit": "class A:\n    def __del__(self): print('gone')\na = A(); a.me = a",
    "closed stdout": "import sys; print('x'); sys.stdout.close()",
    "unraisable": "class A:\n    def __del__(self): raise ValueError('in del')\na = A(); del a; print('on')",
    "excepthook": "import sys; sys.excepthook = lambda *e: print('mine', e[0].__name__); raise KeyError",
    "surrogates": "print('\\udc80')",
    "bytes out": "import sys; sys.stdout.buffer.write(bytes(range(256)))",
    "recursion": "import sys\nprint(sys.getrecursionlimit())\ndef f(n): return n and f(n - 1)\nprint(f(900))\n"
    "try: f(5000)\nexcept RecursionError: print('deep')",
    "signal handlers": "import signal; print([signal.getsignal(each) for each in sorted(signal.valid_signals())])",
    "sigpipe and sigint": "import signal; print(signal.getsignal(signal.SIGPIPE), signal.getsignal(signal.SIGINT))",
    "sigint": "import os, signal; os.kill(os.getpid(), signal.SIGINT)",
    "sigterm": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    "abort": "import os; os.abort()",
    "stdin device": "print(open('/dev/stdin').read())",
    "subprocess": "import subprocess, sys; print(subprocess.run([sys.executable, '-c', 'print(6*7)'], "
    "capture_output=True, text=True).stdout)",
    "multiprocessing fork": "import multiprocessing as m\ndef f(q): q.put(7)\nif __name__ == '__main__':\n"
    "    q = m.SimpleQueue(); p = m.Process(target=f, args=(q,)); p.start(); print(q.get()); p.join()",
    "multiprocessing spawn": "import multiprocessing as m\ndef f(q): q.put(7)\nif __name__ == '__main__':\n"
    "    c = m.get_context('spawn'); q = c.SimpleQueue(); p = c.Process(target=f, args=(q,)); p.start(); "
    "print(q.get()); p.join()",
    "pickle main": "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))).__module__)",
    "inspect": "import inspect\ndef f(): pass\nprint(inspect.getsource(f), inspect.getmodule(f).__name__)",
    "dataclass": "import dataclasses\n@dataclasses.dataclass\nclass A:\n    x: 'int'\nprint(A(1))",
    "helper module": "import helper; print(helper.__name__, helper.__file__, helper.VALUE)",
    "module del at exit": "import helper; helper.keep = helper.Loud()",
    "descriptors": "import os\nprint([n for n in range(20) if os.path.exists(f'/proc/self/fd/{n}')])",
    "identity": "import os; print(os.getuid() > 1000, os.getgroups(), os.getcwd(), os.getsid(0) == os.getpid())",
    "umask and limits": "import os, resource as r\nprint(os.umask(0), [r.getrlimit(x) for x in "
    "(r.RLIMIT_NOFILE, r.RLIMIT_NPROC, r.RLIMIT_CORE, r.RLIMIT_FSIZE, r.RLIMIT_STACK)])",
    "warnings": "import warnings; warnings.warn('careful')",
    "deprecation in main": "import re\nre.compile('(?i)x')\nprint('\\d')",
    "gc": "import gc; print(gc.isenabled(), gc.get_threshold(), gc.get_freeze_count() >= 0)",
    "asyncio": "import asyncio\nasync def f(): await asyncio.sleep(0); return 5\nprint(asyncio.run(f()))",
    "decimal and json": "import json, decimal; print(json.dumps({'a': [1, None]}), decimal.Decimal('0.1') * 3)",
    "future": "from __future__ import annotations\nx: Undefined = 1\nprint(__annotations__)",
    "main again": "import runpy; print(len(runpy.run_path('helper.py')) > 3)",
}
HELPER = b"VALUE = 11\nclass Loud:\n    def __del__(self): print('helper object gone')\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with open_sandbox(Backend.RUNC) as sandbox:
        yield sandbox


def facts(result: RunResult) -> tuple[object, ...]:
    address = re.compile(rb"0x[0-9a-f]{12}")
    return result.exit_code, result.signal, address.sub(b"", result.stdout), address.sub(b"", result.stderr)


@pytest.mark.parametrize("name", PROGRAMS)
def test_forked_and_started_programs_behave_alike(sandbox: Sandbox, name: str) -> None:
    source = PROGRAMS[name].encode("latin-1" if "latin" in name else "utf-8")
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source, "helper.py": HELPER})
        requests = [
            RunRequest(argv=(interpreter, "main.py", "one", "-x"), limits=LIMITS, stdin=b"first\nsecond\n")
            for interpreter in ("python3", "/usr/bin/python3")
        ]
        forked, started = box.run_each(requests)
    assert facts(forked) == facts(started)


@pytest.mark.parametrize("argv", [("-m", "helper"), ("-m", "missing_module"), ("missing.py",), ("-m", "json.tool")])
def test_modules_and_missing_files_are_alike_too(sandbox: Sandbox, argv: tuple[str, ...]) -> None:
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"helper.py": b"import sys; print(__name__, sys.argv, sys.path[0])"})
        requests = [
            RunRequest(argv=(interpreter, *argv), limits=LIMITS, stdin=b'{"a":1}')
            for interpreter in ("python3", "/usr/bin/python3")
        ]
        forked, started = box.run_each(requests)
    assert (forked.exit_code, forked.stdout) == (started.exit_code, started.stdout)
    assert forked.stderr.replace(b"/usr/bin/", b"") == started.stderr.replace(b"/usr/bin/", b"")


def test_more_arguments_than_the_zygote_can_be_told_arrive_all_the_same(sandbox: Sandbox) -> None:
    request = RunRequest(argv=("python3", "main.py", *[""] * 65536), limits=LIMITS)
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": b"import sys; print(len(sys.argv))"})
        assert box.run(request).stdout == b"65537\n"
