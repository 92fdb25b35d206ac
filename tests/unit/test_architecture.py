"""The architecture as facts about imports and sizes, read from the syntax trees of the standard library's ``ast``."""

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("judge", "worker", "benchmarks", "scripts", "tests")
NOT_THE_JUDGE = (
    "worker/runtimes/",
    "worker/graders/pytest_runner/",
    "worker/tester/judge_tester/",
    "scripts/challenges/",
    "tests/hostile/corpus/",
    "tests/hostile/challenges/",
)
"""Programs that run inside boxes, or that write challenge packages."""
MAX_LINES = 300
MEDIAN_LINES = 100

MAY_IMPORT = {
    "redis": ("judge/store/connection.py",),
    "docker": ("worker/sandbox/docker",),
    "celery": ("judge/queue", "worker/app.py", "worker/tasks.py", "worker/janitor.py", "worker/heartbeat.py"),
    "kombu": ("judge/queue", "worker/app.py"),
    "flask": ("judge/api/", "judge/web/", "judge/wiring.py"),
    "werkzeug": ("judge/api/", "judge/web/"),
    "prometheus_client": ("judge/api/",),
    "gevent": ("judge/wsgi.py", "judge/refusals.py", "judge/wiring.py", "judge/store/connection.py"),
    "gunicorn": ("judge/wsgi.py", "judge/refusals.py"),
    "click": ("judge/cli/",),
    "rich": ("judge/cli/",),
    "httpx": ("judge/cli/",),
    "httpcore": ("judge/outgoing/",),
    "standardwebhooks": ("judge/outgoing/signing.py",),
    "jwt": ("judge/receipts/",),
    "cryptography": ("judge/receipts/",),
    "httpx_sse": ("judge/cli/",),
    "tenacity": ("judge/cli/remote.py",),
    "pathspec": ("judge/cli/",),
    "openapi_pydantic": ("judge/api/openapi.py",),
    "flask_swagger_ui": ("judge/api/docs.py",),
    "yaml": ("judge/packages/document.py", "judge/packages/writing.py", "judge/catalogues.py"),
    "ulid": ("judge/ids.py",),
    "requests": ("worker/sandbox/docker",),
    "jinja2": ("judge/web/",),
    "markupsafe": ("judge/web/",),
    "copydetect": ("judge/similarity/fingerprints.py",),
    "numpy": ("judge/similarity/fingerprints.py",),
    "limits": ("judge/store/rates.py",),
}
"""Third-party package to the files (or beginnings of paths) that may import it. pydantic and structlog: anyone."""


@dataclass(frozen=True, eq=False)
class Source:
    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


def _sources(*places: str) -> list[Source]:
    return [source for source in _everything() if source.path.startswith(places)]


@cache
def _everything() -> list[Source]:
    paths = (path for folder in OURS for path in sorted((ROOT / folder).rglob("*.py")))
    names = [path.relative_to(ROOT).as_posix() for path in paths]
    texts = {name: (ROOT / name).read_text("utf-8") for name in names if not name.startswith(NOT_THE_JUDGE)}
    return [Source(name, text, ast.parse(text, name)) for name, text in texts.items()]


@cache
def _imports(source: Source) -> tuple[str, ...]:
    """Dotted names of all modules a file imports, wherever in the file, for types too."""
    names: list[str] = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
    return tuple(names)


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


JUDGE = _sources("judge/")
PRODUCT = _sources("judge/", "worker/", "benchmarks/", "scripts/")
ALL = _everything()


def _offenders(sources: list[Source], package: str) -> list[str]:
    return [source.path for source in sources if any(_within(name, package) for name in _imports(source))]


def test_there_is_something_to_look_at() -> None:
    assert len(JUDGE) > 20
    assert len(PRODUCT) > len(JUDGE)


def test_the_judge_never_imports_the_worker() -> None:
    assert _offenders(JUDGE, "worker") == []


def test_nothing_that_ships_imports_the_tests() -> None:
    assert _offenders(PRODUCT, "tests") == []


def test_the_domain_imports_the_standard_library_only() -> None:
    allowed = {*sys.stdlib_module_names, "judge"}
    domain = _sources("judge/domain/")
    foreign = [
        f"{source.path}: {name}"
        for source in domain
        for name in _imports(source)
        if name.split(".")[0] not in allowed or (name.startswith("judge") and not _within(name, "judge.domain"))
    ]

    assert foreign == []


def test_the_supervisor_imports_the_standard_library_and_itself_only() -> None:
    allowed = {*sys.stdlib_module_names, "supervisor"}
    foreign = [
        f"{source.path}: {name}"
        for source in _sources("worker/supervisor/")
        for name in _imports(source)
        if name.split(".")[0] not in allowed
    ]

    assert foreign == []


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_third_party_package_is_imported_in_its_own_place_only(package: str) -> None:
    strays = [path for path in _offenders(PRODUCT, package) if not path.startswith(MAY_IMPORT[package])]

    assert strays == []


def test_every_third_party_package_has_a_place() -> None:
    known = {*sys.stdlib_module_names, *OURS, *MAY_IMPORT, "pydantic", "pydantic_core", "structlog", "supervisor"}
    unplaced = {
        f"{source.path}: {name}" for source in PRODUCT for name in _imports(source) if name.split(".")[0] not in known
    }

    assert unplaced == set()


@pytest.mark.parametrize("layer", ["judge.api", "judge.cli", "judge.wsgi", "judge.wiring"])
def test_what_faces_outside_is_imported_by_nothing_further_inside(layer: str) -> None:
    inner = _sources("judge/domain/", "judge/service/", "judge/store/", "judge/packages/")

    assert _offenders(inner, layer) == []


def test_use_cases_know_neither_store_nor_web() -> None:
    service = _sources("judge/service/")

    assert _offenders(service, "judge.store") == []
    assert _offenders(service, "judge.queue") == []


KNOWS = {
    "judge/web/": ("judge.api", "judge.domain", "judge.service"),
    "judge/formats/": ("judge.domain",),
    "judge/receipts/": ("judge.domain",),
    "judge/archives/": ("judge.domain", "judge.service.files"),
    "judge/outgoing/": ("judge.domain", "judge.service.outgoing"),
    "judge/similarity/": ("judge.domain", "judge.config", "judge.service.similarity"),
    "judge/scaffold/": ("judge.domain", "judge.packages"),
    "judge/imports/": ("judge.domain", "judge.packages", "judge.archives", "judge.runtimes", "judge.service.files"),
}
"""Folder to all of the project that it may import, besides itself."""


@pytest.mark.parametrize("folder", KNOWS)
def test_a_folder_beside_the_layers_knows_no_more_of_them_than_it_needs(folder: str) -> None:
    allowed = (*KNOWS[folder], folder.rstrip("/").replace("/", "."))
    strays = [
        f"{source.path}: {name}"
        for source in _sources(folder)
        for name in _imports(source)
        if name.startswith(("judge", "worker")) and not any(_within(name, each) or name == "judge" for each in allowed)
    ]

    assert _sources(folder)
    assert strays == []


def test_grading_on_the_spot_needs_neither_store_nor_queue_nor_web() -> None:
    local = _sources("worker/local/")

    for package in ("judge.store", "judge.queue", "judge.api.app", "judge.wiring", "worker.app", "worker.wiring"):
        assert _offenders(local, package) == []


def test_only_the_api_and_the_commands_come_near_the_key_of_receipts() -> None:
    places = ("judge/receipts/", "judge/wiring.py", "judge/cli/receipt")

    assert [path for path in _offenders(PRODUCT, "judge.receipts") if not path.startswith(places)] == []


def test_graders_know_the_sandbox_by_its_interface_only() -> None:
    graders = _sources("worker/graders/")
    strays = [
        f"{source.path}: {name}"
        for source in graders
        for name in _imports(source)
        if _within(name, "worker.sandbox")
        and not _within(name, "worker.sandbox.interface")
        and name != "worker.sandbox"
    ]

    assert strays == []


def test_no_file_is_longer_than_a_reader_bears() -> None:
    assert [f"{source.path}: {source.lines}" for source in ALL if source.lines > MAX_LINES] == []


@pytest.mark.parametrize("folders", [("judge/",), ("worker/",), ("",)], ids=["judge", "worker", "all"])
def test_most_files_fit_two_screens(folders: tuple[str, ...]) -> None:
    assert statistics.median(source.lines for source in _sources(*folders) if source.text) <= MEDIAN_LINES


def _calls(source: Source) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


STARTERS = ("subprocess.run", "subprocess.Popen", "subprocess.call", "subprocess.check_call", "subprocess.check_output")


def test_no_program_is_started_through_a_shell() -> None:
    """No ``shell=True``, no ``os.system``, and no command line that is one string."""
    shells = []
    for source in ALL:
        for name, call in _calls(source):
            through_shell = any(
                keyword.arg == "shell" and not (isinstance(keyword.value, ast.Constant) and not keyword.value.value)
                for keyword in call.keywords
            )
            one_string = name in STARTERS and call.args and isinstance(call.args[0], ast.Constant | ast.JoinedStr)
            if through_shell or one_string or name in ("os.system", "os.popen"):
                shells.append(f"{source.path}:{call.lineno}: {name}")

    assert shells == []


READERS = ("os.environ.get", "os.getenv", "Settings.from_env")


def test_nothing_reads_the_environment_or_connects_at_import() -> None:
    """What runs when a module is imported: everything outside of functions, and the defaults of their parameters."""
    readers = []
    for source in _sources("judge/", "worker/"):
        for node in _at_import(source.tree):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            subscript = isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ"
            if name in READERS or subscript or name.endswith((".connect", ".from_url")):
                readers.append(f"{source.path}: {ast.unparse(node)}")

    assert readers == []


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'":
        return
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        for part in (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)):
            yield from _at_import(part)
    elif not isinstance(node, ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _at_import(child)
