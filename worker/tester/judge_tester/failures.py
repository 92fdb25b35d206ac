"""Ways in which a test ends that is not its own assertion; each with the reason code that the worker reads."""

import httpx


class RequestTimeout(httpx.TimeoutException):
    """One request took longer than it may, from connecting to the last byte of the body."""

    reason = "request_timeout"


class ResponseTooLarge(httpx.TransportError):
    """A response has more bytes than the challenge allows, on the wire or unpacked."""

    reason = "response_too_large"


class TestTimeout(BaseException):
    """A test took longer than it may. No ``Exception``: a test that catches those must not catch this."""

    reason = "test_timeout"
    __test__ = False


class ServiceFailed(Exception):
    """The worker could not do what a test asked for; ``reason`` is its cause code, such as ``never_listened``."""

    def __init__(self, op: str, reason: str, message: str) -> None:
        super().__init__(f"{op}: {message or reason}")
        self.reason = reason


class ChannelClosed(BaseException):
    """Nobody listens at the other end of the control channel any more."""
