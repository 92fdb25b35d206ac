"""What every sidecar can do: have its process paused, killed and started by the worker."""

from judge_tester.channel import Asks


class Sidecar:
    def __init__(self, name: str, url: str, worker: Asks) -> None:
        self.name = name
        self.url = url
        self._worker = worker
        self._repair = ""

    def pause(self) -> None:
        """Its processes stand still; connections stay open and nothing is answered."""
        self._repair = "resume"
        self._do("pause")

    def resume(self) -> None:
        self._do("resume")
        self._repair = ""

    def kill(self) -> None:
        """SIGKILL; connections are refused until ``start``."""
        self.disconnect()
        self._repair = "start"
        self._do("kill")

    def start(self) -> None:
        self._do("start")
        self._repair = ""

    def restart(self) -> None:
        self.disconnect()
        self._repair = "start"
        self._do("restart")
        self._repair = ""

    def begin_test(self) -> None:
        """Have it at work again, if the test before has not."""
        if self._repair:
            self._do(self._repair)
            self._repair = ""

    def disconnect(self) -> None:
        """Close the test's own connection, if there is one; the next use opens another."""

    def renewed(self) -> None:
        """The worker has it at work again, as at the beginning."""
        self.disconnect()
        self._repair = ""

    def _do(self, action: str) -> None:
        self._worker.ask("sidecar", name=self.name, action=action)
