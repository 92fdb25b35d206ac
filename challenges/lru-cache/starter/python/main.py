import sys


class Cache:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity

    def run(self, now: int, command: str, args: list[str]) -> str:
        """Execute one command and return the line to print."""
        raise NotImplementedError


def main() -> None:
    cache = Cache(int(sys.stdin.readline()))
    for line in sys.stdin:
        time, command, *args = line.split()
        print(cache.run(int(time), command, args))


main()
