"""Before and after each test: its time limit, its fresh client, upstreams and databases."""

from collections.abc import Generator, Mapping
from typing import Any

import pytest

from ..alarm import Alarm
from ..http.exchange import Recorder
from ..order import Order
from ..service import Service
from ..sidecars.base import Sidecar
from ..upstream.server import Servers
from .collect import Collection
from .marks import MARKERS

_TEARDOWN_S = 5.0


class Session:
    def __init__(
        self,
        order: Order,
        *,
        alarm: Alarm,
        recorder: Recorder,
        service: Service,
        sidecars: Mapping[str, Sidecar],
        upstreams: Servers,
        collection: Collection,
    ) -> None:
        self._order = order
        self._alarm = alarm
        self._recorder = recorder
        self._service = service
        self._sidecars = sidecars
        self._upstreams = upstreams
        self._collection = collection
        self._tests = 0

    def pytest_configure(self, config: pytest.Config) -> None:
        for marker in MARKERS:
            config.addinivalue_line("markers", marker)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        if session.items and not self._order.collect_only:
            self._service.wait_until_ready()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Inside the setup phase, so that what fails here fails the test."""
        self._collection.modules.enter(item.nodeid.split("/", 1)[0])
        self._recorder.clear()
        self._upstreams.reset()
        self._tests += 1
        if self._order.fresh_for_each_test and self._tests > 1:
            self._renew()
        self._alarm.arm(self._order.test_timeout_s)
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None, Any, Any]:
        self._alarm.arm(_TEARDOWN_S)
        try:
            return (yield)
        finally:
            self._alarm.disarm()
            self._service.end_test()

    def _renew(self) -> None:
        for name, fields in self._service.renew().items():
            if name in self._sidecars:
                self._sidecars[name].moved(str(fields["url"]))
