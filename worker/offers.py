"""What a child can grade (runtimes, services, sidecars), known without asking the engine for each submission."""

from collections.abc import Callable

Ask = Callable[[], tuple[str, ...]]


class Offers:
    """``ask`` takes some ms, and may raise SandboxUnavailable. Images come and go while a worker runs."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._known: tuple[str, ...] = ()

    def known(self) -> tuple[str, ...]:
        """The answer of the last time, or of now if nothing is known. Raises SandboxUnavailable."""
        if not self._known:
            self._known = self._ask()
        return self._known

    def forget(self) -> None:
        """Something was not as it was known."""
        self._known = ()
