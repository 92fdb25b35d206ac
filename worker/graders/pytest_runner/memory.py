"""Tests that exist in memory only: an importer for their modules, and collectors that look there instead of on disk.

Sources are Python files. Other files of a suite (data that tests read) stay where they are. A module that is no test,
``helpers.py`` beside a test, is imported by its path within the group: ``import helpers``.
"""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import sys
import types
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest import nodes
from _pytest.assertion.rewrite import rewrite_asserts

from . import traps
from .report import Reporter

_Directory: Any = getattr(pytest, "Directory", nodes.FSCollector)  # a class of its own since pytest 8


class Sources(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Sources by absolute path, importable."""

    def __init__(self, root: Path, texts: dict[Path, bytes]) -> None:
        self.root = root
        self.texts = texts
        self.config: pytest.Config | None = None
        self._paths: dict[str, Path] = {}

    @classmethod
    def taken_from(cls, root: Path) -> "Sources":
        """Read every source below ``root``, and delete it there."""
        texts = {path: path.read_bytes() for path in sorted(root.rglob("*.py"))}
        for path in texts:
            path.unlink()
        return cls(root, texts)

    def module(self, path: Path) -> types.ModuleType:
        """The module of a test file, under a name that no other file has."""
        name = "_suite_" + "_".join(path.relative_to(self.root).with_suffix("").parts)
        spec = self._spec(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            self.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
        return module

    def find_spec(self, fullname: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        """A helper module, by its path within a group."""
        parts = fullname.split(".")
        for group in sorted({path.relative_to(self.root).parts[0] for path in self.texts}):
            below = self.root.joinpath(group, *parts)
            for candidate in (below / "__init__.py", below.with_suffix(".py")):
                if candidate in self.texts:
                    return self._spec(fullname, candidate)
        return None

    def _spec(self, name: str, path: Path) -> importlib.machinery.ModuleSpec:
        self._paths[name] = path
        text = self.get_source(name)
        # No modification time: an entry that linecache never drops, so that tracebacks show the source.
        linecache.cache[str(path)] = (len(text), None, text.splitlines(keepends=True), str(path))
        locations = [str(path.parent)] if path.name == "__init__.py" else None
        spec = importlib.machinery.ModuleSpec(name, self, origin=str(path), is_package=locations is not None)
        spec.submodule_search_locations = locations
        spec.has_location = True
        return spec

    def get_source(self, fullname: str) -> str:
        return self.texts[self._paths[fullname]].decode("utf-8", "replace")

    def get_code(self, fullname: str) -> types.CodeType:
        """Compiled with pytest's rewritten asserts, which explain themselves when they fail."""
        path = self._paths[fullname]
        tree = ast.parse(self.texts[path], filename=str(path))
        rewrite_asserts(tree, self.texts[path], str(path), self.config)
        return compile(tree, str(path), "exec", dont_inherit=True)


class MemoryTests:
    """Collects ``sources`` in place of pytest's own walk over the disk; folders of ``groups`` come in that order.

    ``trap_files`` are names for the judge's own files of tests, of which there are none when tests are only listed.
    """

    def __init__(self, sources: Sources, reporter: Reporter, groups: list[str], trap_files: list[str]) -> None:
        self.sources = sources
        self.groups = groups
        self.reporter = reporter
        self.trap_files = trap_files

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        self.sources.config = session.config
        session.items = []
        folders = _Folder.below(session, self.sources.root, self)
        for folder in sorted(folders, key=lambda folder: self.groups.index(folder.path.name)):
            session.items.extend(session.genitems(folder))
        hook = session.config.hook
        hook.pytest_collection_modifyitems(session=session, config=session.config, items=session.items)
        session.items = traps.spread(session.items, list(self._traps(session)), self.sources.root)
        hook.pytest_collection_finish(session=session)
        session.testscollected = len(session.items)
        return True

    def _traps(self, session: pytest.Session) -> Iterator[list[pytest.Item]]:
        files = traps.sources(self.sources.root, self.trap_files)
        self.sources.texts |= files
        for path in files:
            file = _File.from_parent(session, path=path)
            file.tests = self
            items = list(session.genitems(file))
            for item in items:
                # Nobody reads why it failed, and drawing that takes longer than the test.
                item.repr_failure = lambda *_, **__: "as it must"  # type: ignore[method-assign]  # of this one item
            yield items


class _Folder(_Directory):  # type: ignore[misc]  # see above
    """A folder of the suite; its ``conftest.py`` holds for what is in it."""

    tests: MemoryTests

    @classmethod
    def below(cls, parent: Any, path: Path, tests: MemoryTests) -> Iterator["_Folder"]:
        depth = len(path.parts)
        inside = (source.parts for source in tests.sources.texts if source.is_relative_to(path))
        for name in sorted({parts[depth] for parts in inside if len(parts) > depth + 1}):
            folder = cls.from_parent(parent, path=path / name)
            folder.tests = tests
            yield folder

    def collect(self) -> Iterable[nodes.Item | nodes.Collector]:
        sources = self.tests.sources
        conftest = self.path / "conftest.py"
        if conftest in sources.texts:
            module = self.tests.reporter.guard(self.nodeid, sources, conftest)
            self.config.pluginmanager.register(module, name=str(conftest))
        for path in sorted(sources.texts):
            if path.parent == self.path and (path.match("test_*.py") or path.match("*_test.py")):
                file = _File.from_parent(self, path=path)
                file.tests = self.tests
                yield file
        yield from self.below(self, self.path, self.tests)


class _File(pytest.Module):
    tests: MemoryTests

    def _getobj(self) -> types.ModuleType:
        module = self.tests.reporter.guard(self.nodeid, self.tests.sources, self.path)
        self.config.pluginmanager.consider_module(module)
        return module
