"""Ports of this machine."""

import socket

from judge.cli.parts import CannotServe


def listen(host: str, port: int) -> socket.socket:
    """A bound socket for the API to inherit: nobody can take the port between choosing and serving.

    Raises:
        CannotServe: the port is taken or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise CannotServe(
            f"Cannot listen on {host}:{port}: {error.strerror}. Choose another port: JUDGE_PORT=0 takes a free one."
        ) from error
    return listener


def free_port() -> int:
    """A port of the loopback interface that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
