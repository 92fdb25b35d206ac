"""The list of system calls, and what the two backends make of it."""

import errno
import json
from itertools import combinations

import pytest

from worker.sandbox import docker_seccomp
from worker.sandbox.syscalls import OTHERWISE, Comparison, Operator, all_but, allowed, refused, rules


def test_no_call_is_both_allowed_and_refused_or_named_twice():
    names = [*allowed(), *refused()]
    assert sorted(names) == sorted(set(names))


def test_a_call_that_is_looked_at_closely_is_not_allowed_as_a_whole():
    closely = {rule.call for rule in rules() if rule.when}
    assert closely == {"clone", "ioctl", "personality", "setsockopt", "socket", "socketpair"}
    assert not closely & {*allowed(), *refused()}


@pytest.mark.parametrize("values", [(3,), (2, 12), (0, 15), ()])
def test_everything_but_some_numbers_is_matched_once(values):
    masks = list(all_but(values, 4))
    matched = [number for number in range(16) for mask, value in masks if number & mask == value]
    assert matched == [number for number in range(16) if number not in values]


def test_a_number_with_bits_that_the_kernel_ignores_is_the_same_number():
    closely = [rule for rule in rules() if rule.call == "ioctl"]
    assert decisions(closely, (0, 1 << 32 | 0x5412, 0)) == {errno.EPERM}
    assert decisions(closely, (0, 0xFFFF_FFFF_8004_5430, 0)) == {0}


def test_every_option_of_a_socket_but_flow_labels_is_let_through():
    closely = [rule for rule in rules() if rule.call == "setsockopt"]
    for level in (0, 1, 6, 17, 40, 41, 42, 43, 255, 1 << 31, 1 << 32 | 41):
        for option in (0, 1, 31, 32, 33, 67, 1 << 30, 1 << 32 | 32):
            label = (level & 0xFFFF_FFFF, option & 0xFFFF_FFFF) == (41, 32)
            assert decisions(closely, (0, level, option)) == ({errno.EPERM} if label else {0}), (level, option)


SOCKETS = [
    (family, kind, protocol) for family in range(48) for kind in range(16) for protocol in (0, 1, 6, 17, 132, 262)
]


def test_no_socket_is_decided_in_two_ways():
    closely = [rule for rule in rules() if rule.call == "socket"]
    assert [each for each in SOCKETS if len(decisions(closely, each)) != 1 and each[0] != 1] == []


ANSWERS = {
    (1, 1, 0): 0,
    (1, 2, 0): 0,
    (2, 1, 0): 0,
    (10, 1, 6): 0,
    (2, 2, 17): 0,
    (2, 1, 132): errno.EPROTONOSUPPORT,
    (2, 1, 262): errno.EPROTONOSUPPORT,
    (2, 1, 17): errno.EPROTONOSUPPORT,
    (2, 3, 1): errno.EPERM,
    (10, 5, 132): errno.EPERM,
    (16, 3, 0): 0,
    (16, 3, 12): errno.EPROTONOSUPPORT,
    (17, 3, 0): errno.EAFNOSUPPORT,
    (40, 1, 0): errno.EAFNOSUPPORT,
    (3, 5, 0): errno.EAFNOSUPPORT,
}
"""Unix, TCP and UDP sockets, and questions about addresses; not SCTP, MPTCP, raw, netfilter's, packets, the host's."""


@pytest.mark.parametrize(("asked", "error"), ANSWERS.items())
def test_sockets_are_those_that_challenges_need_and_no_others(asked, error):
    closely = [rule for rule in rules() if rule.call == "socket"]
    assert decisions(closely, asked) == {error}


NAMESPACES = (0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000)


def test_a_child_is_let_through_unless_it_wants_a_namespace_of_its_own():
    closely = [rule for rule in rules() if rule.call == "clone"]
    for others in (0, 17, 0x0000_0F11, 0x003D_0F00):
        assert decisions(closely, (others,)) == {0}
        for count in (1, 2, 7):
            for flags in combinations(NAMESPACES, count):
                assert decisions(closely, (others | sum(flags),)) == {errno.EPERM}
    assert [rule.error for rule in rules() if rule.call == "clone3"] == [errno.ENOSYS]


def test_no_personality_is_let_through_that_weakens_a_program():
    closely = [rule for rule in rules() if rule.call == "personality"]
    for value in (0, 0x8, 0x2_0000, 0xFFFF_FFFF):
        assert decisions(closely, (value,)) == {0}
    for value in (0x0004_0000, 0x0010_0000, 0x0020_0000, 0x0040_0000, 0x0040_0008):
        assert decisions(closely, (value,)) == set()
    assert OTHERWISE == errno.ENOSYS


def test_ways_out_of_a_box_are_refused_by_name():
    ways = (
        "ptrace process_vm_readv bpf io_uring_setup mount unshare setns keyctl perf_event_open userfaultfd pidfd_getfd"
    )
    assert set(ways.split()) <= set(refused())


def test_the_profile_is_what_an_engine_reads():
    profile = json.loads(docker_seccomp.profile())
    assert profile["defaultAction"] == "SCMP_ACT_ERRNO"
    named = {(name, entry["action"]) for entry in profile["syscalls"] for name in entry["names"]}
    assert {("read", "SCMP_ACT_ALLOW"), ("ptrace", "SCMP_ACT_ERRNO"), ("clone3", "SCMP_ACT_ERRNO")} <= named
    assert not [name for name in refused() if (name, "SCMP_ACT_ALLOW") in named]
    new_namespaces = {"index": 0, "op": "SCMP_CMP_MASKED_EQ", "value": 0x7E02_0000, "valueTwo": 0}
    assert {"names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [new_namespaces]} in profile["syscalls"]


def decisions(closely, arguments):
    return {rule.error for rule in closely if all(holds(each, arguments[each.argument]) for each in rule.when)}


def holds(comparison: Comparison, value: int) -> bool:
    match comparison.operator:
        case Operator.EQUAL:
            return value == comparison.value
        case Operator.GREATER:
            return value > comparison.value
        case Operator.MASKED:
            return value & comparison.mask == comparison.value
