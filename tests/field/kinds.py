"""Every kind of the field trials: each module of this folder with a `KIND`."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from tests.field.trial import Kind


def kinds() -> list[Kind]:
    """All kinds, by number."""
    modules = (
        importlib.import_module(f"tests.field.{module.name}")
        for module in pkgutil.iter_modules([str(Path(__file__).parent)])
        if not module.name.startswith(("__", "test_"))
    )
    return sorted(
        (module.KIND for module in modules if hasattr(module, "KIND")), key=lambda kind: kind.number
    )
