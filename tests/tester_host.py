"""A worker's end for authors: runs a stage's tests against a submission on this machine, without boxes or images.

    python -m tests.tester_host <challenge folder> <stage> <submission folder> <runtime>
                                [--sidecar db=postgres,<app url>,<admin url>] [--logs]

    this process ── starts ──► the service (a local process group, its own DATA_DIR)
                 ── fd 3 ────► judge_tester (pytest with the fixtures of a real stage)

Limits of cpu, memory and disk are not kept here. Sidecars are servers that run already: tests cannot pause or kill
them, and nobody seeds or empties them.
"""

import argparse
import json
import math
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from judge.domain.errors import InvalidInput
from tests.local_service import LocalService, Program, StartFailed
from tests.local_stage import LocalSidecar, LocalStage, Trial, prepare

ROOT = Path(__file__).resolve().parent.parent
Line = dict[str, Any]


def run(local: LocalStage) -> Iterator[Line]:
    """Lines of the tester as they come; a service that does not start gives one line of kind ``start_failed``."""
    ready = local.stage.service.ready
    with tempfile.TemporaryDirectory(prefix="judge-host-") as scratch:
        home = Path(scratch)
        for name in ("work", "data"):
            (home / name).mkdir()
        try:
            local.lay_out(home / "work")
        except StartFailed as failure:
            yield _start_failed(failure)
            return
        program = Program(
            argv=local.argv,
            cwd=home / "work",
            env=local.environment(home),
            port=local.stage.service.port,
            ready_path=ready.path,
            within_s=ready.within_s,
        )
        yield from Host(LocalService(program), home / "data").lines(_order(local))


def _start_failed(failure: StartFailed) -> Line:
    return {"kind": "start_failed", "reason": failure.cause, "message": str(failure)}


class Host:
    """Starts the tester, starts the service when it may, and answers what the tester asks."""

    def __init__(self, service: LocalService, data: Path) -> None:
        self._service = service
        self._data = data
        self._started_in_s = math.nan
        self._peer: socket.socket | None = None

    def lines(self, order: Line) -> Iterator[Line]:
        ours, theirs = socket.socketpair()
        tester = _tester(order, theirs)
        theirs.close()
        self._peer = ours
        try:
            for text in ours.makefile("rb"):
                line = json.loads(text)
                if line["kind"] == "up":
                    self._started_in_s = self._service.start()
                elif line["kind"] == "ask":
                    self._answer(line)
                yield line
        except StartFailed as failure:
            yield _start_failed(failure)
        finally:
            self._service.kill()
            ours.close()
            tester.wait(10)
        yield {"kind": "logs", "text": self._service.logs()}

    def _answer(self, line: Line) -> None:
        reply: Line = {"n": line["n"]}
        try:
            reply["ok"] = self._do(line)
        except StartFailed as failure:
            reply |= {"error": failure.cause, "message": str(failure)[-500:]}
        except NotImplementedError as problem:
            reply |= {"error": "sidecar_failed", "message": str(problem)}
        if self._peer is not None:
            self._peer.sendall(json.dumps(reply).encode() + b"\n")

    def _do(self, line: Line) -> Line:  # noqa: PLR0911 - a table
        service = self._service
        match line["op"]:
            case "ready":
                return {"started_in_s": self._started_in_s}
            case "start":
                return {"started_in_s": service.start()}
            case "restart":
                service.stop(line["grace_s"])
                return {"started_in_s": service.start()}
            case "kill":
                service.kill()
                return {}
            case "stop":
                return service.stop(line["grace_s"])
            case "logs":
                return {"text": service.logs()}
            case "stat":
                return service.stat()
            case "judged":
                return {}
            case "sidecar":
                raise NotImplementedError("sidecars of this machine cannot be paused or killed")
            case "renew":
                service.kill()
                shutil.rmtree(self._data)
                self._data.mkdir()
                return {"started_in_s": service.start()}
        raise NotImplementedError(line["op"])


def _order(local: LocalStage) -> Line:
    service = local.stage.service
    sidecars = local.trial.sidecars
    return {
        "mode": "run",
        "groups": [group.name for group in local.stage.groups],
        "tests": str(local.trial.challenge.resolve() / "stages" / local.stage.name),
        "port": service.port,
        "upstreams": local.upstreams,
        "sidecars": {name: {"type": one.type, "url": one.admin_url} for name, one in sidecars.items()},
        "lifetime": str(service.lifetime),
        "request_timeout_s": service.request_timeout_s,
        "test_timeout_s": service.test_timeout_s,
        "response_bytes": service.response_kib * 1024,
    }


def _tester(order: Line, channel: socket.socket) -> subprocess.Popen[bytes]:
    """``python3 -m judge_tester`` with the channel as its descriptor 3."""
    start = f"import os; os.dup2({channel.fileno()}, 3); from judge_tester.entry import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-P", "-B", "-c", start],
        env={**os.environ, "PYTHONPATH": str(ROOT / "worker" / "tester")},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=None,
        pass_fds=[channel.fileno()],
    )
    if process.stdin is not None:
        process.stdin.write(json.dumps(order).encode())
        process.stdin.close()
    return process


def show(line: Line) -> None:
    """One line for a test; for one that failed, everything that helps."""
    match line["kind"]:
        case "test":
            reason = f" ({line['reason']})" if line["reason"] else ""
            print(f"{line['outcome']:8}{line['wall_ms']:8.0f} ms  {line['id']}{reason}", flush=True)
            if line["outcome"] in ("failed", "error"):
                for name in ("message", "expected", "curl", "detail"):
                    if line[name]:
                        print(f"    {name}: " + line[name].replace("\n", "\n      "))
        case "broken":
            print(f"broken   {line['path']}: {line['message']}")
        case "start_failed":
            print(f"the service did not start ({line['reason']})\n{line['message']}")


def _sidecar(text: str) -> tuple[str, LocalSidecar]:
    name, _, rest = text.partition("=")
    kind, url, *admin = rest.split(",")
    return name, LocalSidecar(type=kind, url=url, admin_url=admin[0] if admin else url)


def main() -> None:
    parser = argparse.ArgumentParser(description="run a service stage on this machine")
    for name in ("challenge", "stage", "submission", "runtime"):
        parser.add_argument(name)
    parser.add_argument("--sidecar", action="append", default=[], type=_sidecar, metavar="NAME=TYPE,URL[,ADMIN_URL]")
    parser.add_argument("--logs", action="store_true", help="show what the service printed")
    options = parser.parse_args()
    trial = Trial(
        challenge=Path(options.challenge),
        stage=options.stage,
        submission=Path(options.submission),
        runtime=options.runtime,
        sidecars=dict(options.sidecar),
    )
    try:
        local = prepare(trial)
    except InvalidInput as error:
        sys.exit("\n".join([str(error), *(f"    {problem.field}: {problem.message}" for problem in error.problems)]))
    outcomes: list[str] = []
    for line in run(local):
        show(line)
        if line["kind"] in ("test", "broken", "start_failed"):
            outcomes.append(str(line.get("outcome", line["kind"])))
        if line["kind"] == "logs" and (options.logs or "start_failed" in outcomes):
            print(line["text"])
    bad = [outcome for outcome in outcomes if outcome != "passed"]
    print(f"{len(outcomes) - len(bad)} passed, {len(bad)} not")
    sys.exit(1 if bad or not outcomes else 0)


if __name__ == "__main__":
    main()
