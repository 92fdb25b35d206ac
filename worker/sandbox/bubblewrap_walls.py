"""The walls of a bubblewrap box as command lines. Starts nothing.

    sh: join the control group ─► unshare: (user,) mount namespace ─► sh: mount sized disks ─► bwrap ─► supervisor
                              └─► nsenter: another box's (user and) network namespace ─► unshare: mount namespace ─► …

Each step replaces the one before it, so the process that the worker started is bwrap itself in the end. The disks are
mounted by us, because bwrap cannot bound the number of files on one.
"""

from dataclasses import dataclass
from pathlib import Path

from judge.domain.limits import MAXIMUM
from worker.sandbox.embedded import Toolchain
from worker.sandbox.embedded_places import SYSTEM_PATH, is_system

_CAPABILITIES = ("CAP_SETUID", "CAP_SETGID", "CAP_KILL", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER")
_SEES_MEMORY_OF_OTHERS = "CAP_SYS_PTRACE"
_NAMES_PER_MIB = 512
_SHM_OPTIONS = "mode=1777,nosuid,nodev,size=16m,nr_inodes=4096"

_JOIN = f"""
while [ "$1" != -- ]; do echo 0 > "$1" || exit 1; shift; done
shift
ulimit -c 0
ulimit -n {MAXIMUM.open_files} 2>/dev/null
exec "$@"
"""
_MOUNT = """
mount -t tmpfs -o "$1" judge-disk "$2" && mount -t tmpfs -o "$3" judge-shm "$4" || exit 1
shift 4
exec "$@"
"""

_ETC_OF_HOST = (
    "alternatives",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "mime.types",
    "protocols",
    "services",
    "ssl/certs",
    "ssl/openssl.cnf",
)
"""Settings of the machine that programs need, and that name nobody. Java's own are links from its folder below /usr."""

_HIDDEN = ("kcore", "keys", "latency_stats", "sched_debug", "timer_list")
"""Files of /proc about the whole machine; Docker hides the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """A box to be. ``entrances`` and ``views`` are those of its control group; ``unshare`` makes its root.

    ``join`` are options of nsenter: the namespaces of another box that it shares, its network among them.
    """

    stage: Path
    interpreter: Path
    toolchain: Toolchain
    disk_mib: int
    unshare: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    entrances: tuple[str, ...] = ()
    views: tuple[tuple[str, str], ...] = ()


def command(walls: Walls, seccomp_fd: int, info_fd: int) -> list[str]:
    """The whole command. ``bwrap`` reads its filter from one descriptor and writes its child's id to the other."""
    disk = f"mode=755,nosuid,nodev,size={walls.disk_mib}m,nr_inodes={walls.disk_mib * _NAMES_PER_MIB}"
    return [
        *("/bin/sh", "-c", _JOIN, "sh", *walls.entrances, "--"),
        *(("nsenter", *walls.join, "--") if walls.join else ()),
        *("unshare", *(() if walls.join else walls.unshare), "--mount", "--"),
        *("/bin/sh", "-c", _MOUNT, "sh", disk, str(walls.stage / "disk"), _SHM_OPTIONS, str(walls.stage / "shm")),
        *("bwrap", *_namespaces(walls), "--seccomp", str(seccomp_fd), "--info-fd", str(info_fd)),
        *_root(walls),
        *_system(),
        *_devices(walls.stage),
        *_settings(walls.stage),
        *_own(walls),
        *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"),
        *("--setenv", "PATH", SYSTEM_PATH, "--setenv", "LANG", "C.UTF-8"),
        *("--", str(walls.interpreter), "-I", "-S", "/opt/judge"),
    ]


def _namespaces(walls: Walls) -> list[str]:
    kinds = ("pid", *(() if walls.join else ("net",)), "ipc", "uts", "cgroup-try")
    options = [f"--unshare-{kind}" for kind in kinds]
    return [*options, "--as-pid-1", "--die-with-parent", "--new-session", "--clearenv", "--hostname", "box"]


def _root(walls: Walls) -> list[str]:
    """Capabilities of the supervisor; programs lose them with its user id."""
    kept = [*_CAPABILITIES, *(() if walls.views else (_SEES_MEMORY_OF_OTHERS,))]
    return ["--cap-drop", "ALL", *(word for name in kept for word in ("--cap-add", name))]


def _system() -> list[str]:
    """/usr and the folders beside it that are links into it on most systems."""
    words = ["--ro-bind", "/usr", "/usr"]
    for name in sorted(entry.name for entry in Path("/").iterdir()):
        if name in ("bin", "sbin") or name.startswith("lib"):
            path = Path("/", name)
            if path.is_symlink():
                words += ["--symlink", str(path.readlink()), str(path)]
            elif path.is_dir():
                words += ["--ro-bind", str(path), str(path)]
    return words


def _devices(stage: Path) -> list[str]:
    words = ["--proc", "/proc"]
    for name in _HIDDEN:
        if Path("/proc", name).exists():
            words += ["--ro-bind", "/dev/null", f"/proc/{name}"]
    words += ["--dev", "/dev", "--bind", str(stage / "shm"), "/dev/shm", "--mqueue", "/dev/mqueue"]  # noqa: S108 - paths within the box
    words += ["--bind", str(stage / "disk"), "/box"]
    words += ["--symlink", "box/tmp", "/tmp", "--dir", "/var", "--symlink", "../box/tmp", "/var/tmp"]  # noqa: S108 - paths within the box
    return words


def _settings(stage: Path) -> list[str]:
    words = ["--dir", "/etc", "--dir", "/etc/ssl"]
    for path in sorted((stage / "etc").iterdir()):
        words += ["--ro-bind", str(path), f"/etc/{path.name}"]
    java = [path.name for path in Path("/etc").glob("java-*")]
    for name in (*_ETC_OF_HOST, *java):
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return words


def _own(walls: Walls) -> list[str]:
    """The supervisor, the runtime and the control group's counters."""
    mounts = ((str(walls.stage / "judge"), "/opt/judge"), *walls.toolchain.mounts, *walls.views)
    folders: dict[str, None] = {}
    for _, place in mounts:
        if not is_system(Path(place)):
            folders.update((str(parent), None) for parent in reversed(Path(place).parents[:-1]))
    words = [word for folder in folders for word in ("--dir", folder)]  # else bwrap makes them for its user alone
    words += [word for mount in mounts for word in ("--ro-bind", *mount)]
    return [*words, *(word for place in walls.toolchain.hidden for word in ("--tmpfs", place, "--remount-ro", place))]
