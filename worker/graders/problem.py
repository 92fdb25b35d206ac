"""What is wrong with a package so that nothing can be graded by it: its author's to mend, and no reason to retry."""


class NotGradable(Exception):
    """``cause`` is a code of ``judge.domain.messages``; the message tells the author why."""

    def __init__(self, cause: str, message: str) -> None:
        super().__init__(message)
        self.cause = cause
