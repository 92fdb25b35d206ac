"""Test data of the challenge sum-of-two."""

from random import Random

from scripts.challenges.casefiles import Case, run

LARGEST = 10**18


def case(pairs: list[tuple[int, int]]) -> Case:
    return Case(
        input="".join(f"{a} {b}\n" for a, b in pairs),
        answer="".join(f"{a + b}\n" for a, b in pairs),
    )


def extremes() -> list[tuple[int, int]]:
    """Where 32 bits and doubles give up."""
    edges = [0, 1, 2**31 - 1, 2**31, 2**53 - 1, 2**53 + 1, 2**62 // 5, LARGEST - 1, LARGEST]
    signed = edges + [-edge for edge in edges]
    return [(a, b) for a in signed for b in signed]


def many() -> list[tuple[int, int]]:
    random = Random("sum-of-two")  # noqa: S311 - the same data every time is the point
    return [(random.randint(-LARGEST, LARGEST), random.randint(-LARGEST, LARGEST)) for _ in range(2_000)]


if __name__ == "__main__":
    run(
        "sum-of-two",
        {
            "cases/sample": [case([(1, 2), (-5, 5)]), case([(40, 2), (0, 0), (-7, -8), (999_999_999, 1)])],
            "cases/hidden": [case(extremes()), case([]), case(many())],
        },
    )
