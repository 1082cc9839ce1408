"""Load an application's folder of YAML; every mistake is told with file, line and nearest key."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from copiste import project
from copiste.screens import faces
from copiste.screens.declared.base import Declaration
from copiste.screens.declared.catalogue import CatalogueEntry
from copiste.screens.declared.model import Application, Screen
from copiste.screens.errors import DeclarationError, UndeclaredError, nearest

_APPLICATION, _MESSAGES = "application.yaml", "messages.yaml"
_Model = TypeVar("_Model", bound=BaseModel)


class _Catalogue(Declaration):
    messages: Mapping[str, CatalogueEntry]


@lru_cache(maxsize=8)
def load_application(application: str | Path) -> Application:
    """Load `screens/<application>/` of the project at hand, or the folder given.

    Raises:
        DeclarationError: a file is missing or wrong, names something undeclared, or two screens could be
            recognised at once.
    """
    folder = application if isinstance(application, Path) else project.current().screens / application
    if not application:
        known = ", ".join(project.current().applications()) or "none"
        raise DeclarationError(
            f"No application is named. Set application under [back_end] in copiste.toml; there are: {known}."
        )
    if not (folder / _APPLICATION).is_file():
        known = nearest(folder.name, (path.parent.name for path in folder.parent.glob(f"*/{_APPLICATION}")))
        raise DeclarationError(f'No application "{folder.name}": no {_APPLICATION} in its folder.{known}')
    bare = _load(folder / _APPLICATION, Application)
    catalogue = _load(folder / _MESSAGES, _Catalogue)
    screens: dict[str, Screen] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name in (_APPLICATION, _MESSAGES):
            continue
        screen = _load(path, Screen)
        if screen.screen != path.stem:
            raise DeclarationError(
                f"{path.name}: screen: is {screen.screen}, the file is called {path.stem}."
            )
        screens[screen.screen] = screen
    whole = bare.model_copy(update={"folder": folder, "screens": screens, "messages": catalogue.messages})
    _check_names(whole)
    _check_recognition(whole)
    return whole


def face_declaration(face: str, name: str) -> type[BaseModel]:
    """The model of a face's own block: class `name` of `copiste.screens.<face>.declaration`.

    Raises:
        DeclarationError: there is no such face.
    """
    if face not in faces.names():
        raise DeclarationError(f'No face "{face}".{nearest(face, faces.names())}')
    model: type[BaseModel] = getattr(importlib.import_module(f"copiste.screens.{face}.declaration"), name)
    return model


def _load(path: Path, model: type[_Model]) -> _Model:
    if not path.is_file():
        raise DeclarationError(f"{path.parent.name}/{path.name} is missing.")
    text = path.read_text(encoding="utf-8")
    try:
        content = YAML(typ="safe").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DeclarationError(f"{path.name}, line {line}: {error.problem}.") from None
    if not isinstance(content, dict):
        raise DeclarationError(f"{path.name}, line 1: a mapping is wanted.")
    value = _validate(path, text, model, content, ())
    if isinstance(value, Screen | Application):
        block = "ScreenFace" if isinstance(value, Screen) else "ApplicationFace"
        for face, face_content in value.faces.items():
            try:
                face_model = face_declaration(face, block)
            except DeclarationError as error:
                raise DeclarationError(f"{path.name}, line {_line(text, ('faces', face))}: {error}") from None
            _validate(path, text, face_model, dict(face_content), ("faces", face))
    return value


def _validate(
    path: Path, text: str, model: type[_Model], content: Mapping[str, Any], prefix: tuple[str | int, ...]
) -> _Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems = "\n".join(_explain(path, text, model, prefix, dict(one)) for one in error.errors())
        raise DeclarationError(problems) from None


def _explain(
    path: Path, text: str, model: type[BaseModel], prefix: tuple[str | int, ...], problem: Mapping[str, Any]
) -> str:
    loc: tuple[str | int, ...] = problem["loc"]
    place = (
        f"{path.name}, line {_line(text, (*prefix, *loc))}: {'.'.join(map(str, (*prefix, *loc))) or 'file'}"
    )
    if problem["type"] == "extra_forbidden":
        return f"{place} is no known key.{nearest(str(loc[-1]), _known(model, loc[:-1]))}"
    return f"{place}: {problem['msg']}."


def _known(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The keys of the model that lies at `loc` below `model`."""
    for step in loc:
        field = model.model_fields.get(str(step))
        if field is not None:
            model = _inner_model(field.annotation) or model
    return list(model.model_fields)


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _inner_model(part))), None)


def _line(text: str, loc: Sequence[str | int]) -> int:
    """The line (from 1) of the deepest key of `loc` that the file has."""
    node: Any = YAML(typ="rt").load(text)
    line = 1
    for step in loc:
        try:
            marks = node.lc
            line = (marks.key(step) if isinstance(node, dict) else marks.item(step))[0] + 1
            node = node[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def _check_names(whole: Application) -> None:
    """Raise when a declaration names a screen, field or key that none declares."""
    with _told_as_of(_APPLICATION):
        sign_on, menu = whole.sign_on, whole.menu
        whole.screen(sign_on.screen).key(sign_on.key)
        whole.screen(sign_on.arrives)
        whole.screen(menu.screen).key(menu.key)
        whole.screen(menu.screen).key(sign_on.sign_off)
        whole.screen(menu.screen).field(menu.code)
        for name, interruption in whole.interruptions.items():
            screen = whole.screen(name)
            if interruption.press:
                screen.key(interruption.press)
        if whole.day_journal:
            whole.day_journal.check(whole.screens)
    for screen in whole.screens.values():
        with _told_as_of(f"{screen.screen}.yaml"):
            _check_tables(screen)
            _check_reach(whole, screen)


@contextmanager
def _told_as_of(file: str) -> Iterator[None]:
    try:
        yield
    except UndeclaredError as error:
        raise DeclarationError(f"{file}: {error}") from None


def _check_tables(screen: Screen) -> None:
    for table in screen.tables.values():
        for key in filter(None, (table.next, table.previous)):
            screen.key(key)
        if table.page:
            screen.field(table.page)


def _check_reach(whole: Application, screen: Screen) -> None:
    reach = screen.reach
    if reach is None:
        return
    if bool(reach.code) == bool(reach.screen):
        raise DeclarationError(f"{screen.screen}.yaml: reach: give either code, or screen and key.")
    if reach.screen:
        whole.screen(reach.screen).key(reach.key)
    for needed in reach.needs:
        whole.screen(whole.menu.screen).field(needed)


def _check_recognition(whole: Application) -> None:
    """Raise when two screens could both be recognised in one view."""
    for one, other in combinations(whole.screens.values(), 2):
        if not one.recognise.excludes(other.recognise):
            raise DeclarationError(
                f"{one.screen}.yaml and {other.screen}.yaml: one view could be recognised as both. "
                "Give them different titles, or an `absent` text to one that the other shows."
            )
