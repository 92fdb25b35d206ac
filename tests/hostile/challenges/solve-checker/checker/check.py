"""Accepts every order that begins with the largest number. Reads the output as an enemy's."""

import sys

ACCEPTED, WRONG = 42, 43


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        numbers = [int(word) for word in file.read().split()]
    words = sys.stdin.buffer.read(1 << 20).split()
    right = sorted(words) == sorted(b"%d" % number for number in numbers) and words[0] == b"%d" % max(numbers)
    if not right:
        with open(sys.argv[3] + "judgemessage.txt", "w", encoding="utf-8") as file:
            file.write("Not these numbers, or not the largest first.")
    sys.exit(ACCEPTED if right else WRONG)


main()
