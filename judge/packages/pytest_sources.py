"""What can be seen of pytest's tests from their sources, before anything has run."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

_FILE = re.compile(r"(.*/)?(test_[^/]*|[^/]*_test)\.py")
_TEST = re.compile(rb"^[ \t]*(?:async[ \t]+)?def[ \t]+test", re.MULTILINE)
_MOVED = re.compile(rb"""mark[ \t]*\.[ \t]*group\(\s*["']([A-Za-z0-9_-]{1,64})["']""")

_MARKED = re.compile(rb"mark[ \t]*\.[ \t]*(group|visibility|hidden)\b")


def is_test_file(path: str) -> bool:
    return _FILE.fullmatch(path) is not None


def count_tests(inside: Mapping[str, bytes]) -> int:
    """The test functions in a folder; a parametrised one counts once, a file of tests at least as one."""
    return sum(max(1, len(_TEST.findall(content))) for path, content in inside.items() if is_test_file(path))


def moved_tests(inside: Mapping[str, bytes]) -> Iterator[tuple[str, dict[str, int]]]:
    """Files in a folder whose tests are marked as those of other groups: each group once, with how many it gets."""
    for path, content in inside.items():
        if is_test_file(path):
            marked = Counter[bytes](_MOVED.findall(content))
            yield path, {group.decode(): number for group, number in marked.items()}


def says_more_than_its_folder(content: bytes) -> bool:
    """Whether a file marks tests as hidden or as another group's: it is not for all who may see its folder."""
    return _MARKED.search(content) is not None
