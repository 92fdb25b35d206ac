"""A box that is lost while a submission is in it: the submission's doing only if the machine is well."""

from contextlib import contextmanager

import pytest

from judge.domain.errors import BoxBroken, SandboxUnavailable
from tests.unit.grading_sample import CASES, GROUPS, challenge, result, stdio
from tests.unit.test_pipeline import Grading

STAGE = stdio(name="first", points=10, groups=GROUPS[:1], cases=CASES[:1])


class Machine:
    """Boxes that may be lost: the submission's own once it runs, and any after it."""

    def __init__(self, grading, *, own: bool, others: bool) -> None:
        self.lost = [own, others]
        self.seen = []
        self._acquire = grading.sandbox.acquire
        grading.sandbox.acquire = self.acquire

    @contextmanager
    def acquire(self, spec):
        with self._acquire(spec) as box:
            self.seen.append(spec)
            if self.lost[min(len(self.seen), 2) - 1]:
                box.run = box.run_each = self.gone
            yield box

    def gone(self, *_):
        raise SandboxUnavailable("the box is lost")


def outcome(*, own: bool, others: bool):
    grading = Grading(challenge(STAGE))
    machine = Machine(grading, own=own, others=others)
    with pytest.raises(SandboxUnavailable) as raised:
        grading.grade(b"cat")
    return type(raised.value), machine


def test_a_lost_box_is_the_submissions_doing_where_a_new_one_works():
    kind, machine = outcome(own=True, others=False)
    assert kind is BoxBroken
    assert machine.seen[1].fresh


def test_a_lost_box_is_nobodys_doing_where_a_new_one_is_lost_too():
    assert outcome(own=True, others=True)[0] is SandboxUnavailable


def test_a_box_that_still_answers_is_not_broken():
    grading = Grading(challenge(STAGE))
    machine = Machine(grading, own=False, others=False)

    def busy(_requests):
        raise SandboxUnavailable("this machine was too busy to run the program")

    plain = machine.acquire

    @contextmanager
    def acquire(spec):
        with plain(spec) as box:
            box.run_each = busy
            yield box

    grading.sandbox.acquire = acquire
    with pytest.raises(SandboxUnavailable) as raised:
        grading.grade(b"cat")
    assert type(raised.value) is SandboxUnavailable
    assert len(machine.seen) == 1


def test_a_lost_box_is_nobodys_doing_where_there_is_no_new_one():
    grading = Grading(challenge(STAGE))
    machine = Machine(grading, own=True, others=False)
    plain = machine.acquire

    @contextmanager
    def acquire(spec):
        if machine.seen:
            raise SandboxUnavailable("the engine makes none")
        with plain(spec) as box:
            yield box

    grading.sandbox.acquire = acquire
    with pytest.raises(SandboxUnavailable) as raised:
        grading.grade(b"cat")
    assert type(raised.value) is SandboxUnavailable


@pytest.mark.parametrize(("own", "others", "kind"), [(1, 0, BoxBroken), (1, 1, SandboxUnavailable)])
def test_a_box_in_which_nothing_ends_well_any_more_does_not_answer(own, others, kind):
    grading = Grading(challenge(STAGE))
    machine = Machine(grading, own=False, others=False)
    plain = machine.acquire

    @contextmanager
    def acquire(spec):
        with plain(spec) as box:
            ends = own if len(machine.seen) == 1 else others
            box.run, box.run_each = (lambda _: result(exit_code=ends)), machine.gone
            yield box

    grading.sandbox.acquire = acquire
    with pytest.raises(SandboxUnavailable) as raised:
        grading.grade(b"cat")
    assert type(raised.value) is kind
