from dataclasses import replace

import pytest

from judge.domain.access import EVERYTHING, Caller, Reach, Role, Scope
from judge.domain.errors import Busy, InvalidInput
from judge.domain.submission import State
from judge.service.submit import KeyReused, Request
from tests.fakes.world import World, package
from tests.unit.rejudge_sample import Staged

GOOD = Request(challenge="adder", runtime="python", files={"main.py": b"print(3)"})


def problems(world: World, request: Request) -> tuple[str, dict[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        world.cases.submit(request, EVERYTHING)
    return caught.value.code, {problem.field: problem.message for problem in caught.value.problems}


def test_a_good_submission_is_stored_and_sent() -> None:
    world = World()
    submitted = world.cases.submit(GOOD, EVERYTHING)
    record = submitted.view.submission
    assert (record.state, record.attempt, record.challenge, record.challenge_version) == (State.QUEUED, 1, "adder", 1)
    assert world.dispatch.sent == [(record.id, 1, "interactive")]
    assert submitted.view.position == 1
    assert submitted.view.max_score == 100.0


def test_the_version_is_the_one_of_the_moment() -> None:
    world = World()
    old = world.cases.submit(GOOD, EVERYTHING).view.submission
    world.store.packages.register("adder", package(**{"statement.md": b"# Another\n"}))
    new = world.cases.submit(GOOD, EVERYTHING).view.submission
    assert (old.challenge_version, new.challenge_version) == (1, 2)
    assert old.package != new.package


def test_unknown_challenge_and_runtime_are_named() -> None:
    world = World()
    assert problems(world, replace(GOOD, challenge="nope")) == (
        "unknown_challenge",
        {"challenge": 'there is no challenge "nope"; GET /api/v1/challenges lists them'},
    )
    code, found = problems(world, replace(GOOD, runtime="cobol"))
    assert code == "unknown_runtime"
    assert "java, node, python" in found["runtime"]
    code, found = problems(world, replace(GOOD, runtime="java"))
    assert code == "runtime_not_allowed"
    assert "python, node" in found["runtime"]


def test_all_problems_come_at_once() -> None:
    code, found = problems(World(), Request(challenge="nope", runtime="cobol", files={"../x": b"", "a": b"x" * 1001}))
    assert code == "invalid_input"
    assert set(found) == {"challenge", "runtime", 'files["../x"]', 'files["a"]'}


def test_sizes_and_number_of_files_are_limited() -> None:
    world = World()
    assert problems(world, replace(GOOD, files={}))[1] == {"files": "is empty; send at least one file"}
    assert "at most 5" in problems(world, replace(GOOD, files={f"{n}": b"" for n in range(6)}))[1]["files"]
    large = {"main.py": b"x" * 900, "b": b"x" * 900, "c": b"x" * 201}
    assert problems(world, replace(GOOD, files=large))[1] == {"files": "has 2001 bytes; send at most 2000 in all"}
    assert world.cases.submit(replace(GOOD, files={**large, "c": b"x" * 200}), EVERYTHING)


def test_the_main_file_may_come_from_the_starter_but_must_come() -> None:
    world = World()
    code, found = problems(world, replace(GOOD, files={"other.py": b""}))
    assert code == "missing_main_file"
    assert "main.py" in found["files"]
    assert world.cases.submit(replace(GOOD, runtime="node", files={"other.js": b""}), EVERYTHING)


def test_files_must_fit_beside_those_of_the_challenge() -> None:
    code, found = problems(World(), replace(GOOD, files={"main.py": b"", "lib": b""}))
    assert code == "invalid_files"
    assert "lib/table.py" in found['files["lib"]']


def test_a_starter_file_may_be_replaced() -> None:
    assert World().cases.submit(replace(GOOD, files={"main.py": b"", "lib/table.py": b""}), EVERYTHING)


def test_a_key_replays_the_first_answer_whatever_has_happened_since() -> None:
    world = World()
    keyed = replace(GOOD, idempotency_key="k")
    first = world.cases.submit(keyed, EVERYTHING)
    world.finish(first.view.submission.id)
    again = world.cases.submit(replace(keyed, files=dict(keyed.files)), EVERYTHING)
    assert again.replayed
    assert again.view.submission == first.view.submission
    without = {path: content for path, content in package().items() if "python" not in path}
    without["challenge.yaml"] = without["challenge.yaml"].replace(b"[python, node]", b"[node]")
    world.store.packages.register("adder", without)
    assert problems(world, GOOD)[0] == "runtime_not_allowed"
    assert world.cases.submit(keyed, EVERYTHING) == again
    world.store.packages.withdraw("adder")
    assert problems(world, GOOD)[0] == "unknown_challenge"
    assert world.cases.submit(keyed, EVERYTHING) == again
    assert len(world.dispatch.sent) == 1


def test_a_key_replays_the_first_answer_while_it_is_judged_again() -> None:
    world = World()
    keyed = replace(GOOD, idempotency_key="k")
    first = world.cases.submit(keyed, EVERYTHING).view
    world.finish(first.submission.id)
    world.cases.submissions.rejudge(first.submission.id, EVERYTHING)
    assert world.cases.submit(keyed, EVERYTHING).view == first


def test_a_key_replays_the_first_answer_after_a_rejudge_with_another_version() -> None:
    staged = Staged(submissions=0)
    cases, packages = staged.world.cases, staged.world.store.packages
    keyed = replace(GOOD, idempotency_key="k")
    first = cases.submit(keyed, EVERYTHING).view
    staged.world.finish(first.submission.id)
    richer = package()
    richer["challenge.yaml"] = richer["challenge.yaml"].replace(b"points: 100", b"points: 150").replace(b"60", b"110")
    packages.register("adder", richer)
    staged.applied()
    now = cases.submissions.get(first.submission.id, EVERYTHING)
    assert (now.submission.challenge_version, first.submission.challenge_version) == (3, 2)
    again = cases.submit(keyed, EVERYTHING).view
    assert again == replace(first, submission=replace(first.submission, package=now.submission.package))
    staged.world.store.tables.rows[first.submission.id].earlier.clear()  # as if it were forgotten meanwhile
    assert cases.submit(keyed, EVERYTHING).view.submission.id == first.submission.id


def test_a_key_is_for_the_same_files_in_whatever_order_they_come() -> None:
    world = World()
    files = {"main.py": b"print(3)", "lib/a.py": b"1"}
    keyed = replace(GOOD, files=files, idempotency_key="k")
    assert not world.cases.submit(keyed, EVERYTHING).replayed
    assert world.cases.submit(replace(keyed, files=dict(reversed(files.items()))), EVERYTHING).replayed


def test_a_key_of_what_was_refused_is_free_for_the_next_request() -> None:
    world = World()
    for wrong in ({"challenge": "nope"}, {"files": {"\ud800": b""}}, {"files": {}}):
        problems(world, replace(GOOD, idempotency_key="k", **wrong))
    assert not world.cases.submit(replace(GOOD, idempotency_key="k"), EVERYTHING).replayed


@pytest.mark.parametrize(
    "change",
    [
        {"runtime": "cobol"},
        {"runtime": "node"},
        {"challenge": "other"},
        {"files": {"main.py": b"2"}},
        {"files": {"app.py": b"print(3)"}},
        {"files": {"main.pyprint(3)": b""}},
    ],
)
def test_a_key_for_another_request_is_refused(change: dict[str, object]) -> None:
    world = World()
    keyed = replace(GOOD, idempotency_key="k")
    world.cases.submit(keyed, EVERYTHING)
    with pytest.raises(KeyReused):
        world.cases.submit(replace(keyed, **change), EVERYTHING)  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize("role", Role)
def test_machines_go_behind_people(role: Role) -> None:
    world = World()
    scope = Scope(Caller(role=role, organisation="acme", subject="ann"), Reach.OWN)
    record = world.cases.submit(GOOD, scope).view.submission
    queue = "batch" if role is Role.CI else "interactive"
    assert (record.queue, world.dispatch.sent) == (queue, [(record.id, 1, queue)])


def test_a_full_queue_refuses() -> None:
    world = World(queue_limit=1)
    world.cases.submit(GOOD, EVERYTHING)
    with pytest.raises(Busy):
        world.cases.submit(GOOD, EVERYTHING)


def test_a_broker_that_is_away_loses_no_submission() -> None:
    world = World()
    world.dispatch.broken = True
    record = world.cases.submit(GOOD, EVERYTHING).view.submission
    assert world.store.submissions.get(record.id).state is State.QUEUED
