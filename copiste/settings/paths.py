"""Where the settings file is, and what its relative paths mean."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

#: Names the settings file.
VARIABLE = "COPISTE_SETTINGS"


#: What comes before the path of a queue that is a file.
FILE_URL = ":///"


def settings_file() -> Path:
    """The settings file: `COPISTE_SETTINGS`, or `copiste.toml` in the working directory."""
    return Path(os.environ.get(VARIABLE, "copiste.toml"))


def _in_project(path: Path) -> Path:
    return settings_file().parent.resolve() / path.expanduser()


def queue_in_project(url: str) -> str:
    """The URL, with the whole path of a queue that is a file."""
    scheme, found, path = url.partition(FILE_URL)
    if not found or scheme.partition("+")[0] != "sqlite" or not path or path.startswith((":memory:", "/")):
        return url
    return f"{scheme}{FILE_URL}{_in_project(Path(path))}"


#: A path that is relative to the settings file.
InProject = Annotated[Path, AfterValidator(_in_project)]
