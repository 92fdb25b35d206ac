"""What a pod does with its sidecars, whatever the walls of their boxes are made of."""

from dataclasses import dataclass, field, replace

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.sidecars import load_sidecars
from tests.fakes.pod import FakeServiceBox, started_well
from worker.sandbox import pods
from worker.sandbox.box import BoxIdentity, Interior
from worker.sandbox.interface import SidecarSpec
from worker.sandbox.pods import PodMaker
from worker.sandbox.pool import BoxKind, PodKind
from worker.sidecar_server import ServerDown

REDIS = SidecarSpec("redis", 6379)
POSTGRES = SidecarSpec("postgres", 5432)
BOX = BoxKind("python", 64)
READY_MS = 1.0
"""What the fake box says of any run, that of a sidecar's ``ready`` among them."""


@dataclass
class Box(FakeServiceBox):
    """``problems`` is what a reset cannot prove clean."""

    name: str = ""
    takes_ms: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def identity(self):
        return BoxIdentity(interior=Interior(name=self.name), first_uid=1, disk_mib=1, report=self.report)

    def begin(self):
        self.calls.append("begin")

    def reset(self, own_network=True):
        self.calls.append("reset" if own_network else "reset among others")
        return self.problems

    def start(self, request):
        self.outcomes.append(started_well(self.takes_ms))
        return super().start(request)


@dataclass
class Boxes:
    """A backend whose servers take a millisecond more from each box to the next."""

    made: list[Box] = field(default_factory=list)
    pinned: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    stays: tuple[str, ...] = ()
    destroyed: list[Box] = field(default_factory=list)

    def make(self, kind, memory_mib, cores):
        assert not cores, "what is started ahead of need is in nobody's way"
        return self._add(kind.runtime)

    def pin(self, box, cores):
        self.pinned.append((box.name, cores))
        return box.name not in self.stays

    def join(self, box, part):
        return self._add(part.interior.name)

    def _add(self, name):
        self.made.append(Box(name=name, takes_ms=100.0 + len(self.made)))
        return self.made[-1]

    def fit(self, box, memory_mib, cores):
        return self.pin(box, cores)

    def destroy(self, box):
        self.destroyed.append(box)


@pytest.fixture
def boxes():
    return Boxes()


@pytest.fixture
def maker(boxes):
    return PodMaker(boxes, load_sidecars())


def make(maker, *ahead):
    return maker.make(PodKind(BOX, ahead), 128, ())


@pytest.mark.parametrize("ahead", [(), (REDIS, POSTGRES)], ids=["when asked for", "ahead"])
def test_how_long_a_sidecar_took_is_told_even_if_nobody_waited(maker, ahead):
    pod = make(maker, *ahead)

    for spec in (REDIS, POSTGRES):
        served = pod.sidecar(spec)
        assert served.box.name == spec.type
        assert served.started_ms - served.box.takes_ms in (0, READY_MS)


def test_every_box_goes_with_its_pod_and_the_candidates_goes_last(maker, boxes):
    pod = make(maker, REDIS)
    pod.sidecar(REDIS)
    pod.sidecar(POSTGRES)

    maker.destroy(pod)

    assert sorted(box.name for box in boxes.destroyed) == ["postgres", "python", "redis", "tester"]
    assert boxes.destroyed[-1].name == "python"


def test_a_pod_that_cannot_be_made_whole_leaves_nothing(maker, boxes):
    with pytest.raises(SandboxUnavailable, match="no sidecar of type cassandra"):
        make(maker, REDIS, replace(REDIS, type="cassandra"))

    assert sorted(map(id, boxes.destroyed)) == sorted(map(id, boxes.made))


def test_the_next_stage_has_its_server_in_the_emptied_box_of_the_last(maker, boxes):
    pod = make(maker, REDIS)
    first = pod.sidecar(REDIS).box
    before = list(first.calls)
    pod.clear()

    second = pod.sidecar(replace(REDIS, port=6380)).box

    assert second is first
    assert first.calls == [*before, "reset among others", *before]
    assert [box.name for box in boxes.made].count("redis") == 1


def test_a_box_is_not_given_to_two_sidecars_or_to_one_of_another_type(maker):
    pod = make(maker)
    first = pod.sidecar(REDIS).box
    pod.clear()

    others = [pod.sidecar(spec).box for spec in (POSTGRES, REDIS, replace(REDIS, port=6380))]

    assert [box is first for box in others] == [False, True, False]


def test_a_box_that_is_not_proved_clean_is_not_used_again_and_goes_with_the_pod(maker, boxes):
    pod = make(maker)
    first = pod.sidecar(REDIS).box
    first.problems = ["a process is left"]
    pod.clear()

    assert pod.sidecar(REDIS).box is not first
    maker.destroy(pod)
    assert first in boxes.destroyed


def test_a_pod_serves_one_submission_which_is_another_user_in_each_of_its_boxes(maker):
    pod = make(maker)
    pod.begin()
    assert (pod.box.calls, pod.tester.calls, pod.uses) == (["begin"], ["begin"], 1)
    assert pod.reset()


def test_a_server_that_does_not_come_up_leaves_no_box(maker, boxes, monkeypatch):
    def down(*_):
        raise ServerDown("it exited")

    pod = make(maker)
    monkeypatch.setattr(pods, "serve", down)
    with pytest.raises(SandboxUnavailable, match="it exited"):
        pod.sidecar(REDIS)
    assert [box.name for box in boxes.destroyed] == ["redis"]


CORE = (1,)


def test_every_box_of_a_pod_is_moved_to_its_core(maker, boxes):
    pod = maker.make(PodKind(BOX, (REDIS,)), 128, CORE)
    pod.sidecar(POSTGRES)
    assert {name for name, cores in boxes.pinned if cores == CORE} == {"python", "tester", "redis", "postgres"}
    boxes.pinned.clear()
    assert maker.fit(pod, 128, (0,))
    assert {name for name, cores in boxes.pinned if cores == (0,)} == {"python", "tester", "redis", "postgres"}


@pytest.mark.parametrize("stays", ["tester", "redis"])
def test_a_pod_of_which_a_box_is_elsewhere_is_no_pod(maker, boxes, stays):
    boxes.stays = (stays,)
    with pytest.raises(SandboxUnavailable, match="core"):
        maker.make(PodKind(BOX, (REDIS,)), 128, CORE)
    assert sorted(map(id, boxes.destroyed)) == sorted(map(id, boxes.made))


def test_a_sidecar_that_stays_elsewhere_is_none(maker, boxes):
    pod = maker.make(PodKind(BOX, ()), 128, CORE)
    boxes.stays = ("redis",)
    with pytest.raises(SandboxUnavailable, match="core"):
        pod.sidecar(REDIS)
    maker.destroy(pod)
    assert sorted(map(id, boxes.destroyed)) == sorted(map(id, boxes.made))
