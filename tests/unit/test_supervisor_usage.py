"""What the supervisor reads of its box, from files as the kernel writes them."""

import os
import time
from pathlib import Path

import pytest

from worker.supervisor.usage import CgroupV1, CgroupV2, GVisor, find, own_bytes

MIB = 1 << 20


def version_1(root: Path) -> CgroupV1:
    for controller in ("cpuacct", "memory"):
        (root / controller).mkdir()
    (root / "cpuacct/cpuacct.usage").write_text("100000000000\n")
    (root / "memory/memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 2\n")
    (root / "memory/memory.stat").write_text(f"cache 1\nrss {900 * MIB}\nshmem {30 * MIB}\n")
    (root / "memory/memory.kmem.usage_in_bytes").write_text(f"{5 * MIB}\n")
    return CgroupV1(str(root))


def version_2(root: Path) -> CgroupV2:
    (root / "cpu.stat").write_text("usage_usec 100000000\nuser_usec 1\n")
    (root / "memory.events").write_text("low 0\noom 3\noom_kill 2\n")
    (root / "memory.stat").write_text(f"anon {900 * MIB}\nfile 7\nkernel {5 * MIB}\nshmem {30 * MIB}\n")
    return CgroupV2(str(root))


@pytest.mark.parametrize("make", [version_1, version_2])
def test_a_control_group_is_read_without_the_supervisors_own_share(tmp_path, make):
    usage = make(tmp_path)
    assert usage.oom_kills() == 2
    assert usage.kernel_bytes() == 5 * MIB
    assert usage.cpu_s() == pytest.approx(100 - time.process_time(), abs=0.5)
    anonymous, shared = usage.memory_bytes()
    assert (anonymous, shared) == (pytest.approx(900 * MIB - own_bytes(), abs=4 * MIB), 30 * MIB)


def test_what_the_supervisor_holds_is_its_own():
    before = own_bytes()
    block = os.urandom(40 * MIB)
    assert own_bytes() - before == pytest.approx(len(block), abs=8 * MIB)


@pytest.mark.parametrize("release", ["4.4.0", "4.19.0-gvisor"])
def test_gvisor_is_known_whatever_version_it_says_it_is(tmp_path, release):
    (tmp_path / "version").write_text(f"Linux version {release} #1 SMP Sun Jan 10 15:06:54 PST 2016\n")
    assert isinstance(find(str(tmp_path / "version")), GVisor)
    (tmp_path / "version").write_text("Linux version 6.1.0-28-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1\n")
    assert not isinstance(find(str(tmp_path / "version")), GVisor)
