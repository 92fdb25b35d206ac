"""A database that a test has killed and that does not start again: because of the service, or for a reason of ours."""

import socket
import subprocess
import sys
import threading
from collections import deque
from dataclasses import replace

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.sidecars import load_sidecars
from tests.fakes.pod import ALIVE, ENDED, FakePod, FakeServiceBox, FakeTester, not_started, out_of_time
from tests.unit.test_graders_http import PASSED, READY, TESTS, UP, Graded, ask, line
from tests.unit.test_graders_http_sidecars import DATABASE, STAGE, stage_with
from worker.graders.http.candidate import CandidateService
from worker.graders.http.desk import Desk
from worker.graders.http.in_the_way import _HELD, _TRY_PORT
from worker.graders.http.lines import Ask
from worker.graders.http.sidecars import RunningSidecar
from worker.sandbox.interface import EndedBy

_DOWN = not_started(alive=False, ended_by=EndedBy.ITSELF, exit_code=1)
_HELD_NOW, _FREE = replace(ENDED, exit_code=_HELD), ENDED


class _Beside:
    """A database of which ``starts`` come to nothing, and the port's state at each look that is taken."""

    def __init__(self, *looks, starts, running=True):
        self.database, self.service = FakeServiceBox(now=ALIVE), FakeServiceBox(now=ALIVE)
        self.database.outcomes.extend([_DOWN] * starts)
        self._looks, self._run, self.alive_at_looks = list(looks), self.database.run, []
        self.database.run = self._look
        candidate = CandidateService(
            box=self.service, stage=STAGE, argv=("python3",), limits=STAGE.limits, env={}, should_run=running
        )
        sidecar = RunningSidecar(DATABASE, load_sidecars()["postgres"], self.database, 250.0)
        self.desk = Desk(candidate, {"db": sidecar})

    def _look(self, request):
        if _TRY_PORT not in request.argv:
            return self._run(request)
        self.alive_at_looks.append(self.database.now.alive)
        self.argv = request.argv
        return self._looks.pop(0)

    def answer(self, op="sidecar", action="restart"):
        told = self.desk.answer(Ask(kind="ask", n=1, op=op, wants={"name": "db", "action": action}))
        assert not self._looks
        return told


@pytest.mark.parametrize("action", ["start", "restart"])
def test_a_port_that_is_held_while_the_database_is_down_is_held_by_the_service(action):
    """Bound and not listened on, it was nobody's, and ended as ``judge_error`` with the attempt given back."""
    beside = _Beside(_HELD_NOW, starts=1)
    told = beside.answer(action=action)
    assert (told["error"], told["message"]) == ("port_taken", "It keeps port 5432 from db.")
    assert beside.service.calls == []
    assert not beside.desk.failed_by_us


def test_a_service_that_listens_on_the_databases_port_is_told_so_and_nothing_is_tried():
    beside = _Beside(starts=1)
    beside.service.listens = (8080, 5432)
    told = beside.answer()
    assert (told["error"], told["message"]) == ("port_taken", "It listens on port 5432.")
    assert beside.service.calls == []


def test_a_database_that_starts_only_without_the_service_is_kept_down_by_it():
    beside = _Beside(_FREE, starts=2)
    assert beside.answer()["error"] == "port_taken"
    assert beside.service.calls == ["kill", "start"]
    assert beside.desk.service.should_run


def test_what_a_dead_service_leaves_on_the_port_is_still_its_doing():
    """A connection that is over keeps its port for a minute after its process."""
    beside = _Beside(_FREE, _HELD_NOW, starts=3)
    assert beside.answer()["error"] == "port_taken"


def test_a_wiped_service_whose_connection_keeps_the_port_is_found_out_at_the_next_renewal():
    beside = _Beside(_HELD_NOW, starts=2)
    beside.database.dies()
    assert beside.answer("renew")["error"] == "port_taken"


def test_a_database_that_starts_at_the_second_try_is_nobodys_fault():
    beside = _Beside(_FREE, starts=1)
    assert beside.answer() == {"ok": {}}
    assert beside.service.calls == []


@pytest.mark.parametrize("looks", [[_FREE, _FREE], [replace(ENDED, exit_code=1)] * 2])
def test_a_database_that_does_not_start_without_the_service_either_is_our_fault(looks):
    beside = _Beside(*looks, starts=3)
    assert beside.answer()["error"] == "sidecar_failed"
    assert beside.service.calls == ["kill", "start"]
    assert beside.desk.failed_by_us


def test_a_database_that_hangs_at_its_start_is_ended_before_anyone_looks_who_holds_its_port():
    beside = _Beside(_FREE, starts=0)
    beside.database.outcomes.append(not_started())
    assert beside.answer() == {"ok": {}}
    assert beside.alive_at_looks == [False]


def test_a_service_that_does_not_start_beside_a_database_that_we_cannot_start_is_not_blamed():
    beside = _Beside(_FREE, _FREE, starts=3)
    beside.service.outcomes.append(_DOWN)
    assert beside.answer()["error"] == "sidecar_failed"


def test_what_was_our_fault_stays_ours_when_a_later_ask_fails_because_of_the_service():
    beside = _Beside(_FREE, _FREE, starts=3)
    beside.answer()
    beside.database.outcomes.append(_DOWN)
    beside.service.listens = (5432,)
    assert beside.answer()["error"] == "port_taken"
    assert beside.desk.failed_by_us


def test_a_service_that_a_test_has_stopped_is_not_in_the_way_and_stays_stopped():
    beside = _Beside(_FREE, starts=2, running=False)
    assert beside.answer() == {"ok": {}}
    assert "start" not in beside.service.calls


def _graded(*script, result=ENDED):
    pod = FakePod(FakeTester(deque()))

    def breaks():
        (database,) = pod.sidecars.values()
        database.outcomes.extend([_DOWN] * 3)

    restart = ask("sidecar", name="db", action="restart")
    stage, types = stage_with(DATABASE), load_sidecars()
    return Graded(UP, READY, breaks, restart, *script, pod=pod, stage=stage, sidecar_types=types, result=result)


def test_a_test_that_waited_for_us_until_its_time_was_over_is_our_fault_and_the_next_is_not():
    late = line(outcome="failed", reason="test_timeout")
    graded = _graded(late, line(TESTS[1], outcome="failed", reason="test_timeout"), PASSED[2])
    assert graded.verdicts == ["judge_error", "time_limit_exceeded", "accepted"]
    assert graded.causes[:2] == ["sidecar_failed", "test_timeout"]


def test_a_test_that_goes_on_after_a_fault_of_ours_has_the_result_that_it_reports():
    assert _graded(*PASSED).verdicts == ["accepted"] * 3
    failed = _graded(line(outcome="failed", message="expected 201"), *PASSED[1:])
    assert (failed.verdicts[0], failed.causes[0]) == ("wrong_answer", "tests_failed")


def test_a_stage_that_waited_for_us_until_its_time_was_over_is_tried_again():
    with pytest.raises(SandboxUnavailable, match="sidecar"):
        _graded(result=out_of_time())


def _looked_at(port):
    argv = [sys.executable, "-I", "-S", "-c", _TRY_PORT, str(port)]
    return subprocess.run(argv, check=False, timeout=20).returncode


def test_a_port_that_is_bound_and_no_more_is_seen_to_be_held():
    with socket.socket() as thief:
        thief.bind(("127.0.0.1", 0))
        port = thief.getsockname()[1]
        assert _looked_at(port) == _HELD
    assert _looked_at(port) == 0


def test_a_look_at_a_port_takes_no_module_from_the_folder_that_a_database_may_write_to(tmp_path):
    beside = _Beside(_FREE, starts=1)
    beside.answer()
    (tmp_path / "socket.py").write_text(f"raise SystemExit({_HELD})")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    argv = [sys.executable, *beside.argv[1:-1], str(port)]
    assert subprocess.run(argv, check=False, cwd=tmp_path).returncode == 0


def test_a_port_from_which_a_connection_has_ended_is_seen_to_be_held():
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as thief:
        thief.bind(("127.0.0.1", 0))
        port = thief.getsockname()[1]
        thief.connect(listener.getsockname())
        peer, _ = listener.accept()
        thief.close()
        peer.close()
    assert _looked_at(port) == _HELD


def test_a_port_whose_server_was_killed_amid_connections_is_free():
    """As a database's is: it takes its port as servers do, and ends connections first."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
        accepted = [server.accept()[0] for _ in clients]
        threading.Thread(target=clients[0].recv, args=(1,), daemon=True).start()
    for connection in accepted[:2]:
        connection.close()
    clients[1].close()
    accepted[2].close()
    assert _looked_at(port) == 0
    for client in clients:
        client.close()


@pytest.mark.parametrize("reason", ["sidecar_failed", "test_timeout"])
def test_a_service_that_ends_without_its_database_which_we_could_not_start_is_not_to_blame(reason):
    pod = FakePod(FakeTester(deque()))

    def breaks():
        (database,) = pod.sidecars.values()
        database.outcomes.extend([_DOWN] * 3)

    def ends():
        pod.box.dies(exit_code=1)

    restart = ask("sidecar", name="db", action="restart")
    script = (UP, READY, breaks, restart, ends, line(outcome="failed", reason=reason), *PASSED[1:])
    graded = Graded(*script, pod=pod, stage=stage_with(DATABASE), sidecar_types=load_sidecars())
    assert graded.told[1]["error"] == "sidecar_failed"
    assert (graded.verdicts[0], graded.causes[0]) == ("judge_error", "sidecar_failed")
