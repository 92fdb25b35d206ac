import sys


class Limiter:
    def __init__(self) -> None:
        self.rules = []

    def add_rule(self, name: str, scope: str, kind: str, *numbers: int) -> None:
        """Kind is bucket (capacity, refill, period) or window (capacity, length)."""
        raise NotImplementedError

    def decide(self, now: int, client: str, route: str, cost: int) -> str:
        """Return the line to print."""
        raise NotImplementedError


def main() -> None:
    limiter = Limiter()
    for line in sys.stdin:
        match line.split():
            case "rule", name, scope, kind, *numbers:
                limiter.add_rule(name, scope, kind, *map(int, numbers))
            case time, client, route, cost:
                print(limiter.decide(int(time), client, route, int(cost)))


main()
