"""Before and after each test: its time limit, its fresh client, upstreams and databases."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from judge_tester.alarm import Alarm
from judge_tester.http.exchange import Recorder
from judge_tester.order import Order
from judge_tester.service import Service
from judge_tester.sidecars.base import Sidecar
from judge_tester.upstream.server import Servers

from .marks import MARKERS
from .modules import TestModules

_TEARDOWN_S = 5.0

Phase = Generator[None, Any, Any]


@dataclass(kw_only=True)
class Session:
    order: Order
    alarm: Alarm
    recorder: Recorder
    modules: TestModules
    service: Service
    sidecars: Mapping[str, Sidecar]
    upstreams: Servers
    settle: Callable[[], None]
    first: bool = True

    def pytest_configure(self, config: pytest.Config) -> None:
        for marker in MARKERS:
            config.addinivalue_line("markers", marker)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        if session.items and not self.order.collect_only:
            self.service.wait_until_ready()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Phase:
        """Inside the setup phase, so that what fails here fails the test."""
        self.modules.enter(item.nodeid.split("/", 1)[0])
        self.recorder.clear()
        self.upstreams.reset()
        self.settle()
        first, self.first = self.first, False
        if self.order.fresh_for_each_test and not first:
            self.service.renew()
            for sidecar in self.sidecars.values():
                sidecar.renewed()
        else:
            for sidecar in self.sidecars.values():
                sidecar.begin_test()
            self.service.begin_test()
        self.alarm.arm(self.order.test_timeout_s)
        with self.alarm.heard():
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Phase:
        with self.alarm.heard():
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Phase:
        self.alarm.arm(_TEARDOWN_S)
        try:
            with self.alarm.heard():
                return (yield)
        finally:
            self.alarm.disarm()
            self.service.end_test()
