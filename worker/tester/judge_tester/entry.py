"""The tester of one stage, from its first line to its last.

    stdin     the order: one JSON object
    fd 3      the control channel; results and asks out, answers in
    stdout, stderr   whatever pytest and the tests print: read by people only

Fake upstreams have their ports before ``up`` is sent, and only then does the worker start the service, which could
take them otherwise. Tests are imported while it starts.
"""

import fcntl
import os
import socket
import sys

import pytest

from .alarm import Alarm
from .channel import Channel
from .failures import ChannelClosed
from .http.exchange import Recorder
from .http.transport import ClientLimits
from .order import Order
from .running.bounds import bound_assert_messages
from .running.collect import Collection
from .running.fixtures import fixtures
from .running.modules import TestModules
from .running.options import pytest_arguments
from .running.report import Reporter
from .running.session import Session
from .service import Service
from .sidecars import handle
from .upstream.server import Servers
from .upstream.upstream import Upstream

_CHANNEL_FD = 3
_PRIVATE_FDS = 10
_WORKER_GONE = 3


def main() -> None:
    """Run one order; does not return."""
    with open(0, "rb", closefd=False) as stdin:
        order = Order.parse(stdin.read())
    status = 0
    try:
        _run(order, _take_channel())
    except ChannelClosed as error:
        sys.stderr.write(f"the worker is gone: {error}\n")
        status = _WORKER_GONE
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads that tests left behind must not keep a finished stage waiting.
    os._exit(status)


def _take_channel() -> socket.socket:
    """The channel on a descriptor that no child of a test inherits."""
    descriptor = fcntl.fcntl(_CHANNEL_FD, fcntl.F_DUPFD_CLOEXEC, _PRIVATE_FDS)
    os.close(_CHANNEL_FD)
    return socket.socket(fileno=descriptor)


def _run(order: Order, connection: socket.socket) -> None:
    bound_assert_messages()
    alarm = Alarm()
    alarm.install()
    channel = Channel(connection, alarm)
    servers = Servers({} if order.collect_only else order.upstreams)
    channel.send(kind="up")

    recorder = Recorder(order.response_bytes)
    limits = ClientLimits(order.request_timeout_s, order.response_bytes)
    service = Service(channel, order.base_url, order.port, limits, recorder)
    sidecars = {
        name: handle(name, str(fields.get("type", "")), str(fields.get("url", "")), channel)
        for name, fields in order.sidecars.items()
    }
    upstreams = {name: Upstream(name, servers.port(name), state, service) for name, state in servers.states.items()}
    modules = TestModules(order.tests, order.groups)
    sys.meta_path.append(modules)
    reporter = Reporter(channel.send, lambda: channel.ask("judged"), recorder, order.groups, order.tests)
    session = Session(
        order=order,
        alarm=alarm,
        recorder=recorder,
        modules=modules,
        service=service,
        sidecars=sidecars,
        upstreams=servers,
        settle=channel.settle,
    )
    plugins: list[object] = [
        Collection(modules, order.groups, reporter.broken),
        reporter,
        session,
        fixtures({"service": service, **sidecars, **upstreams}),
    ]
    pytest.main(*pytest_arguments(order, plugins))
