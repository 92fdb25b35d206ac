"""Collection: the groups of the order, in its order; below each, what pytest would find.

Ids are ``<group>/<file>::<test>``. A file that cannot be imported is reported and left out; tests of the others run.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from _pytest import nodes

from .modules import TestModules

Broken = Callable[[str, BaseException], None]

_PATTERNS = ("test_*.py", "*_test.py")


class Collection:
    """Takes the place of pytest's own walk over the disk."""

    def __init__(self, modules: TestModules, groups: Iterable[str], broken: Broken) -> None:
        self.modules = modules
        self._groups = tuple(groups)
        self._broken = broken

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        self.modules.config = session.config
        session.items = []
        try:
            self.conftest(session.config, self.modules.root)
            groups = self._groups
        except pytest.Collector.CollectError:
            groups = ()
        for group in groups:
            path = self.modules.root / group
            if path.is_dir():
                self.modules.enter(group)
                session.items.extend(session.genitems(Folder.within(session, path, self)))
        hook = session.config.hook
        hook.pytest_collection_modifyitems(session=session, config=session.config, items=session.items)
        hook.pytest_collection_finish(session=session)
        session.testscollected = len(session.items)
        return True

    def conftest(self, config: pytest.Config, folder: Path) -> None:
        """If the folder has one: its fixtures hold for what is in there."""
        path = folder / "conftest.py"
        if path.is_file():
            # pytest takes the fixtures of a plugin with such a path as its name for those of that folder.
            everywhere = folder == self.modules.root
            config.pluginmanager.register(self.load(path), name="stage" if everywhere else str(path))

    def load(self, path: Path) -> ModuleType:
        try:
            return self.modules.load(path)
        except (Exception, SystemExit, pytest.fail.Exception) as error:
            self._broken(path.relative_to(self.modules.root).as_posix(), error)
            raise pytest.Collector.CollectError(f"{path.name}: {error}") from error


class Folder(pytest.Directory):
    collection: Collection

    @classmethod
    def within(cls, parent: Any, path: Path, collection: Collection) -> "Folder":
        folder: Folder = cls.from_parent(parent, path=path)
        folder.collection = collection
        return folder

    def collect(self) -> Iterable[nodes.Item | nodes.Collector]:
        self.collection.conftest(self.config, self.path)
        for path in sorted(self.path.iterdir()):
            if path.is_file() and any(path.match(pattern) for pattern in _PATTERNS):
                file: File = File.from_parent(self, path=path)
                file.collection = self.collection
                yield file
        yield from self._folders()

    def _folders(self) -> Iterator["Folder"]:
        for path in sorted(self.path.iterdir()):
            if path.is_dir() and path.name[:1] not in (".", "_"):
                yield Folder.within(self, path, self.collection)


class File(pytest.Module):
    collection: Collection

    def _getobj(self) -> ModuleType:
        module = self.collection.load(self.path)
        self.config.pluginmanager.consider_module(module)
        return module
