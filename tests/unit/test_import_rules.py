"""Who may import whom (docs/architecture): read from the Python sources with `ast`.

`test_robot_rules.py` does the same for Robot Framework files.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import copiste

ROOT = Path(__file__).parents[2]
#: The engine, and the packages of the bundled project.
PACKAGES = ("copiste", "legacy_mock", "screens", "work_items")


@dataclass(frozen=True)
class Rule:
    """What one room may import: of the house, and of other people's packages."""

    #: Prefixes of modules of the house; its own room goes without saying.
    house: tuple[str, ...] = ()
    #: Prefixes that `house` would allow and that are refused all the same.
    never: tuple[str, ...] = ()
    #: Other people's packages; `None` when any that the table below does not keep to its place.
    others: tuple[str, ...] | None = None


#: Leaves that know nothing of the house: a connection, errors, variables, disks, the project, hints.
_LEAVES = (
    "copiste.connection",
    "copiste.disks",
    "copiste.environment",
    "copiste.errors",
    "copiste.project",
    "copiste.suggestions",
)
_FROZEN = ("copiste.queue.item", "copiste.queue.errors", "copiste.settings", *_LEAVES)

#: By folder of the engine; a module of `copiste` itself has a line of its own.
RULES = {
    "copiste.queue": Rule(
        house=("copiste.cases", "copiste.sections", *_LEAVES),
        others=("alembic", "cryptography", "psycopg", "pydantic", "pydantic_core", "sqlalchemy", "tenacity"),
    ),
    "copiste.cases.fr": Rule(
        house=("copiste.cases",), others=("pydantic", "pydantic_core", "schwifty", "stdnum")
    ),
    "copiste.cases": Rule(
        house=("copiste.errors", "copiste.project", "copiste.suggestions"),
        others=("pydantic", "pydantic_core"),
    ),
    "copiste.intake": Rule(
        house=(
            "copiste.cases",
            "copiste.queue.adding",
            "copiste.queue.item",
            "copiste.queue.references",
            *_LEAVES,
        ),
        others=("openpyxl", "pydantic", "ruamel"),
    ),
    "copiste.connectors": Rule(
        # Robots of other houses are worked by an orchestrator of their own: one lease, no seat.
        house=("copiste.cases", "copiste.queue", "copiste.orchestrator", "copiste.settings", *_LEAVES),
        never=("copiste.orchestrator.run", "copiste.orchestrator.work"),
        others=("pydantic", "pydantic_core"),
    ),
    "copiste.screens": Rule(house=_LEAVES),
    "copiste.keywords": Rule(
        house=("copiste.screens", *_FROZEN), never=("copiste.screens.web", "copiste.screens.pixels")
    ),
    "copiste.bots": Rule(house=("copiste.keywords", *_FROZEN)),
    "copiste.orchestrator": Rule(
        house=("copiste.queue", "copiste.bots", "copiste.settings", *_LEAVES),
        others=("cronsim", "holidays", "pydantic", "tenacity"),
    ),
    "copiste.console": Rule(house=("copiste",)),
    # What `copiste init` writes is a project's.
    "copiste.console.template": Rule(house=("copiste.cases",)),
    "copiste.settings": Rule(
        house=(
            "copiste.sections",
            "copiste.vault",
            *_LEAVES,
            # Which faces there are, and what they reach: loads none.
            "copiste.screens.errors",
            "copiste.screens.faces",
            "copiste.queue.policy",
            "copiste.orchestrator.calendar",
        ),
        others=("pydantic", "pydantic_settings"),
    ),
    "copiste.vault": Rule(house=("copiste.errors",), others=("keyring", "pydantic", "ruamel")),
    "copiste.sections": Rule(others=("pydantic",)),
    **{
        leaf: Rule(house=("copiste.errors", "copiste.queue.errors"), others=("pydantic",)) for leaf in _LEAVES
    },
    # The public names, loaded when they are asked for.
    "copiste": Rule(house=("copiste",)),
    "legacy_mock": Rule(),
    # A project's files.
    "screens": Rule(house=("copiste.cases.fr",)),
    "work_items": Rule(house=("copiste.cases",)),
}

#: A library that projects import, and no room of the engine.
FOR_PROJECTS = ("copiste.cases.fr",)
PROJECTS = ("screens", "work_items", "copiste.console.template")

#: What a project's files may use, and the folder that only re-exports.
PUBLIC = frozenset({"copiste", *(f"copiste.{name}" for name in copiste.__all__)})

#: Packages that belong to certain places, by the prefix of the importing module.
KEPT_TO = {
    "playwright": ("copiste.screens.web", "copiste.console.doctor"),
    "cv2": ("copiste.screens.pixels",),
    "mss": ("copiste.screens.pixels",),
    "numpy": ("copiste.screens.pixels",),
    "pyautogui": ("copiste.screens.pixels",),
    "tesserocr": ("copiste.screens.pixels",),
    "PIL": ("copiste.screens.pixels", "copiste.screens.showing"),
    "Xlib": ("copiste.screens.pixels",),
    "sqlalchemy": ("copiste.queue",),
    "alembic": ("copiste.queue",),
    "cryptography": ("copiste.queue",),
    "keyring": ("copiste.vault",),
    "sqlite3": ("copiste.queue", "copiste.intake", "legacy_mock"),
    "robot": ("copiste.keywords", "copiste.bots"),
    "starlette": ("legacy_mock",),
    "uvicorn": ("legacy_mock",),
    "typer": ("copiste.console", "legacy_mock"),
    "rich": ("copiste.console",),
}


def modules() -> Iterator[tuple[str, Path]]:
    """Every Python module of the product, by its dotted name."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), path


def folder_of(module: str) -> str:
    """The line of the table that a module belongs to."""
    return max((name for name in RULES if within(module, (name,))), key=len)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """What a module imports, wherever in the file, also by name through `import_module`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:  # the case models of a project import one another
                assert path.parent.name == "work_items", f"{path}:{node.lineno}: write the whole name"
                continue
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            name = node.args[0] if node.args else None
            if isinstance(name, ast.Constant):
                yield node.lineno, str(name.value)


def while_running(path: Path) -> Iterator[str]:
    """What a module imports when it runs: without what stands under `if TYPE_CHECKING`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(imported: str, names: set[str]) -> str:
    """The module that `imported` is, or is a name of; empty for other people's."""
    while imported and imported not in names:
        imported = imported.rpartition(".")[0]
    return imported


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Modules that import one another, in their order; none when there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def within(module: str, prefixes: tuple[str, ...]) -> bool:
    return any(module == prefix or module.startswith(f"{prefix}.") for prefix in prefixes)


def fault(importer: str, imported: str) -> str:
    """Why `importer` may not import `imported`; empty when it may."""
    folder = folder_of(importer)
    top = imported.partition(".")[0]
    rule = RULES[folder]
    if within(imported, FOR_PROJECTS) and not within(importer, (*FOR_PROJECTS, *PROJECTS)):
        return f"{imported} is for projects"
    if folder != "copiste" and within(imported, (folder,)):
        return ""
    if imported in PUBLIC:
        return ""
    if top in PACKAGES:
        if within(imported, rule.never) or not within(imported, rule.house):
            return f"{folder} may not import {imported}"
        return ""
    if top in KEPT_TO and not within(importer, KEPT_TO[top]):
        return f"{top} belongs to {', '.join(KEPT_TO[top])}"
    if rule.others is not None and top in third_party() and top not in rule.others:
        return f"{folder} may use {', '.join(rule.others)} only"
    return ""


@cache
def third_party() -> set[str]:
    return set(packages_distributions())


@pytest.mark.parametrize("folder", RULES)
def test_a_folder_imports_only_what_the_design_allows(folder: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {why}"
        for name, path in modules()
        if folder_of(name) == folder
        for line, imported in imports(path)
        if (why := fault(name, imported))
    ]
    assert wrong == []


def test_no_modules_import_one_another() -> None:
    """Imports within functions count too; those for types only do not."""
    names = {name for name, _ in modules()}
    graph = {
        name: {target for imported in while_running(path) if (target := module_of(imported, names)) != name}
        for name, path in modules()
        if within(name, ("copiste",))
    }
    assert circle(graph) == []


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set[str]()}, set[str]()),
        ({"a": {"b"}, "b": {"a"}}, {"a", "b"}),
        ({"a": {"b"}, "b": {"c"}, "c": {"d"}, "d": {"b"}}, {"b", "c", "d"}),
    ],
)
def test_a_circle_is_seen(graph: dict[str, set[str]], found: set[str]) -> None:
    assert set(circle(graph)) == found


def test_imports_for_types_are_told_from_those_within_functions(tmp_path: Path) -> None:
    source = tmp_path / "source.py"
    source.write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import b\nelse:\n    import c\n"
        "def late():\n    from d import e\n"
    )
    assert set(while_running(source)) == {"typing.TYPE_CHECKING", "c", "d.e"}


def test_no_room_opens_the_queue_without_a_sealer() -> None:
    """Left out, payloads would be written as they are: that is for tests and benchmarks."""
    opened = [
        (name, {keyword.arg for keyword in node.keywords})
        for name, path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Store.open"
    ]
    assert {"copiste.orchestrator.from_settings", "copiste.console.context"} <= {name for name, _ in opened}
    assert [name for name, told in opened if "sealer" not in told] == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("copiste.queue.store", "robot.api"),
        ("copiste.queue.store", "copiste.screens.session.session"),
        ("copiste.queue.store", "starlette.routing"),
        ("copiste.screens.session.session", "copiste.queue.item"),
        ("copiste.screens.session.session", "playwright.sync_api"),
        ("copiste.keywords.Legacy", "copiste.screens.web.driver"),
        ("copiste.keywords.Legacy", "copiste.queue.store"),
        ("copiste.bots.bot", "copiste.queue.store"),
        ("copiste.bots.bot_process", "copiste.screens.session.session"),
        ("copiste.orchestrator.run", "copiste.keywords.transaction"),
        ("copiste.orchestrator.run", "sqlalchemy"),
        ("copiste.orchestrator.run", "robot.api"),
        ("copiste.cases.registry", "copiste.cases.fr.fields"),
        ("copiste.screens.declared.loading", "copiste.cases.fr.formats"),
        ("copiste.console.main", "copiste.cases.fr.identifiers"),
        ("copiste.console.main", "legacy_mock.host"),
        ("screens.backend_sante.formats", "copiste.screens.declared.formats.format"),
        ("copiste.console.template.tests.test_address", "copiste.console.mock_process"),
        ("legacy_mock.host", "copiste.queue.item"),
    ],
)
def test_forbidden_import_is_seen(importer: str, imported: str) -> None:
    assert fault(importer, imported)
