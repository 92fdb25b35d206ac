import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from judge.cli.parts import CannotServe, Part, Parts

PYTHON = [sys.executable, "-I", "-S", "-c"]
SLEEP = [*PYTHON, "import time; print('up', flush=True); time.sleep(60)"]


def _until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _alive(pid: int) -> bool:
    """Running, and not merely waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_leaving_stops_what_was_started_and_nothing_else(tmp_path: Path) -> None:
    with subprocess.Popen(SLEEP, stdout=subprocess.DEVNULL) as bystander:
        with Parts(tmp_path) as parts:
            started = parts.start(Part(name="one", argv=SLEEP))
            parts.require_alive()
        assert not _alive(started.pid)
        assert _alive(bystander.pid)
        bystander.kill()


def test_a_part_takes_its_own_children_along(tmp_path: Path) -> None:
    program = f"import subprocess, time; print(subprocess.Popen({SLEEP!r}).pid, flush=True); time.sleep(60)"
    with Parts(tmp_path) as parts:
        parts.start(Part(name="one", argv=[*PYTHON, program]))
        _until(lambda: (tmp_path / "one.log").read_text().endswith("up\n"))
        child = int((tmp_path / "one.log").read_text().split()[0])
        assert _alive(child)

    _until(lambda: not _alive(child))


def test_a_part_that_will_not_end_is_killed_when_its_time_is_over(tmp_path: Path) -> None:
    program = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    with Parts(tmp_path) as parts:
        stubborn = parts.start(Part(name="one", argv=[*PYTHON, program], patience_s=0.1))
        _until(lambda: stubborn.said("up") == "" and "up" in stubborn.log.read_text())

    assert not _alive(stubborn.pid)


def test_parts_stop_in_the_reverse_order_of_their_start(tmp_path: Path) -> None:
    program = (
        "import signal, sys, time\n"
        "def end(*_): open(sys.argv[1], 'a').write(sys.argv[2]); sys.exit()\n"
        "signal.signal(15, end); print('up', flush=True); time.sleep(60)"
    )
    order = tmp_path / "order"
    with Parts(tmp_path) as parts:
        for name in ("a", "b", "c"):
            running = parts.start(Part(name=name, argv=[*PYTHON, program, str(order), name]))
            _until(lambda running=running: "up" in running.log.read_text())

    assert order.read_text() == "cba"


@pytest.mark.parametrize(
    ("program", "how"),
    [
        ("print('no such thing'); raise SystemExit(3)", "ended with status 3"),
        (f"import os; print('no such thing', flush=True); os.kill(os.getpid(), {signal.SIGKILL})", "ended by SIGKILL"),
    ],
)
def test_a_part_that_ends_by_itself_is_named_with_the_end_of_its_log(tmp_path: Path, program: str, how: str) -> None:
    with Parts(tmp_path) as parts:
        parts.start(Part(name="engine-room", argv=[*PYTHON, program]))
        with pytest.raises(CannotServe) as caught:
            parts.watch()

    assert str(caught.value).startswith("engine-room")
    assert how in str(caught.value)
    assert "no such thing" in str(caught.value)


def test_a_part_that_restarts_is_started_again_once_it_has_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("judge.cli.parts._PROVED_S", 0.0)
    said: list[str] = []
    once = (
        f"import pathlib, sys; p = pathlib.Path({str(tmp_path / 'seen')!r}); sys.exit(4 if p.exists() else p.touch())"
    )
    until_told = (
        "import pathlib, sys, time\n"
        "for _ in range(3000):\n"
        "    if pathlib.Path(sys.argv[1]).exists(): break\n"
        "    time.sleep(0.02)\n"
        "sys.exit(7)"
    )
    enough = tmp_path / "enough"

    def say(message: str) -> None:
        said.append(message)
        if len(said) == 6:  # one more than a part that never served may have
            enough.touch()

    with Parts(tmp_path) as parts:
        parts.start(Part(name="worker", argv=[*PYTHON, once], restarts=True))
        parts.start(Part(name="other", argv=[*PYTHON, until_told, str(enough)]))
        with pytest.raises(CannotServe, match="other ended with status 7"):
            parts.watch(say)
    again = "worker ended with status 4; started again"
    assert said[:6] == ["worker ended with status 0; started again", *[again] * 5]


def test_a_part_that_dies_again_and_again_stays_dead(tmp_path: Path) -> None:
    said: list[str] = []
    with Parts(tmp_path) as parts:
        parts.start(Part(name="worker", argv=[*PYTHON, "raise SystemExit(4)"], restarts=True))
        with pytest.raises(CannotServe, match="worker ended with status 4"):
            parts.watch(said.append)
    assert said == ["worker ended with status 4; started again"] * 4


def test_the_log_of_the_run_before_is_kept_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "one.log").write_text("an old complaint\n")
    with Parts(tmp_path) as parts:
        parts.start(Part(name="one", argv=[*PYTHON, "raise SystemExit(1)"]))
        with pytest.raises(CannotServe) as caught:
            parts.watch()

    assert "an old complaint" not in str(caught.value)
    assert (tmp_path / "one.1.log").read_text() == "an old complaint\n"


def test_a_killed_parent_leaves_nothing_behind(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, signal, sys\n"
        "from judge.cli.parts import Part, Parts\n"
        "with Parts(pathlib.Path(sys.argv[1])) as parts:\n"
        f"    print(parts.start(Part(name='one', argv={SLEEP!r})).pid, flush=True)\n"
        "    parts.watch()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        _until(lambda: "up" in (tmp_path / "one.log").read_text())
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()

    _until(lambda: not _alive(child))
