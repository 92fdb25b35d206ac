"""Prometheus metrics of the API process, and how many submissions there are, asked for when somebody scrapes."""

from collections.abc import Callable, Iterator
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from judge.service.cases import Census

_BUCKETS = (0.001, 0.002, 0.003, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class _CensusCollector(Collector):
    def __init__(self, census: Callable[[], Census | None]) -> None:
        self._census = census

    def collect(self) -> Iterator[Metric]:
        counted = self._census()
        if counted is None:
            return
        states = GaugeMetricFamily("judge_submissions", "Submissions kept, by state.", labels=["state"])
        for state, number in counted.states.items():
            states.add_metric([state], number)
        waiting = GaugeMetricFamily("judge_queue_length", "Submissions that wait, by queue.", labels=["queue"])
        for queue, number in counted.waiting.items():
            waiting.add_metric([queue], number)
        yield states
        yield waiting
        yield GaugeMetricFamily(
            "judge_submissions_set_aside", "Submissions kept that ended as judge_error.", value=counted.set_aside
        )
        yield GaugeMetricFamily("judge_workers", "Live worker processes.", value=counted.workers)


class Metrics:
    """The instruments of one app. Long polls and streams are counted, but their time is not the server's."""

    def __init__(self, census: Callable[[], Census | None]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_CensusCollector(census))
        labels = ("route", "method", "status")
        self._requests = Counter("judge_http_requests", "Requests answered.", labels, registry=self._registry)
        self._seconds = Histogram(
            "judge_http_request_seconds",
            "Time to answer, without long polls and event streams.",
            ("route", "method"),
            registry=self._registry,
            buckets=_BUCKETS,
        )

    def install(self, app: Flask) -> None:
        app.before_request(self._start)
        app.after_request(self._end)

    def text(self) -> Response:
        return Response(generate_latest(self._registry), content_type=CONTENT_TYPE_LATEST)

    def _start(self) -> None:
        g.started = perf_counter()

    def _end(self, response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.url_rule else "other"
        self._requests.labels(route, method, str(response.status_code)).inc()
        if not response.is_streamed and "wait" not in request.args:
            self._seconds.labels(route, method).observe(perf_counter() - g.started)
        return response
