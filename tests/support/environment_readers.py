"""Which environment variables installed packages read: Python by its syntax, JavaScript by its text.

A name that a package puts together while running cannot be seen; the place where it does so can. Compiled
code is not looked at.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, distribution
from pathlib import Path

_READS = re.compile(rb"environ|getenv")
_JAVASCRIPT = re.compile(
    r"""process\.env\.(\w+)|process\.env\)?\[["'](\w+)["']\]|\benv\.([A-Z_][A-Z0-9_]{2,})\b"""
    r"""|(?:getFromENV|getAsBooleanFromENV)\(["'](\w+)["']"""
)
#: All variables at once: which of them it looks at, only the running program knows.
_ALL = re.compile(r"(?:keys|entries)\(process\.env\)")
_NAME = re.compile(r"^[A-Za-z0-9_.-]+")


@dataclass(frozen=True, order=True)
class Read:
    """A place where a variable is read; an empty name is one that only the running program knows."""

    name: str
    file: str
    line: int


@dataclass(frozen=True)
class _Wrapper:
    """A function that reads the variable that one of its arguments names."""

    name: str
    position: int


@cache
def reads(name: str, unused: tuple[str, ...] = ()) -> set[Read]:
    """Where a distribution reads the environment; files that begin with one of `unused` are left out."""
    installed = distribution(name)
    files = [
        (str(path), Path(str(path.locate())))
        for path in installed.files or ()
        if path.suffix in {".py", ".js", ".mjs", ".cjs"}
        and not str(path).startswith(unused)
        and Path(str(path.locate())).is_file()
    ]
    texts = {file: path.read_bytes() for file, path in files}
    python = {file: text for file, text in texts.items() if file.endswith(".py")}
    found = set(_python(python))
    for file, text in texts.items():
        if not file.endswith(".py"):
            found |= set(_javascript(file, text.decode("utf-8", "replace")))
    return found


def needed(name: str, extra: str = "") -> set[str]:
    """A distribution and all that it needs here, without extras but `extra` of its own."""
    found, wanted = set[str](), [name]
    while wanted:
        one = _canonical(wanted.pop())
        if one in found:
            continue
        try:
            installed = distribution(one)
        except ModuleNotFoundError:
            continue  # of another system
        found.add(one)
        wanted += _requirements(installed, extra if one == _canonical(name) else "")
    return found


def _requirements(installed: Distribution, extra: str) -> Iterator[str]:
    for line in installed.requires or ():
        name = _NAME.match(line)
        assert name
        wanted = re.search(r"extra == ['\"]([\w-]+)['\"]", line)
        if wanted is None or wanted[1] == extra:
            yield name[0]


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _javascript(file: str, text: str) -> Iterator[Read]:
    for line, content in enumerate(text.splitlines(), 1):
        for match in _JAVASCRIPT.finditer(content):
            yield Read(next(filter(None, match.groups())), file, line)
        if _ALL.search(content):
            yield Read("", file, line)


def _python(texts: dict[str, bytes]) -> Iterator[Read]:
    """The reads of one package, those through its own helper functions too."""
    trees = {file: _parsed(text) for file, text in texts.items() if _READS.search(text)}
    wrappers, before = set[_Wrapper](), None
    while before != wrappers:
        before = set(wrappers)
        for file, text in texts.items():
            if file not in trees and any(one.name.encode() in text for one in wrappers):
                trees[file] = _parsed(text)
        for tree in trees.values():
            wrappers |= {one for key in _keys(tree, before) if (one := _wrapper(key)) is not None}
    for file, tree in trees.items():
        constants = _constants(tree)
        for key in _keys(tree, wrappers):
            name = _text(key.name, constants)
            if name or _wrapper(key) is None:
                yield Read(name, file, key.name.lineno)


def _parsed(text: bytes) -> ast.AST:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some sources are old
        return ast.parse(text)


@dataclass(frozen=True)
class _Key:
    """What a variable is named by, and the function in which that is, if any."""

    name: ast.expr
    function: ast.FunctionDef | ast.AsyncFunctionDef | None


def _wrapper(key: _Key) -> _Wrapper | None:
    """The function around a read, if the name is one of its arguments: its callers know it."""
    if key.function is None:
        return None
    names = [argument.arg for argument in key.function.args.args]
    method = names[:1] in (["self"], ["cls"])
    inner = {one.id for one in ast.walk(key.name) if isinstance(one, ast.Name)}
    position = next((place for place, name in enumerate(names) if name in inner - {"self", "cls"}), None)
    return None if position is None else _Wrapper(key.function.name, position - method)


def _keys(tree: ast.AST, wrappers: Collection[_Wrapper]) -> Iterator[_Key]:
    """Each read of the environment."""
    aliases = _aliases(tree)
    called: dict[str, set[int]] = {}
    for one in wrappers:
        called.setdefault(one.name, set()).add(one.position)
    waiting: list[tuple[ast.AST, ast.FunctionDef | ast.AsyncFunctionDef | None]] = [(tree, None)]
    while waiting:
        node, function = waiting.pop()
        for name in _named_by(node, aliases, called):
            yield _Key(name, function)
        inside = node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else function
        waiting += ((child, inside) for child in ast.iter_child_nodes(node))


def _named_by(node: ast.AST, aliases: set[str], called: Mapping[str, set[int]]) -> Iterator[ast.expr]:
    """What names the variables that this very node reads."""
    if isinstance(node, ast.Subscript) and _is_environ(node.value, aliases):
        yield node.slice
    elif isinstance(node, ast.Compare) and any(_is_environ(one, aliases) for one in node.comparators):
        yield node.left
    elif isinstance(node, ast.Call):
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in {"getenv", "getenvb"}:
            yield from node.args[:1]
        elif name in {"get", "pop", "setdefault"}:
            if isinstance(function, ast.Attribute) and _is_environ(function.value, aliases):
                yield from node.args[:1]
        elif name in called:
            yield from (argument for place, argument in enumerate(node.args) if place in called[name])


def _is_environ(node: ast.AST, aliases: set[str]) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in {"environ", "environb", "_environ"}
    return isinstance(node, ast.Name) and node.id in aliases


def _aliases(tree: ast.AST) -> set[str]:
    """Names that stand for the environment, or for a copy of it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            found |= {one.asname or one.name for one in node.names if one.name in {"environ", "environb"}}
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_whole(node.value):
            found.add(node.targets[0].id)
    return found


def _is_whole(node: ast.AST) -> bool:
    """Whether this is the environment itself, or a copy of it."""
    if not isinstance(node, ast.Call):
        return _is_environ(node, set())
    if isinstance(node.func, ast.Attribute) and node.func.attr == "copy":
        return _is_environ(node.func.value, set())
    return isinstance(node.func, ast.Name) and node.func.id == "dict" and any(map(_is_whole, node.args))


def _constants(tree: ast.AST) -> dict[str, str]:
    return {
        node.targets[0].id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def _text(key: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(key, ast.Constant):
        return key.value.decode() if isinstance(key.value, bytes) else str(key.value)
    if isinstance(key, ast.Name):
        return constants.get(key.id, "")
    return ""
