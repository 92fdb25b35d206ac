"""Submitted as it is: what backend programs ask of the kernel. Prints a line for each thing that does not work."""

import asyncio
import ctypes
import fcntl
import mmap
import multiprocessing
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from multiprocessing import shared_memory

LIBC = ctypes.CDLL(None, use_errno=True)


def threads():
    done = []
    workers = [threading.Thread(target=done.append, args=(number,)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(done) == 8


def subprocesses():
    assert subprocess.run(["cat"], input=b"x", capture_output=True, check=True).stdout == b"x"
    assert os.spawnvp(os.P_WAIT, "true", ["true"]) == 0
    assert os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)[1] == 0


def a_pool_of_processes():
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(abs, [-1, -2]) == [1, 2]


def semaphores_and_shared_memory():
    lock = multiprocessing.Semaphore(1)
    assert lock.acquire(timeout=1)
    block = shared_memory.SharedMemory(create=True, size=4096)
    block.buf[0] = 1
    block.close()
    block.unlink()


def event_loops():
    reader, writer = os.pipe2(os.O_NONBLOCK)
    with select.epoll() as poll:
        poll.register(reader, select.EPOLLIN)
        os.write(writer, b"x")
        assert poll.poll(1)
    assert select.select([reader], [], [], 1)[0]
    assert asyncio.run(asyncio.sleep(0, "done")) == "done"


def descriptors_for_events():
    event = os.eventfd(1)
    assert os.eventfd_read(event) == 1
    timer = LIBC.timerfd_create(1, 0)
    assert timer >= 0
    assert LIBC.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 0, 1000), None) == 0
    assert os.read(timer, 8)
    mask = (ctypes.c_ulong * 16)(1 << (signal.SIGUSR1 - 1))
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    watcher = LIBC.signalfd(-1, mask, 0)
    os.kill(os.getpid(), signal.SIGUSR1)
    assert watcher >= 0 and len(os.read(watcher, 128)) == 128
    assert os.pidfd_open(os.getpid()) >= 0


def notice_of_changed_files():
    folder = tempfile.mkdtemp()
    watcher = LIBC.inotify_init1(0)
    assert LIBC.inotify_add_watch(watcher, folder.encode(), 0x100) > 0
    open(f"{folder}/new", "w").close()
    assert b"new" in os.read(watcher, 4096)


def nameless_files():
    handle = os.memfd_create("x", os.MFD_ALLOW_SEALING)
    os.write(handle, b"abc")
    fcntl.fcntl(handle, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE)
    with mmap.mmap(handle, 3, mmap.MAP_PRIVATE, mmap.PROT_READ) as view:
        assert view[:] == b"abc"


def code_made_while_running():
    """Machine code that returns 42, as a compiler of a virtual machine writes it: first written, then executable."""
    code = {"x86_64": b"\xb8\x2a\x00\x00\x00\xc3", "aarch64": b"\x40\x05\x80\x52\xc0\x03\x5f\xd6"}[os.uname().machine]
    LIBC.mmap.restype = ctypes.c_void_p
    LIBC.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long)
    LIBC.mprotect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    page = LIBC.mmap(None, 4096, 3, 0x22, -1, 0)
    ctypes.memmove(page, code, len(code))
    assert LIBC.mprotect(page, 4096, 5) == 0
    assert ctypes.CFUNCTYPE(ctypes.c_int)(page)() == 42


def sockets():
    newer = []
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        newer.append((socket.AF_INET6, "::1"))
    except OSError as error:
        assert error.errno == 99, error  # engines leave loopback without this address
    for family, host in ((socket.AF_INET, "127.0.0.1"), *newer):
        with socket.create_server((host, 0), family=family) as server:
            with socket.create_connection(server.getsockname()[:2]) as client:
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                accepted, _ = server.accept()
                client.sendall(b"x")
                assert accepted.recv(1) == b"x"
                accepted.close()
        with socket.socket(family, socket.SOCK_DGRAM, socket.IPPROTO_UDP) as datagrams:
            datagrams.bind((host, 0))
            datagrams.sendto(b"x", datagrams.getsockname())
            assert datagrams.recv(1) == b"x"


def sockets_of_unix():
    for name in (f"{tempfile.mkdtemp()}/socket", "\0of my own"):
        with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
            server.bind(name)
            server.listen()
            client.connect(name)
    left, right = socket.socketpair()
    socket.send_fds(left, [b"x"], [0])
    assert socket.recv_fds(right, 1, 1)[1]


def names_and_addresses():
    assert [name for _, name in socket.if_nameindex()] == ["lo"]
    assert socket.getaddrinfo("localhost", 80)
    assert LIBC.getifaddrs(ctypes.byref(ctypes.c_void_p())) == 0


def files():
    with open("locked", "w+b") as file, open("copy", "w+b") as copy:
        fcntl.flock(file, fcntl.LOCK_EX)
        fcntl.lockf(file, fcntl.LOCK_EX)
        file.write(b"abc")
        file.flush()
        os.fsync(file.fileno())
        os.fdatasync(file.fileno())
        os.posix_fallocate(file.fileno(), 0, 8192)
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        assert os.sendfile(copy.fileno(), file.fileno(), 0, 3) == 3
        assert os.copy_file_range(file.fileno(), copy.fileno(), 3, 0) == 3
        with mmap.mmap(file.fileno(), 3) as view:
            view[0] = 0x7A
            view.flush()
    os.makedirs("deep/er")
    os.rename("copy", "deep/er/copy")
    os.link("deep/er/copy", "link")
    os.symlink("link", "soft")
    os.replace("soft", "deep/soft")
    os.mkfifo("pipe")
    os.chmod("link", 0o600)
    os.utime("link")
    os.truncate("link", 1)
    os.statvfs(".")
    for name in ("link", "pipe", "locked"):
        os.unlink(name)


def attributes():
    try:
        os.setxattr("main.py", "user.x", b"1", follow_symlinks=True)
    except OSError as error:
        assert error.errno != 38, error  # a sealed file, or a file system without any, may refuse


def files_of_the_kernel():
    with open("/dev/null", "w") as null:
        null.write("x")
    with open("/proc/self/comm", "w") as name:
        name.write("renamed")
    assert os.path.exists("/dev/shm") and os.urandom(1)


def terminals():
    pid, terminal = pty.fork()
    if pid == 0:
        os.write(1, b"%d" % sys.stdout.isatty())
        os._exit(0)
    assert os.read(terminal, 1) == b"1"
    os.waitpid(pid, 0)


def time_and_priority():
    time.sleep(0.001)
    signal.setitimer(signal.ITIMER_REAL, 10)
    signal.setitimer(signal.ITIMER_REAL, 0)
    os.nice(1)
    os.sched_setaffinity(0, os.sched_getaffinity(0))
    os.sched_yield()
    os.getloadavg()


def children_that_can_be_signalled():
    child = subprocess.Popen(["sleep", "10"])
    child.terminate()
    assert child.wait(5) == -signal.SIGTERM


for need in (
    threads,
    subprocesses,
    a_pool_of_processes,
    semaphores_and_shared_memory,
    event_loops,
    descriptors_for_events,
    notice_of_changed_files,
    nameless_files,
    code_made_while_running,
    sockets,
    sockets_of_unix,
    names_and_addresses,
    files,
    attributes,
    files_of_the_kernel,
    terminals,
    time_and_priority,
    children_that_can_be_signalled,
):
    try:
        need()
    except BaseException as error:
        print(need.__name__, repr(error), flush=True)
print("all tried")
