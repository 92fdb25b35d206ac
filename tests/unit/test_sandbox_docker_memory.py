"""What gVisor's kernel holds, read from the control groups that an engine makes, under both versions and drivers."""

import pytest

from worker.sandbox.docker_memory import KernelMemory

MIB = 1 << 20
ID = "5f" * 32
VERSION_1 = "cache 7\nrss {0}\nshmem 3\ntotal_cache 7\ntotal_rss {0}\n"
VERSION_2 = "anon {}\nfile 12\nkernel 5\nshmem 3\n"


@pytest.mark.parametrize(
    ("group", "text"),
    [
        (f"memory/docker/{ID}", VERSION_1),
        (f"memory/system.slice/docker-{ID}.scope", VERSION_1),
        (f"docker/{ID}", VERSION_2),
        (f"system.slice/docker-{ID}.scope", VERSION_2),
    ],
)
def test_what_the_kernel_took_since_it_was_ready_is_told(tmp_path, group, text):
    stat = tmp_path / group / "memory.stat"
    stat.parent.mkdir(parents=True)
    stat.write_text(text.format(20 * MIB))
    memory = KernelMemory(ID, tmp_path)
    assert memory.grown_bytes() == 0
    stat.write_text(text.format(150 * MIB))
    assert memory.grown_bytes() == 130 * MIB


def test_nothing_is_said_of_an_engine_on_another_machine(tmp_path):
    assert KernelMemory(ID, tmp_path).grown_bytes() == 0


def test_a_container_that_is_gone_has_taken_more_than_there_is(tmp_path):
    stat = tmp_path / "docker" / ID / "memory.stat"
    stat.parent.mkdir(parents=True)
    stat.write_text(VERSION_2.format(MIB))
    memory = KernelMemory(ID, tmp_path)
    stat.unlink()
    assert memory.grown_bytes() > 1 << 60
