"""Packages with service stages: what a good one becomes, and what is said of a broken one."""

from dataclasses import replace

import pytest

from judge.domain.errors import InvalidInput
from judge.domain.limits import SERVICE, Limits
from judge.domain.service import FIRST_UPSTREAM_PORT, Lifetime, Ready, Service, Sidecar
from judge.packages import load
from judge.packages.sidecars import arrange, shipped
from tests.unit.packages_sample import RUNTIMES, loaded, problems, with_files
from tests.unit.service_sample import SERVICE_FILES, SERVICE_MANIFEST, http_stage, service_package

_SERVICE = SERVICE_MANIFEST[SERVICE_MANIFEST.index("    service:") :]
_WITHOUT = "    service: {sidecars: {db: {type: postgres, seed: seed.sql}}}\n"
_START = "{python: [python3, -u, app.py]}"
_SIDECARS = "{db: {type: postgres, seed: seed.sql}, cache-two: {type: redis}}"
_DB = "{type: postgres, seed: seed.sql}"
_READY = "{path: /healthz, within_s: 8}"
_ENV = "{LOG_LEVEL: info, EMPTY: ''}"


def test_a_whole_service_stage_loads_with_every_value_in_its_place():
    stage = http_stage()
    assert (stage.kind, stage.points, [group.name for group in stage.groups]) == ("http", 50, ["sample", "hidden"])
    assert set(stage.files) == {
        *("conftest.py", "seed.sql", "sample/test_one.py", "hidden/test_more.py", "hidden/numbers.py"),
    }
    seed = SERVICE_FILES["stages/api/seed.sql"]
    db = Sidecar(
        name="db",
        type="postgres",
        port=5432,
        variables=("DB_URL", "DATABASE_URL"),
        seed="seed.sql",
        seed_content=seed,
    )
    assert stage.service == Service(
        start={"python": ("python3", "-u", "app.py")},
        ready=Ready(path="/healthz", within_s=8),
        env={"LOG_LEVEL": "info", "EMPTY": ""},
        port=9000,
        lifetime=Lifetime.TEST,
        sidecars=(db, Sidecar(name="cache-two", type="redis", port=6379, variables=("CACHE_TWO_URL", "REDIS_URL"))),
        upstreams=("payments", "e-mail"),
        request_timeout_s=2,
        test_timeout_s=10.5,
        response_kib=64,
    )


def test_a_service_of_which_nothing_is_said_has_the_documented_defaults():
    stage = http_stage((_SERVICE, _WITHOUT))
    assert replace(stage.service, sidecars=()) == Service()
    assert stage.service.ready == Ready(path="", within_s=10)
    assert stage.limits == SERVICE


def test_one_command_is_that_of_every_runtime():
    start = http_stage((_START, "[./run.sh, serve]")).service.start
    assert start == {"python": ("./run.sh", "serve"), "node": ("./run.sh", "serve")}


def test_limits_of_a_service_are_its_kinds_own_under_those_that_are_written():
    assert http_stage(("    points: 50", "    points: 50\n    limits: {memory_mib: 99}")).limits == replace(
        SERVICE, memory_mib=99
    )
    files = service_package(("title: Counter", "title: Counter\nlimits: {cpu_s: 9, processes: 7}"))
    challenge = loaded(files)
    assert challenge.stages[0].limits == replace(SERVICE, cpu_s=9, wall_s=27, processes=7)
    assert challenge.limits == Limits(cpu_s=9, wall_s=27, processes=7)


def test_what_the_author_did_not_say_is_never_longer_than_the_stage():
    service = http_stage((_SERVICE, _WITHOUT), ("    points: 50", "    points: 50\n    limits: {wall_s: 3}")).service
    assert (service.ready.within_s, service.request_timeout_s, service.test_timeout_s) == (3, 3, 3)


def test_a_second_sidecar_of_a_type_has_the_next_port_and_only_the_first_has_the_types_variable():
    chosen = {"one": "postgres", "two": "postgres", "other": "mariadb", "cache": "redis"}
    assert [(each.name, each.port, each.variables) for each in arrange(chosen, shipped())] == [
        ("one", 5432, ("ONE_URL", "DATABASE_URL")),
        ("two", 5433, ("TWO_URL",)),
        ("other", 3306, ("OTHER_URL",)),
        ("cache", 6379, ("CACHE_URL", "REDIS_URL")),
    ]


def test_a_sidecar_may_be_named_as_its_types_variable():
    (sidecar,) = arrange({"database": "postgres"}, shipped())
    assert sidecar.variables == ("DATABASE_URL",)


def test_upstreams_have_ports_that_nobody_else_has():
    service = Service(
        port=FIRST_UPSTREAM_PORT,
        sidecars=(Sidecar(name="db", type="postgres", port=FIRST_UPSTREAM_PORT + 2, variables=()),),
        upstreams=("a", "b", "c"),
    )
    assert service.upstream_ports() == {
        "a": FIRST_UPSTREAM_PORT + 1,
        "b": FIRST_UPSTREAM_PORT + 3,
        "c": FIRST_UPSTREAM_PORT + 4,
    }


def test_a_seed_may_lie_in_a_folder_of_its_own_which_is_no_group():
    files = with_files(
        service_package(("seed: seed.sql", "seed: ./sql/first.sql")),
        {"stages/api/seed.sql": None, "stages/api/sql/first.sql": b"SELECT 1;"},
    )
    stage = loaded(files).stages[0]
    assert (stage.service.sidecars[0].seed, stage.service.sidecars[0].seed_content) == ("sql/first.sql", b"SELECT 1;")
    assert [group.name for group in stage.groups] == ["sample", "hidden"]
    assert "sql/first.sql" in stage.files


def test_a_group_without_a_folder_has_the_tests_that_are_marked_as_its_own():
    moved = b'import pytest\n\n@pytest.mark.group("races")\ndef test_r(): ...\n\ndef test_s(): ...\n'
    groups = "groups:\n      - {name: sample, points: 10, visibility: full}\n      - {name: hidden, points: 40}\n"
    files = with_files(
        service_package((groups, "groups: [{name: sample}, {name: hidden}, {name: races}]\n")),
        {"stages/api/hidden/test_moved.py": moved},
    )
    assert {group.name: round(group.points, 6) for group in loaded(files).stages[0].groups} == {
        "sample": round(50 / 6, 6),
        "hidden": round(50 * 4 / 6, 6),
        "races": round(50 / 6, 6),
    }


def test_any_runtime_can_run_a_service():
    assert loaded(service_package(("[python, node]", "any"))).runtimes == tuple(RUNTIMES)


def test_a_runtime_without_a_command_of_its_own_needs_one():
    runtimes = RUNTIMES | {"node": replace(RUNTIMES["node"], run=())}
    assert load(service_package(("[python, node]", "any")), runtimes).runtimes == ("python", "java")
    assert "node" in load(service_package((_START, "[run]")), runtimes).runtimes
    with pytest.raises(InvalidInput) as refused:
        load(service_package((_START, "{python: [run]}")), runtimes)
    (problem,) = refused.value.problems
    assert problem.field == "challenge.yaml: stages[0].service.start"
    assert "has nothing for node" in problem.message


MANIFESTS = [
    # what is replaced, by what, the only field with a problem, words of its message
    (_START, "python3 app.py", "start", "must be a list of words, like [python3, app.py]: no shell"),
    (_START, "{python: python3 app.py}", "start.python", "must be a list of words"),
    (_START, "{python: [[python3], app.py]}", "start.python", "must be a list of words"),
    (_START, "{python: {run: app.py}}", "start.python", "must be a list of words"),
    (_START, "3", "start", "must be a mapping"),
    (_START, "[]", "start", "has no program"),
    (_START, "['', a]", "start", "has no program"),
    (_START, "[app, --port, 8080]", "start", "put 8080 in quotes"),
    (_START, "[app, null]", "start", "put null in quotes"),
    (_START, "[app, true]", "start", "put true in quotes"),
    (_START, '["app\\0"]', "start", "NUL byte"),
    (_START, "{pyton: [a]}", "start.pyton", "did you mean python?"),
    (_START, "{java: [a]}", "start.java", "java is not among the challenge's runtimes; allowed: python, node"),
    (_START, "[" + "a, " * 65 + "]", "start", "at most 64 words"),
    (_READY, "{path: healthz}", "ready.path", "must begin with /"),
    (_READY, "{path: /health check}", "ready.path", "have no spaces"),
    (_READY, "{path: /x, tcp: true}", "ready", "has both path and tcp: true"),
    (_READY, "{tcp: false}", "ready.tcp", "give a path, or write tcp: true"),
    (_READY, "{path: /x, within_s: 0.05}", "ready.within_s", "must be 0.1 or more"),
    (_READY, "{path: /x, within_s: 61}", "ready.within_s", "must be 60 or less"),
    (_READY, "{path: /x, within_s: .inf}", "ready.within_s", "finite number"),
    (_READY, "{url: /x}", "ready.url", "unknown key; allowed: path, tcp, within_s"),
    (_READY, "/healthz", "ready", "must be a mapping"),
    (_ENV, "{log_level: x}", "env.log_level", "capital letters"),
    (_ENV, "{LOG-LEVEL: x}", "env.LOG-LEVEL", "capital letters"),
    (_ENV, "{2ND: x}", "env.2ND", "capital letters"),
    (_ENV, "{WORKERS: 4}", "env.WORKERS", "put it in quotes"),
    (_ENV, "{PORT: '80'}", "env.PORT", "is set by the judge"),
    (_ENV, "{PATH: /bin}", "env.PATH", "is set by the judge"),
    (_ENV, "{DATABASE_URL: x}", "env.DATABASE_URL", "is set by the judge"),
    (_ENV, "{CACHE_TWO_URL: x}", "env.CACHE_TWO_URL", "is set by the judge"),
    (_ENV, "{PAYMENTS_URL: x}", "env.PAYMENTS_URL", "is set by the judge"),
    (_ENV, '{A: "a\\0b"}', "env.A", "NUL byte"),
    (_ENV, "[A]", "env", "must be a mapping"),
    ("port: 9000", "port: 80", "port", "must be 1024 or more"),
    ("port: 9000", "port: 65536", "port", "must be 65535 or less"),
    ("port: 9000", "port: '9000'", "port", "whole number"),
    ("port: 9000", "port: 5432", "port", "5432 is the port of db"),
    ("lifetime: test", "lifetime: suite", "lifetime", "must be one of stage, test"),
    (_SIDECARS, "{db: {type: postgrse, seed: seed.sql}}", "sidecars.db.type", "did you mean postgres?"),
    (_SIDECARS, "{db: {type: oracle, seed: seed.sql}}", "sidecars.db.type", "allowed: mariadb, mongo, postgres, redis"),
    (_SIDECARS, "{db: {seed: seed.sql}}", "sidecars.db.type", "is missing"),
    (_SIDECARS, "{db: {type: postgres, sed: seed.sql}}", "sidecars.db.sed", "did you mean seed?"),
    (_SIDECARS, "{db: {type: postgres, seed: sead.sql}}", "sidecars.db.seed", "there is no stages/api/sead.sql"),
    (_SIDECARS, "{db: {type: postgres, seed: ../seed.sql}}", "sidecars.db.seed", "write the path without them"),
    (_SIDECARS, "{db: {type: postgres, seed: conftest.py}}", "sidecars.db.seed", "a file that ends in .sql"),
    (_SIDECARS, "{db: postgres}", "sidecars.db", "must be a mapping"),
    (_SIDECARS, "[postgres]", "sidecars", "must be a mapping"),
    (_SIDECARS, f"{{db: {_DB}, Cache: {{type: redis}}}}", "sidecars.Cache", "lower-case letters"),
    (_SIDECARS, f"{{db: {_DB}, service: {{type: redis}}}}", "sidecars.service", "something else in a test"),
    (_SIDECARS, f"{{db: {_DB}, import: {{type: redis}}}}", "sidecars.import", "something else in a test"),
    (
        _SIDECARS,
        f"{{db: {_DB}, database: {{type: postgres}}}}",
        "sidecars.database",
        "its address would be in DATABASE_URL, as that of db is",
    ),
    ("[payments, e-mail]", "[payments, payments]", "upstreams[1]", "as that of payments is"),
    ("[payments, e-mail]", "[e-mail, e_mail]", "upstreams[1]", "would be in E_MAIL_URL, as that of e-mail is"),
    ("[payments, e-mail]", "[db]", "upstreams[0]", "would be in DB_URL, as that of db is"),
    ("[payments, e-mail]", "[Payments]", "upstreams[0]", "lower-case letters"),
    ("[payments, e-mail]", "[1]", "upstreams[0]", "must be text"),
    ("[payments, e-mail]", "payments", "upstreams", "must be a list"),
    ("[payments, e-mail]", "[a, b, c, d, e, f, g, h, i]", "upstreams", "at most 8"),
    ("request_timeout_s: 2", "request_timeout_s: 0", "request_timeout_s", "must be 0.1 or more"),
    ("request_timeout_s: 2", "request_timeout_s: .nan", "request_timeout_s", "finite number"),
    ("request_timeout_s: 2", "request_timeout_s: 11", "request_timeout_s", "a test may only take 10.5 s"),
    ("test_timeout_s: 10.5", "test_timeout_s: 61", "test_timeout_s", "is 61 s, but the whole stage may take 60 s"),
    ("test_timeout_s: 10.5", "test_timeout_s: 301", "test_timeout_s", "must be 300 or less"),
    ("response_kib: 64", "response_kib: 0.5", "response_kib", "whole number"),
    ("response_kib: 64", "response_kib: 65537", "response_kib", "must be 65536 or less"),
    ("response_kib: 64", "respose_kib: 64", "respose_kib", "did you mean response_kib?"),
]


@pytest.mark.parametrize(("old", "new", "field", "words"), MANIFESTS)
def test_a_broken_service_names_the_field_and_what_to_do(old, new, field, words):
    (problem,) = problems(service_package((old, new)))
    assert problem.field == f"challenge.yaml: stages[0].service.{field}"
    assert words in problem.message
    assert "(line " in problem.message


def test_more_than_four_sidecars_are_too_many():
    many = ", ".join(f"r{number}: {{type: redis}}" for number in range(5))
    found = {problem.field: problem.message for problem in problems(service_package((_SIDECARS, f"{{{many}}}")))}
    assert "at most 4 entries" in found["challenge.yaml: stages[0].service.sidecars"]


def test_a_type_that_cannot_be_filled_from_a_file_has_no_seed():
    bare = replace(shipped()["redis"], name="bare", seed={})
    (problem,) = with_types(service_package((_SIDECARS, "{db: {type: bare, seed: seed.sql}}")), {"bare": bare})
    assert "bare cannot be filled from a file; take it away" in problem.message


def with_types(files, types):
    with pytest.raises(Exception, match="has 1 problem") as raised:
        load(files, RUNTIMES, sidecars=types)
    return raised.value.problems


_S = "stages/api"
PACKAGES = [
    # files added or (none) taken away, the field with the problem, words of its message
    ({f"{_S}/seed.sql": None}, "challenge.yaml: stages[0].service.sidecars.db.seed", "there is no stages/api/seed.sql"),
    ({f"{_S}/notes.txt": b""}, f"{_S}/notes.txt", "no sidecar has it as its seed"),
    ({f"{_S}/test_loose.py": b""}, f"{_S}/test_loose.py", "move it into a group's folder"),
    ({f"{_S}/edge/test_a.py": b""}, f"{_S}/edge", "not a declared group"),
    ({f"{_S}/hidden/": None}, "challenge.yaml: stages[0].groups[1]", "has no tests"),
    (
        {f"{_S}/hidden/test_b.py": b"@mark.group('hiden')\ndef test_b(): ..."},
        f"{_S}/hidden/test_b.py",
        "has a test of the group hiden, which the stage does not have; did you mean hidden?",
    ),
]


@pytest.mark.parametrize(("changes", "field", "words"), PACKAGES, ids=[row[1] for row in PACKAGES])
def test_a_broken_package_names_the_file_and_what_to_do(changes, field, words):
    (problem,) = problems(with_files(SERVICE_FILES, changes))
    assert problem.field == field
    assert words in problem.message


def test_all_problems_of_a_service_come_at_once():
    files = service_package(
        (_START, "run"),
        (_READY, "{path: x}"),
        ("port: 9000", "port: 1"),
        ("type: redis", "type: radis"),
        (_ENV, "{A: 1}"),
    )
    assert {problem.field.removeprefix("challenge.yaml: stages[0].service.") for problem in problems(files)} == {
        *("start", "ready.path", "port", "sidecars.cache-two.type", "env.A"),
    }
