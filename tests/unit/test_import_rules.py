"""Who may import whom (docs/architecture): read from the Python sources with `ast`.

`test_robot_rules.py` does the same for Robot Framework files.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: The product's own packages and modules.
ROOMS = (
    "console",
    "environment",
    "keywords",
    "legacy_mock",
    "orchestrator",
    "robots",
    "screens",
    "settings",
    "vault",
    "work_items",
)


@dataclass(frozen=True)
class Rule:
    """What one room may import: of the house, and of other people's packages."""

    #: Prefixes of modules of the house; its own room goes without saying.
    house: tuple[str, ...] = ()
    #: Prefixes that `house` would allow and that are refused all the same.
    never: tuple[str, ...] = ()
    #: Other people's packages; `None` when any that the table below does not keep to its place.
    others: tuple[str, ...] | None = None


RULES = {
    "environment": Rule(others=()),
    "work_items": Rule(
        house=("environment",),
        others=(
            "alembic",
            "cronsim",
            "cryptography",
            "holidays",
            "openpyxl",
            "psycopg",
            "pydantic",
            "pydantic_core",
            "ruamel",
            "schwifty",
            "sqlalchemy",
            "stdnum",
            "tenacity",
        ),
    ),
    "screens": Rule(house=("environment",)),
    "keywords": Rule(
        house=(
            "environment",
            "screens",
            "settings",
            "copiste.disks",
            "copiste.queue.item",
            "copiste.queue.errors",
        ),
        never=("copiste.screens.web", "copiste.screens.pixels"),
    ),
    "robots": Rule(
        house=(
            "environment",
            "keywords",
            "settings",
            "copiste.disks",
            "copiste.queue.item",
            "copiste.queue.errors",
        )
    ),
    "orchestrator": Rule(
        house=("environment", "work_items", "copiste.bots.bot", "copiste.bots.seating", "settings")
    ),
    "settings": Rule(
        house=(
            "environment",
            "vault",
            "copiste.orchestrator.hours",
            "copiste.orchestrator.schedule",
            "copiste.orchestrator.windows",
        ),
        others=("pydantic", "pydantic_settings"),
    ),
    "vault": Rule(others=("keyring", "pydantic", "ruamel")),
    "console": Rule(
        house=(
            "environment",
            "keywords",
            "orchestrator",
            "robots",
            "screens",
            "settings",
            "vault",
            "work_items",
        )
    ),
    "legacy_mock": Rule(),
}

#: Packages that belong to certain places, by the prefix of the importing module.
KEPT_TO = {
    "playwright": ("copiste.screens.web", "copiste.console.doctor"),
    "cv2": ("copiste.screens.pixels",),
    "mss": ("copiste.screens.pixels",),
    "numpy": ("copiste.screens.pixels",),
    "pyautogui": ("copiste.screens.pixels",),
    "pytesseract": ("copiste.screens.pixels",),
    "tesserocr": ("copiste.screens.pixels",),
    "PIL": ("copiste.screens.pixels",),
    "Xlib": ("copiste.screens.pixels",),
    "sqlalchemy": ("work_items",),
    "alembic": ("work_items",),
    "cryptography": ("work_items",),
    "keyring": ("vault",),
    "sqlite3": ("work_items", "legacy_mock"),
    "robot": ("keywords", "robots"),
    "starlette": ("legacy_mock",),
    "uvicorn": ("legacy_mock",),
    "typer": ("console", "legacy_mock"),
    "rich": ("console",),
}


def modules() -> Iterator[tuple[str, Path]]:
    """Every Python module of the product, by its dotted name."""
    for room in ROOMS:
        single = ROOT / f"{room}.py"
        paths = [single] if single.exists() else sorted((ROOT / room).rglob("*.py"))
        for path in paths:
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), path


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """What a module imports, wherever in the file, also by name through `import_module`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name of what is imported"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            name = node.args[0] if node.args else None
            if isinstance(name, ast.Constant):
                yield node.lineno, str(name.value)


def within(module: str, prefixes: tuple[str, ...]) -> bool:
    return any(module == prefix or module.startswith(f"{prefix}.") for prefix in prefixes)


def fault(importer: str, imported: str) -> str:
    """Why `importer` may not import `imported`; empty when it may."""
    room = importer.partition(".")[0]
    top = imported.partition(".")[0]
    rule = RULES[room]
    if top == room:
        return ""
    if top in ROOMS:
        if within(imported, rule.never) or not within(imported, rule.house):
            return f"{room} may not import {imported}"
        return ""
    if top in KEPT_TO and not within(importer, KEPT_TO[top]):
        return f"{top} belongs to {', '.join(KEPT_TO[top])}"
    if rule.others is not None and top in third_party() and top not in rule.others:
        return f"{room} may use {', '.join(rule.others)} only"
    return ""


@cache
def third_party() -> set[str]:
    return set(packages_distributions())


@pytest.mark.parametrize("room", ROOMS)
def test_room_imports_only_what_the_design_allows(room: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {why}"
        for name, path in modules()
        if name.partition(".")[0] == room
        for line, imported in imports(path)
        if (why := fault(name, imported))
    ]
    assert wrong == []


def test_no_room_opens_the_queue_without_a_sealer() -> None:
    """Left out, payloads would be written as they are: that is for tests and benchmarks."""
    opened = [
        (name, {keyword.arg for keyword in node.keywords})
        for name, path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Store.open"
    ]
    assert {"orchestrator", "copiste.console.context"} <= {name for name, _ in opened}
    assert [name for name, told in opened if "sealer" not in told] == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("copiste.queue.store", "robot.api"),
        ("copiste.queue.store", "copiste.screens.session"),
        ("copiste.queue.store", "starlette.routing"),
        ("copiste.screens.session", "copiste.queue.item"),
        ("copiste.screens.session", "playwright.sync_api"),
        ("copiste.keywords.Legacy", "copiste.screens.web.driver"),
        ("copiste.keywords.Legacy", "copiste.queue.store"),
        ("copiste.bots.bot", "copiste.queue.store"),
        ("copiste.bots.bot_process", "copiste.screens.session"),
        ("orchestrator", "copiste.keywords.transaction"),
        ("orchestrator", "sqlalchemy"),
        ("orchestrator", "robot.api"),
        ("copiste.console.main", "legacy_mock.host"),
        ("legacy_mock.host", "copiste.queue.item"),
    ],
)
def test_forbidden_import_is_seen(importer: str, imported: str) -> None:
    assert fault(importer, imported)
