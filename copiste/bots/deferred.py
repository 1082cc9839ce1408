"""Puts off what Robot Framework imports for its own use and a bot may never need."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Final

#: By who goes through all loaded modules, as `inspect` and `unittest` do: that is no use of one.
_ASKED_OF_EVERY_MODULE: Final = frozenset({"__file__", "__warningregistry__"})


class Deferred(ModuleType):
    """Stands for a module until it is used; `importlib`'s own lazy module is loaded by `import`."""

    def __getattr__(self, name: str) -> Any:
        """What the module has under `name`."""
        if name in _ASKED_OF_EVERY_MODULE:
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def defer(name: str) -> None:
    """Load module `name`, where it is installed and not loaded yet, at its first use."""
    if name not in sys.modules and find_spec(name) is not None:
        sys.modules[name] = Deferred(name)
