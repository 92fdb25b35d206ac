"""``make bench``: medians and ratios, judged against bare programs and against a container per test, in one run."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.client import Address, Client
from benchmarks.on_the_spot import on_the_spot
from benchmarks.programs import WORKLOADS, Workload, bare_argv, run_bare, run_in_new_container, write_package
from benchmarks.server import serving
from benchmarks.services import CHECKS, ROUNDS, SERVICES, by_hand, judged, write_service_package
from worker.images import image_ref

SUBMISSIONS, CONCURRENCY = 200, 8
PAUSE_S = 1.0
"""Between submissions of services: candidates do not follow upon each other's heels, and pods are made ahead."""
CONTAINERS = 5
GOALS = {
    "W1": "≤ bare + 20 ms",
    "W2": "",
    "W3": "≤ 1.25 × bare",
    "W4": "≤ 5 × bare",
    "W5": "≥ 0.4 × the bare rate",
    "S1": "≤ 1.5 × by hand",
    "S2": "≤ 1.5 × by hand + 0.5 s",
}


def one_at_a_time(client: Client, workload: Workload, folder: Path) -> str:
    """A row for W1 to W4. Judged and bare alternate, so that a machine that slows down slows both."""
    argv = bare_argv(workload, folder)
    files = workload.files
    for _ in range(3):
        client.grade(workload.challenge, workload.runtime, files)
        run_bare(argv, 1)
    judged, bare, builds = [], [], []
    for _ in range(workload.rounds):
        graded = client.grade(workload.challenge, workload.runtime, files)
        judged.append(graded.total_s)
        builds.append(graded.build_s)
        bare.append(run_bare(argv, workload.tests))
    image = image_ref(workload.runtime)
    container = statistics.median(run_in_new_container(image, argv, folder) for _ in range(CONTAINERS))
    judged_s, bare_s = statistics.median(judged), statistics.median(bare)
    ratio = statistics.median(j / b for j, b in zip(judged, bare, strict=True))
    return (
        f"{workload.name}  {workload.tests:3} × {workload.runtime:6}  judged {judged_s * 1000:7.1f} ms"
        f" (build {statistics.median(builds) * 1000:5.1f})"
        f"   bare {bare_s * 1000:8.1f} ms   judged/bare {ratio:5.2f}   more {(judged_s - bare_s) * 1000:+7.1f} ms"
        f"   docker run/bare {container * workload.tests / bare_s:6.1f}   {GOALS[workload.name]}"
    )


def many_at_once(address: Address, workload: Workload, folder: Path) -> str:
    """The row for W5: submissions per second against bare programs on all cores."""
    argv = bare_argv(workload, folder)
    cores = os.cpu_count() or 1

    def worth(share: int) -> None:
        with Client(address) as client:
            for _ in range(share):
                client.grade(workload.challenge, workload.runtime, workload.files)

    def rate(threads: int, job: object) -> float:
        started = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(job, [SUBMISSIONS // threads] * threads))  # type: ignore[arg-type]  # any callable of a number
        return SUBMISSIONS / (time.perf_counter() - started)

    judged, bare = [], []
    for _ in range(3):
        bare.append(rate(cores, lambda share: run_bare(argv, share)))
        judged.append(rate(CONCURRENCY, worth))
    ratio = statistics.median(j / b for j, b in zip(judged, bare, strict=True))
    return (
        f"W5  {SUBMISSIONS} × W1 at {CONCURRENCY}   judged {statistics.median(judged):6.1f} /s"
        f"   bare on {cores} cores {statistics.median(bare):6.1f} /s   judged/bare {ratio:5.2f}   {GOALS['W5']}"
    )


def services(client: Client, folder: Path) -> Iterator[str]:
    """Rows for S1 and S2. Judged and by hand alternate."""
    hand, graded = [], {workload: [] for workload in SERVICES}  # type: ignore[var-annotated]  # lists of seconds
    for workload in SERVICES:
        judged(client, workload)
    for _ in range(ROUNDS):
        for workload, times in graded.items():
            time.sleep(PAUSE_S)
            times.append(judged(client, workload))
        hand.append(by_hand(folder))
    hand_s = statistics.median(hand)
    for workload, times in graded.items():
        ratio = statistics.median(j / b for j, b in zip(times, hand, strict=True))
        more_s = statistics.median(times) - hand_s
        yield (
            f"{workload.name}  Flask, {CHECKS} checks{', postgres' if workload.database else '':10}"
            f"   judged {statistics.median(times) * 1000:7.1f} ms   by hand (without database) {hand_s * 1000:7.1f} ms"
            f"   judged/by hand {ratio:5.2f}   more {more_s * 1000:+7.1f} ms   {GOALS[workload.name]}"
        )


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="judge-bench-") as name:
        folder = Path(name)
        (folder / "home").mkdir()
        for workload in WORKLOADS:
            write_package(folder / "challenges", workload)
        for service in SERVICES:
            write_service_package(folder / "challenges", service)
        with serving(folder / "home", folder / "challenges") as address, Client(address) as client:
            print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; medians; one run", flush=True)
            for workload in WORKLOADS:
                print(one_at_a_time(client, workload, folder), flush=True)
            print(many_at_once(address, WORKLOADS[0], folder), flush=True)
            for row in services(client, folder):
                print(row, flush=True)
            for row in on_the_spot(client):
                print(row, flush=True)


if __name__ == "__main__":
    main()
