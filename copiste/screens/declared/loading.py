"""Load an application's folder of YAML, and check that its files agree with one another."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from pydantic import BaseModel

from copiste import project
from copiste.screens import faces
from copiste.screens.declared.base import Declaration
from copiste.screens.declared.catalogue import CatalogueEntry
from copiste.screens.declared.field import FieldContext
from copiste.screens.declared.formats.known import known_in
from copiste.screens.declared.model import Application, Screen
from copiste.screens.declared.yaml_file import YamlFile
from copiste.screens.errors import DeclarationError, UndeclaredError
from copiste.suggestions import did_you_mean_or_all

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
        there = ", ".join(project.current().applications()) or "none"
        raise DeclarationError(
            f"No application is named. Set application under [back_end] in copiste.toml; there are: {there}."
        )
    if not (folder / _APPLICATION).is_file():
        near = did_you_mean_or_all(
            folder.name, (path.parent.name for path in folder.parent.glob(f"*/{_APPLICATION}"))
        )
        raise DeclarationError(f'No application "{folder.name}": no {_APPLICATION} in its folder.{near}')
    known = known_in(folder)
    bare = _load(folder / _APPLICATION, Application, FieldContext(known))
    catalogue = _load(folder / _MESSAGES, _Catalogue)
    fields = FieldContext(known, bare.defaults.model_dump(exclude_unset=True))
    screens: dict[str, Screen] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name in (_APPLICATION, _MESSAGES):
            continue
        screen = _load(path, Screen, fields)
        if screen.screen != path.stem:
            raise DeclarationError(
                f"{path.name}: screen: is {screen.screen}, the file is called {path.stem}."
            )
        screens[screen.screen] = screen
    whole = bare.model_copy(update={"folder": folder, "screens": screens, "messages": catalogue.messages})
    _check_names(whole)
    _check_recognition(whole)
    for face in faces.names():
        if check := getattr(_declaration_of(face), "check", None):
            check(whole)
    return whole


def face_declaration(face: str, name: str) -> type[BaseModel]:
    """The model of a face's own block: class `name` of `copiste.screens.<face>.declaration`.

    Raises:
        DeclarationError: there is no such face.
    """
    if face not in faces.names():
        raise DeclarationError(f'No face "{face}".{did_you_mean_or_all(face, faces.names())}')
    model: type[BaseModel] = getattr(_declaration_of(face), name)
    return model


def _declaration_of(face: str) -> ModuleType:
    """The module of a face's declarations; its `check(application)`, if any, sees all files at once."""
    return importlib.import_module(f"copiste.screens.{face}.declaration")


def _load(path: Path, model: type[_Model], fields: FieldContext | None = None) -> _Model:
    file = YamlFile.read(path)
    value = file.validated(model, file.content, fields=fields)
    if isinstance(value, Screen | Application):
        block = "ScreenFace" if isinstance(value, Screen) else "ApplicationFace"
        for face, content in value.faces.items():
            try:
                face_model = face_declaration(face, block)
            except DeclarationError as error:
                raise DeclarationError(f"{file.place(('faces', face))}: {error}") from None
            file.validated(face_model, content, at=("faces", face))
    return value


def _check_names(whole: Application) -> None:
    """Raise when a declaration names a screen, field or key that none declares."""
    with _in_file(_APPLICATION):
        sign_on, menu = whole.sign_on, whole.menu
        whole.screen(sign_on.screen).key(sign_on.key)
        for name in sign_on.exclusive:
            whole.screen(sign_on.screen).field(name)
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
        with _in_file(f"{screen.screen}.yaml"):
            _check_tables(screen)
            _check_reach(whole, screen)


@contextmanager
def _in_file(file: str) -> Iterator[None]:
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
