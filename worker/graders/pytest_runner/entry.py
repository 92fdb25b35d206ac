"""The process that runs a suite, from its first line to its last.

    stdin     one JSON object: {"nonce", "collect_only", "groups", "traps"}, read before anything else is imported
    fd 3      the results pipe, moved at once to a descriptor that no child inherits
    .run/     this package and the tests; their sources are gone from disk before the submission's first line runs

The submission shares this process: it could find the nonce if it looks for it. The report says so (``in-process``).
"""

import ast
import contextlib
import fcntl
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

_RESULTS_FD = 3
_PRIVATE_FDS = 10

# Neither plugins nor conftest.py nor settings of the submission are honoured.
_OPTIONS = ["-c", os.devnull, "--noconftest", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
_OPTIONS += ["-q", "--no-header", "--no-summary", "--color=no", "--tb=short"]


def main(runner: str, folder: str) -> None:
    """``runner`` is where this package was sent, ``folder`` where the suite was; both are relative."""
    order = json.loads(sys.stdin.buffer.read())
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    channel = fcntl.fcntl(_RESULTS_FD, fcntl.F_DUPFD_CLOEXEC, _PRIVATE_FDS)
    os.close(_RESULTS_FD)

    # pytest and all of ours are imported before the submission's folder is on the path: it can shadow neither.
    import pytest  # noqa: PLC0415 - see above

    from . import traps  # noqa: PLC0415 - see above
    from .memory import MemoryTests, Sources  # noqa: PLC0415 - see above
    from .report import Reporter  # noqa: PLC0415 - see above

    root = Path(folder).absolute()
    sources = Sources.taken_from(root)
    reporter = Reporter(channel, order["nonce"])
    plugins = [
        MemoryTests(sources, reporter, order["groups"], order["traps"]),
        reporter,
        *_asyncio_plugin(sources.texts.values()),
    ]
    _import_standard_library([*sources.texts.values(), traps.SOURCE])
    shutil.rmtree(runner)
    sys.path.remove(runner)
    sys.path.insert(0, str(Path.cwd()))
    sys.meta_path.insert(0, sources)
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"

    collect_only = ["--collect-only"] if order["collect_only"] else []
    pytest.main([*_OPTIONS, "--rootdir", str(root), *collect_only, str(root)], plugins=plugins)
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads that the submission left behind must not keep a finished suite waiting.
    os._exit(0)


def _import_standard_library(texts: Iterable[bytes]) -> None:
    """What the tests name of the standard library, before a submission can have a module of that name in its place."""
    for text in texts:
        with contextlib.suppress(SyntaxError, ValueError):  # told when the file is collected
            for name in _imported(ast.parse(text)):
                if name.partition(".")[0] in sys.stdlib_module_names:
                    with contextlib.suppress(ImportError):  # a name within a module
                        import_module(name)


def _imported(tree: ast.AST) -> Iterator[str]:
    """``from a import b`` may mean the module ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _asyncio_plugin(texts: Iterable[bytes]) -> list[ModuleType]:
    """The one third-party plugin that suites may count on, where it is installed and if they speak of it."""
    if not any(b"asyncio" in text for text in texts) or find_spec("pytest_asyncio") is None:
        return []
    return [import_module("pytest_asyncio.plugin")]
