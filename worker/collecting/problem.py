"""Why the tests of a stage cannot be listed."""


class NotRecorded(Exception):
    """The message tells the author why. Trying again changes nothing."""
