"""A worker's end for authors: runs a stage's tests against a submission on this machine, without boxes or images.

    python -m tests.tester_host <challenge folder> <stage> <submission folder> <runtime>
                                [--sidecar db=postgres,<app url>,<admin url>] [--only WORD] [--logs]

    this process ── starts ──► the service (a local process group, its own DATA_DIR)
                 ── fd 3 ────► judge_tester (pytest with the fixtures of a real stage)

Limits of cpu, memory and disk are not kept here. Sidecars are servers that run already; they can be paused or killed
by tests only where the caller of ``run`` gives a function for it.
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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from judge.cli.ports import free_port
from judge.runtimes import CATALOGUE
from tests.local_service import LocalService, Program, StartFailed

ROOT = Path(__file__).resolve().parent.parent
Line = dict[str, Any]
SidecarAsk = Callable[[str, str], None]


@dataclass(frozen=True, kw_only=True)
class LocalSidecar:
    type: str
    url: str
    admin_url: str


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage of kind ``http``, as its challenge describes it."""

    tests: Path
    groups: tuple[str, ...]
    service: Mapping[str, Any]
    sidecars: Mapping[str, LocalSidecar] = field(default_factory=dict)
    on_sidecar: SidecarAsk | None = None

    @classmethod
    def of(cls, challenge: Path, name: str, **more: Any) -> "Stage":
        document = yaml.safe_load((challenge / "challenge.yaml").read_text("utf-8"))
        fields = next(stage for stage in document["stages"] if stage["name"] == name)
        tests = challenge / "stages" / name
        folders = sorted(path.name for path in tests.iterdir() if path.is_dir() and path.name[0] not in "._")
        groups = tuple(group["name"] for group in fields.get("groups", ())) or tuple(folders)
        return cls(tests=tests, groups=groups, service=fields.get("service") or {}, **more)


def variable(name: str) -> str:
    return name.upper().replace("-", "_") + "_URL"


def environment(stage: Stage, port: int, upstreams: Mapping[str, int], home: Path) -> dict[str, str]:
    """What the service is told, on top of a plain PATH that has this interpreter first."""
    env = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(home),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATA_DIR": str(home / "data"),
        "PYTHONUNBUFFERED": "1",
    }
    if "NODE_PATH" in os.environ:
        env["NODE_PATH"] = os.environ["NODE_PATH"]
    for name, sidecar in stage.sidecars.items():
        env.setdefault("REDIS_URL" if sidecar.type == "redis" else "DATABASE_URL", sidecar.url)
        env[variable(name)] = sidecar.url
    env |= {variable(name): f"http://127.0.0.1:{number}" for name, number in upstreams.items()}
    return env | {name: str(value) for name, value in stage.service.get("env", {}).items()}


def command(stage: Stage, runtime: str, folder: Path) -> list[str]:
    """Build the submission where its runtime says so, and say how it is started."""
    facts = yaml.safe_load((CATALOGUE / runtime / "runtime.yaml").read_text("utf-8"))
    main = facts["main"]
    words = {"{main}": main, "{stem}": Path(main).stem, "{dir}": ".", "{memory_mib}": "512"}
    sources = [str(p.relative_to(folder)) for p in folder.rglob("*") if p.suffix in facts["extensions"]]

    def filled(argv: list[str]) -> list[str]:
        whole = [item for word in argv for item in (sources if word == "{sources}" else [word])]
        for name, value in words.items():
            whole = [word.replace(name, value) for word in whole]
        return whole

    for step in facts.get("build", []) if runtime in ("java", "go", "cpp") else []:
        if isinstance(step, dict) and (folder / step.get("unless", " ")).exists():
            continue
        subprocess.run(filled(step["run"] if isinstance(step, dict) else step), cwd=folder, check=True)
    start = stage.service.get("start") or facts["run"]
    return filled(start[runtime] if isinstance(start, dict) and runtime in start else start)


def run(stage: Stage, submission: Path, runtime: str, challenge: Path | None = None) -> Iterator[Line]:
    """Lines of the tester as they come; a service that does not start gives one line of kind ``start_failed``."""
    with tempfile.TemporaryDirectory(prefix="judge-host-") as scratch:
        home = Path(scratch)
        work = home / "work"
        for source in (challenge and challenge / "starter" / runtime, submission, challenge and challenge / "readonly"):
            if source and source.is_dir():
                shutil.copytree(source, work, dirs_exist_ok=True)
        (home / "data").mkdir()
        port = free_port()
        upstreams = {name: free_port() for name in stage.service.get("upstreams", ())}
        ready = stage.service.get("ready") or {}
        program = Program(
            argv=command(stage, runtime, work),
            cwd=work,
            env=environment(stage, port, upstreams, home),
            port=port,
            ready_path=ready.get("path", ""),
            within_s=ready.get("within_s", 10),
        )
        host = Host(stage, LocalService(program), home)
        yield from host.lines({"port": port, "upstreams": upstreams})


class Host:
    """Starts the tester, starts the service when it may, and answers what the tester asks."""

    def __init__(self, stage: Stage, service: LocalService, home: Path) -> None:
        self._stage = stage
        self._service = service
        self._home = home
        self._started_in_s = math.nan
        self._peer: socket.socket | None = None

    def lines(self, addresses: Mapping[str, Any]) -> Iterator[Line]:
        ours, theirs = socket.socketpair()
        tester = _tester(_order(self._stage, addresses), theirs)
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
            yield {"kind": "start_failed", "reason": failure.cause, "message": str(failure)}
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
            case "sidecar":
                if self._stage.on_sidecar is None:
                    raise NotImplementedError("sidecars of this machine cannot be paused or killed")
                self._stage.on_sidecar(line["name"], line["action"])
                return {}
            case "renew":
                service.kill()
                shutil.rmtree(self._home / "data")
                (self._home / "data").mkdir()
                if self._stage.on_sidecar is not None:
                    for name in self._stage.sidecars:
                        self._stage.on_sidecar(name, "renew")
                return {"started_in_s": service.start()}
        raise NotImplementedError(line["op"])


def _order(stage: Stage, addresses: Mapping[str, Any]) -> Line:
    service = stage.service
    return {
        "mode": "run",
        "groups": stage.groups,
        "tests": str(stage.tests),
        "sidecars": _sidecars(stage),
        "lifetime": service.get("lifetime", "stage"),
        "request_timeout_s": service.get("request_timeout_s", 5),
        "test_timeout_s": service.get("test_timeout_s", 30),
        "response_bytes": service.get("response_kib", 4096) * 1024,
        **addresses,
    }


def _sidecars(stage: Stage) -> Line:
    return {name: {"type": sidecar.type, "url": sidecar.admin_url} for name, sidecar in stage.sidecars.items()}


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
    challenge = Path(options.challenge)
    stage = Stage.of(challenge, options.stage, sidecars=dict(options.sidecar))
    outcomes: list[str] = []
    for line in run(stage, Path(options.submission), options.runtime, challenge):
        show(line)
        if line["kind"] in ("test", "broken", "start_failed"):
            outcomes.append(line.get("outcome", line["kind"]))
        if line["kind"] == "logs" and (options.logs or "start_failed" in outcomes):
            print(line["text"])
    bad = [outcome for outcome in outcomes if outcome != "passed"]
    print(f"{len(outcomes) - len(bad)} passed, {len(bad)} not")
    sys.exit(1 if bad or not outcomes else 0)


if __name__ == "__main__":
    main()
