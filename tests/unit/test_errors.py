"""Every exception class says whose fault it is, and no room decides by another room's codes."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from copiste.console.exit_codes import EXIT_OF
from copiste.errors import Blame, CopisteError

ENGINE = Path(__file__).parents[2] / "copiste"
#: Copied into robots' own environments, where there is no Copiste.
ELSEWHERE = ENGINE / "connectors" / "robocorp" / "for_robots"


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the engine, by its dotted name."""
    for path in sorted(ENGINE.rglob("*.py")):
        if not path.is_relative_to(ELSEWHERE):
            parts = path.relative_to(ENGINE.parent).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8"))


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def error_classes() -> list[tuple[str, str]]:
    """Module and name of every exception class that may leave its module."""
    return [
        (module, node.name)
        for module, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error") and not node.name.startswith("_")
    ]


ERRORS = error_classes()


def test_the_walk_finds_the_rooms() -> None:
    rooms = {room_of(module) for module, _ in ERRORS}
    assert {"copiste.queue", "copiste.screens", "copiste.keywords", "copiste.bots", "copiste.intake"} <= rooms
    assert len(ERRORS) > 60


@pytest.mark.parametrize(("module", "name"), ERRORS)
def test_an_exception_class_says_whose_fault_it_is_and_has_a_stable_code(module: str, name: str) -> None:
    error = getattr(import_module(module), name)
    if name in {"CopisteError", "TransactionError"}:
        return
    assert isinstance(error.blame, Blame)
    assert re.fullmatch(r"[A-Z][A-Z0-9_]*", error.code)


def test_only_what_a_driver_has_to_raise_is_no_error_of_ours() -> None:
    foreign = {
        name for module, name in ERRORS if not issubclass(getattr(import_module(module), name), CopisteError)
    }
    # Raised inside SQLAlchemy's drivers, and translated where a transaction begins.
    assert foreign == {
        "ServerError",
        "NoAnswerError",
        "NotPrimaryError",
        "NotReplicatedError",
        "PoolingError",
        "DurabilityError",
        "FileGoneError",
    }


def test_every_blame_has_an_exit_code() -> None:
    assert set(EXIT_OF) == set(Blame)


def codes() -> dict[str, set[str]]:
    """The rooms whose exceptions have a code, by code."""
    owners = defaultdict(set)
    for module, name in ERRORS:
        code = getattr(getattr(import_module(module), name), "code", None)
        if code is not None:
            owners[code].add(room_of(module))
    return owners


def lists(tree: ast.AST) -> Iterator[tuple[int, set[str]]]:
    """The texts of each literal list, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Set | ast.List | ast.Tuple):
            texts: list[ast.expr | None] = list(node.elts)
        elif isinstance(node, ast.Dict):
            texts = [*node.keys, *node.values]
        elif isinstance(node, ast.MatchOr):
            texts = [pattern.value for pattern in node.patterns if isinstance(pattern, ast.MatchValue)]
        else:
            continue
        yield node.lineno, {str(text.value) for text in texts if isinstance(text, ast.Constant)}


def foreign_codes(room: str, tree: ast.AST) -> list[tuple[int, list[str]]]:
    owners = codes()
    found = [
        (line, sorted(text for text in texts if text in owners and room not in owners[text]))
        for line, texts in lists(tree)
    ]
    return [(line, texts) for line, texts in found if len(texts) > 1]


def test_no_room_lists_the_codes_of_another_room() -> None:
    listed = {module: found for module, tree in sources() if (found := foreign_codes(room_of(module), tree))}
    assert listed == {}


@pytest.mark.parametrize(
    "source",
    [
        'OURS = frozenset({"LEASE_LOST", "DECLARATION"})',
        'EXITS = {"QUEUE_BUSY": 4, "FACE": 5}',
        'if code in ("NO_CASE", "KEYWORDS"): pass',
        'match code:\n    case "QUEUE_BUSY" | "QUEUE_UNUSABLE": pass',
    ],
)
def test_such_a_list_is_seen(source: str) -> None:
    assert foreign_codes("copiste.orchestrator", ast.parse(source))
