"""Why the tests of a stage cannot be listed."""

from worker.graders.problem import NotGradable


class NotRecorded(NotGradable):
    """The message tells the author why. Trying again changes nothing."""

    def __init__(self, message: str) -> None:
        super().__init__("tests_not_recorded", message)
