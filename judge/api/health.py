"""Calls of those who run the judge: is it alive, is it ready, what does it count."""

from flask import Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.metrics import Metrics
from judge.domain.access import PUBLIC
from judge.service.cases import Cases


class Live(BaseModel):
    alive: bool


class Ready(BaseModel):
    """`missing` keeps submissions from being graded; `warnings` concern some of them.

    `services`: challenges whose submission is a service are graded, with `sidecars` beside it.
    `challenges_without_worker` need what no worker has.
    """

    ready: bool
    missing: list[str]
    warnings: list[str]
    workers: int
    runtimes: list[str]
    runtimes_without_worker: list[str]
    services: bool
    sidecars: list[str]
    challenges_without_worker: list[str]


def health_calls(cases: Cases, metrics: Metrics) -> tuple[Call, ...]:
    def livez() -> Response:
        return json_response(Live(alive=True))

    def readyz() -> Response:
        found = cases.readiness()
        answer = Ready(
            ready=found.ready,
            missing=list(found.missing),
            warnings=list(found.warnings),
            workers=found.workers,
            runtimes=list(found.runtimes),
            runtimes_without_worker=list(found.runtimes_without_worker),
            services=found.services,
            sidecars=list(found.sidecars),
            challenges_without_worker=list(found.challenges_without_worker),
        )
        return json_response(answer, 200 if found.ready else 503)

    ready = Answer(description="Submissions sent now are graded.", model=Ready)
    not_ready = Answer(status=503, description="They are not; `missing` says why.", model=Ready)
    counts = Answer(description="Prometheus text.", media_type=CONTENT_TYPE_LATEST.partition(";")[0])
    return (
        Call(
            method="GET",
            path="/livez",
            view=livez,
            summary="Is the process alive?",
            access=PUBLIC,
            answers=(Answer(description="It is.", model=Live),),
            also_below=PREFIX,
        ),
        Call(
            method="GET",
            path="/readyz",
            view=readyz,
            summary="Are submissions graded, and what is missing if not?",
            access=PUBLIC,
            answers=(ready, not_ready),
            also_below=PREFIX,
        ),
        Call(
            method="GET",
            path="/metrics",
            view=metrics.text,
            summary="Prometheus metrics",
            access=PUBLIC,
            answers=(counts,),
            also_below=PREFIX,
        ),
    )
