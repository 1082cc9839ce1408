"""A YAML file as a declared value; an error says file, line, key and the nearest known key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from copiste.screens.errors import DeclarationError
from copiste.suggestions import did_you_mean_or_all

_Model = TypeVar("_Model", bound=BaseModel)
#: The way to a value: keys of mappings and indexes of lists, from the top.
Way: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file that was read."""

    path: Path
    text: str
    content: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> YamlFile:
        """Read `path`. Raises `DeclarationError` when it is missing or holds no mapping."""
        if not path.is_file():
            raise DeclarationError(f"{path.parent.name}/{path.name} is missing.")
        text = path.read_text(encoding="utf-8")
        try:
            content = YAML(typ="safe").load(text)
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise DeclarationError(f"{path.name}, line {line}: {error.problem}.") from None
        if not isinstance(content, dict):
            raise DeclarationError(f"{path.name}, line 1: expected a mapping.")
        return cls(path, text, content)

    def validated(
        self, model: type[_Model], content: Mapping[str, Any], *, at: Way = (), fields: object = None
    ) -> _Model:
        """The `model` that `content`, which stands at `at`, declares; `fields` is pydantic's context.

        Raises:
            DeclarationError: names every mistake, one a line.
        """
        try:
            return model.model_validate(dict(content), context=fields)
        except ValidationError as error:
            problems = (self._explained(model, at, dict(one)) for one in error.errors())
            raise DeclarationError("\n".join(problems)) from None

    def place(self, way: Way) -> str:
        """File and line of the deepest key of `way` that the file has."""
        node: Any = YAML(typ="rt").load(self.text)
        line = 1
        for step in way:
            try:
                marks = node.lc
                line = (marks.key(step) if isinstance(node, dict) else marks.item(step))[0] + 1
                node = node[step]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
        return f"{self.path.name}, line {line}"

    def _explained(self, model: type[BaseModel], at: Way, problem: Mapping[str, Any]) -> str:
        below: Way = problem["loc"]
        way = (*at, *below)
        place = f"{self.place(way)}: {'.'.join(map(str, way)) or 'file'}"
        if problem["type"] == "extra_forbidden":
            return f"{place} is no known key.{did_you_mean_or_all(str(below[-1]), _keys(model, below[:-1]))}"
        why = str(problem.get("ctx", {}).get("error", problem["msg"]))
        return f"{place}: {why.removesuffix('.')}."


def _keys(model: type[BaseModel], way: Sequence[str | int]) -> list[str]:
    """The keys of the model that lies at `way` below `model`."""
    for step in way:
        field = model.model_fields.get(str(step))
        if field is not None:
            model = _inner_model(field.annotation) or model
    return list(model.model_fields)


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _inner_model(part))), None)
