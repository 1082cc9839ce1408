"""Copiste as a user installs it: its wheel in a virtual environment that knows nothing of this checkout.

What the wheel depends on is not fetched again. The environment gets links to the packages that the tests run
with: those that the wheel's own metadata ask for, and what these ask for, in the pinned versions; no other
package is there. So a dependency that is imported but not declared is missing, as it would be for a user.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path
from typing import Any
from zipfile import Path as PathInZip

from packaging.requirements import Requirement

from tests.support.programs import REPOSITORY

#: What requirements.txt leaves out, and says why.
LEFT_OUT = frozenset({"python3-Xlib", "evdev"})

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")


def build_wheel(folder: Path) -> Path:
    """The wheel of this checkout."""
    made = (*_PIP, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder))
    subprocess.run([*made, str(REPOSITORY)], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


class Installation:
    """A virtual environment with one wheel and what it depends on."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.folder = folder / "environment"
        self._home = folder / "home"
        self._home.mkdir()
        venv.create(self.folder, symlinks=True)
        self.packages = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(self.folder)}))
        self.pip("install", "--quiet", "--no-deps", "--no-index", str(wheel))
        (metadata,) = (part for part in PathInZip(wheel).iterdir() if part.name.endswith(".dist-info"))
        self._asked_for = PathDistribution(metadata).requires or []
        self.add(self._asked_for)

    def add_extra(self, extra: str) -> None:
        """Add what the wheel's extra asks for."""
        self.add(self._asked_for, extra)

    def add(self, requirements: Iterable[str], extra: str = "") -> None:
        """Make packages of the tests' environment importable here, and what they depend on."""
        for found in _closure(requirements, extra):
            for name in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
                if not (self.packages / name).exists():
                    (self.packages / name).symlink_to(str(found.locate_file(name)))

    def pip(self, *arguments: str, fails: bool = False) -> str:
        """What pip says about this environment."""
        command = (*_PIP, "--python", str(self.folder / "bin" / "python"), *arguments)
        return subprocess.run(command, check=not fails, capture_output=True, text=True).stdout

    def run(
        self,
        program: str,
        *arguments: str,
        folder: Path,
        variables: Mapping[str, str] | None = None,
        limit: float = 120,
    ) -> subprocess.CompletedProcess[str]:
        """Run a program of this environment in `folder` to its end."""
        return subprocess.run(
            [str(self.folder / "bin" / program), *arguments],
            cwd=folder,
            env=self._variables(variables or {}),
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    @contextmanager
    def mock(self, database: Path) -> Iterator[dict[str, Any]]:
        """Let `copiste mock` serve `database` meanwhile: its `url`, `terminal` and `password`."""
        options = ("--json", "--port", "0", "--terminal-port", "0", "--database", str(database))
        command = [str(self.folder / "bin" / "copiste"), "mock", *options]
        with subprocess.Popen(
            command, cwd=database.parent, env=self._variables({}), stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            try:
                yield json.loads("".join(_document(process.stdout)))
            finally:
                process.terminate()

    def _variables(self, more: Mapping[str, str]) -> dict[str, str]:
        """As in a shell where the environment is activated, without a trace of the tests' own."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("COPISTE_", "PYTHON"))
        }
        path = os.pathsep.join((str(self.folder / "bin"), os.environ["PATH"]))
        return kept | {"HOME": str(self._home), "VIRTUAL_ENV": str(self.folder), "PATH": path, **more}


def _document(lines: Iterable[str]) -> Iterator[str]:
    """The lines of one indented JSON document."""
    for line in lines:
        yield line
        if line.startswith("}"):
            return


def _closure(requirements: Iterable[str], of_extra: str = "") -> Iterator[Distribution]:
    """The installed distributions that satisfy the requirements, and theirs."""
    waiting = [(of_extra, text) for text in requirements]
    seen: set[tuple[str, str]] = set()
    while waiting:
        extra, text = waiting.pop()
        needed = Requirement(text)
        if needed.name in LEFT_OUT or (needed.marker and not needed.marker.evaluate({"extra": extra})):
            continue
        found = distribution(needed.name)
        assert needed.specifier.contains(found.version), f"{text}: {found.version} is installed"
        for wanted in ("", *needed.extras):
            if (needed.name, wanted) not in seen:
                seen.add((needed.name, wanted))
                waiting += [(wanted, inner) for inner in found.requires or ()]
                yield found
