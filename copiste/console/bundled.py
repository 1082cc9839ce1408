"""Where the bundled project and its mock back-end are: in the wheel, or in a checkout of the sources."""

from __future__ import annotations

from pathlib import Path

_ENGINE = Path(__file__).parents[1]


def bundled_project() -> Path:
    """The folder of the bundled project, which holds the package `legacy_mock` too."""
    installed = _ENGINE / "bundled"
    return installed if installed.is_dir() else _ENGINE.parent
