"""Grades through the worker's own pipeline over real boxes and pods, without the road to it."""

import contextlib
import posixpath
from collections.abc import Callable, Iterator, Mapping

from judge.domain.report import Report
from judge.domain.submission import Job
from judge.packages import load
from judge.runtimes import load_catalogue
from judge.sidecars import load_sidecars
from tests.fakes.registry import FakePackages
from worker.pipeline import Pipeline
from worker.sandbox.docker import DockerSandbox, DockerSettings
from worker.sandbox.docker_engine import Engine
from worker.sandbox.interface import Sandbox

MANIFEST = """
format: 1
id: {id}
title: Small service
runtimes: [python, node]
limits: {{cpu_s: 20, wall_s: 40, memory_mib: 192, disk_mib: 32, processes: 32}}
stages:
  - name: api
    kind: http
    points: 10
    groups: [{{name: sample, points: 10, visibility: full}}]
    service: {service}
"""


def grade(
    sandbox: Sandbox,
    package: Mapping[str, bytes],
    submitted: Mapping[str, bytes],
    *,
    runtime: str = "python",
    delivered: Callable[[], None] = lambda: None,
) -> Report:
    """The report on ``submitted``; ``delivered`` is called while the boxes are still there."""
    packages, runtimes = FakePackages(), load_catalogue()
    version = packages.register("challenge", package)
    pipeline = Pipeline(sandbox, packages, runtimes, sidecars=load_sidecars())
    reports: list[Report] = []

    def deliver(report: Report) -> None:
        reports.append(report)
        delivered()

    job = Job(submission="s", attempt=1, runtime=runtime, package=version.package, files=submitted)
    pipeline.grade(job, emit=lambda _: None, deliver=deliver, stopped=lambda: False)
    (report,) = reports
    return report


class ServiceJudge:
    """One sandbox, and as many challenges as are asked for."""

    def __init__(self, site: str) -> None:
        self._runtimes = load_catalogue()
        settings = DockerSettings(site=site, worker=site)
        self.sandbox = DockerSandbox(Engine(), self._runtimes, settings, load_sidecars())

    def grade(
        self, tests: Mapping[str, str], source: str | Mapping[str, str], *, service: str = "{}", runtime: str = "python"
    ) -> Report:
        """The report on ``source`` (main file, or all files) for tests by path; ``../`` leads to the stage's folder."""
        files = {posixpath.normpath(f"stages/api/sample/{path}"): text.encode() for path, text in tests.items()}
        files |= {"challenge.yaml": MANIFEST.format(id="small", service=service).encode(), "statement.md": b"# Small\n"}
        load(files, self._runtimes)
        texts = {self._runtimes[runtime].main: source} if isinstance(source, str) else source
        submitted = {path: text.encode() for path, text in texts.items()}
        return grade(self.sandbox, files, submitted, runtime=runtime)


@contextlib.contextmanager
def service_judge(site: str) -> Iterator[ServiceJudge]:
    judge = ServiceJudge(site)
    try:
        yield judge
    finally:
        judge.sandbox.close()
