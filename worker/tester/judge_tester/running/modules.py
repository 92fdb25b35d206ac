"""The modules of a stage's tests: each file under a name of its own, helpers by the name a test imports them by.

``import helpers`` in a test of the group ``hidden`` is ``hidden/helpers.py``, or else ``helpers.py`` beside the groups,
or else that of the first group that has one. Every group imports its own: helpers of one are out of ``sys.modules``
while another is at work, so two groups may have different helpers of one name.
Installed packages win over helpers, which are looked for last.
"""

import ast
import importlib.abc
import importlib.util
import linecache
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

import pytest
from _pytest.assertion.rewrite import rewrite_asserts

_TESTS = "_tests."


class TestModules(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    __test__ = False

    def __init__(self, root: Path, groups: Sequence[str]) -> None:
        self.root = root
        self._groups = groups
        self.config: pytest.Config | None = None
        self._group = ""
        self._helpers: dict[str, dict[str, ModuleType]] = {}
        self._paths: dict[str, Path] = {}

    def enter(self, group: str) -> None:
        """From here on, helpers are those of ``group``."""
        if group == self._group:
            return
        helpers = (name for name in self._paths if not name.startswith(_TESTS))
        self._helpers[self._group] = {name: sys.modules.pop(name) for name in helpers if name in sys.modules}
        self._group = group
        sys.modules.update(self._helpers.get(group, {}))

    def load(self, path: Path) -> ModuleType:
        """Import a test file or a ``conftest.py``."""
        name = _TESTS + ".".join(path.relative_to(self.root).with_suffix("").parts)
        spec = self._spec(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            self.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
        return module

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the finder's interface
        target: ModuleType | None = None,  # noqa: ARG002 - the finder's interface
    ) -> ModuleSpec | None:
        parts = fullname.split(".")
        for folder in (self._group, "", *self._groups):
            below = self.root.joinpath(folder, *parts)
            for candidate in (below / "__init__.py", below.with_suffix(".py")):
                if candidate.is_file():
                    return self._spec(fullname, candidate)
        return None

    def get_source(self, fullname: str) -> str:
        return self._paths[fullname].read_text("utf-8")

    def get_code(self, fullname: str) -> CodeType:
        """Compiled with pytest's rewritten asserts, which explain themselves when they fail; helpers too."""
        path = self._paths[fullname]
        source = path.read_bytes()
        tree = ast.parse(source, filename=str(path))
        rewrite_asserts(tree, source, str(path), self.config)
        return compile(tree, str(path), "exec", dont_inherit=True)

    def _spec(self, name: str, path: Path) -> ModuleSpec:
        self._paths[name] = path
        linecache.checkcache(str(path))
        locations = [str(path.parent)] if path.name == "__init__.py" else None
        spec = ModuleSpec(name, self, origin=str(path), is_package=locations is not None)
        spec.submodule_search_locations = locations
        spec.has_location = True
        return spec
