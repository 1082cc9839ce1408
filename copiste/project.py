"""The project at hand: a folder with somebody's robots, keywords, declared screens and case models.

One OS process works for one project. It is the folder of the settings file, unless that names another; a bot
process and a robot run by hand work in the project's folder.
"""

from __future__ import annotations

import importlib
import re
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import ModuleType


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project's files are."""

    folder: Path

    @property
    def robots(self) -> Path:
        """Holds `<process>.robot`."""
        return self.folder / "robots"

    @property
    def producers(self) -> Path:
        """Holds `<process>.robot` of those processes whose robot makes work items of others."""
        return self.robots / "producers"

    @property
    def screens(self) -> Path:
        """Holds a folder of declarations for each application."""
        return self.folder / "screens"

    @property
    def work_items(self) -> Path:
        """Holds `<process>.py`, the case models."""
        return self.folder / "work_items"

    @property
    def mappings(self) -> Path:
        """Holds `<client>.yaml`: which column of a client's file is which part of a case."""
        return self.work_items / "mappings"

    @property
    def samples(self) -> Path:
        """Holds files to try the mappings with."""
        return self.work_items / "samples"

    @property
    def attachments(self) -> Path:
        """Holds the files that cases name, to be attached on screens."""
        return self.folder / "attachments"

    def applications(self) -> list[str]:
        """The applications whose screens are declared."""
        return sorted(path.parent.name for path in self.screens.glob("*/application.yaml"))

    def processes(self) -> list[str]:
        """The business processes that have a robot which keys."""
        return sorted(path.stem for path in self.robots.glob("*.robot"))

    def prepared(self) -> list[str]:
        """The processes whose robot makes work items of others."""
        return sorted(path.stem for path in self.producers.glob("*.robot"))


_chosen: Project | None = None


def current() -> Project:
    """The project of this OS process: the one that was chosen, else the working directory."""
    return _chosen or Project(Path.cwd())


def choose(folder: Path) -> Project:
    """Make `folder` the project of this OS process."""
    global _chosen  # noqa: PLW0603 - one project per OS process
    _chosen = Project(folder.resolve())
    return _chosen


def load(path: Path) -> ModuleType:
    """Import the file `path` of a project, once; it runs as any module does, and may raise anything.

    Files of one folder may import one another (`from .parts import …`). Their names hide nobody else's, and
    nobody's hide theirs: each folder is a package of its own.
    """
    folder = path.parent.resolve()
    name = re.sub(r"\W", "_", folder.name)
    package = f"_copiste_{name}_{sha256(str(folder).encode()).hexdigest()[:12]}"
    if package not in sys.modules:
        made = ModuleType(package)
        made.__path__ = [str(folder)]
        sys.modules[package] = made
    return importlib.import_module(f"{package}.{path.stem}")
