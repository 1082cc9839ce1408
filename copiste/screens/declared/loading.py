"""Load an application's folder of YAML, and check that its files agree with one another."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from pydantic import BaseModel, Field

from copiste import project
from copiste.screens import faces
from copiste.screens.declared.base import Declaration, pick
from copiste.screens.declared.catalogue import CatalogueEntry, TextMessage
from copiste.screens.declared.field import FieldContext
from copiste.screens.declared.formats.known import known_in
from copiste.screens.declared.model import Application, Screen
from copiste.screens.declared.yaml_file import YamlFile
from copiste.screens.errors import DeclarationError, UndeclaredError
from copiste.suggestions import did_you_mean_or_all

_APPLICATION, _MESSAGES = "application.yaml", "messages.yaml"
_Model = TypeVar("_Model", bound=BaseModel)


class _Catalogue(Declaration):
    #: By their numbers.
    messages: Mapping[str, CatalogueEntry] = Field(default_factory=dict)
    #: Those without.
    texts: tuple[TextMessage, ...] = ()


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
    messages = folder / _MESSAGES
    catalogue = _load(messages, _Catalogue) if messages.is_file() else _Catalogue()
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
    whole = bare.model_copy(
        update={
            "folder": folder,
            "screens": screens,
            "messages": catalogue.messages,
            "texts": catalogue.texts,
        }
    )
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
    """Raise when a declaration names a screen, field or action that none declares."""
    with _in_file(_APPLICATION):
        _check_entering(whole)
        for name, interruption in whole.interruptions.items():
            screen = whole.screen(name)
            if interruption.press:
                screen.action(interruption.press)
        if whole.day_journal:
            whole.day_journal.check(whole.screens)
    with _in_file(_MESSAGES):
        for message in whole.texts:
            for name in message.screens:
                whole.screen(name)
    for screen in whole.screens.values():
        with _in_file(f"{screen.screen}.yaml"):
            _check_screen(screen)
            _check_reach(whole, screen)


def _check_entering(whole: Application) -> None:
    sign_on, home = whole.sign_on, whole.home
    for page in sign_on.pages:
        whole.screen(page.screen).action(page.action)
    fields = {field for page in sign_on.pages for field in whole.screen(page.screen).fields}
    if sign_on.by == "http":
        fields = {"user"}
    for name in sign_on.exclusive:
        pick(dict.fromkeys(fields), name, "field", "The sign-on")
    for name in sign_on.arrives:
        whole.screen(name)
    if not whole.home_screen:
        raise DeclarationError(
            f"{_APPLICATION}: nothing says which screen is there after signing on. "
            "Next step: home: {screen: …}."
        )
    screen = whole.screen(whole.home_screen)
    if sign_on.sign_off:
        screen.action(sign_on.sign_off)
    if home.code:
        screen.field(home.code)
        screen.action(home.action)


@contextmanager
def _in_file(file: str) -> Iterator[None]:
    try:
        yield
    except UndeclaredError as error:
        raise DeclarationError(f"{file}: {error}") from None


def _check_tables(screen: Screen) -> None:
    for table in screen.tables.values():
        for name in filter(None, (table.next, table.previous)):
            screen.action(name)
        if table.page:
            screen.field(table.page)
        for action in table.actions.values():
            if action.column:
                pick(table.columns, action.column, "column", f'Screen "{screen.screen}", table')
    for grid in screen.grids.values():
        if grid.add:
            screen.action(grid.add)


def _check_screen(screen: Screen) -> None:
    _check_tables(screen)
    for name, field in screen.fields.items():
        if field.after:
            screen.field(field.after)
        if field.after == name:
            raise DeclarationError(f"{screen.screen}.yaml: field {name} cannot come after itself.")


def _check_reach(whole: Application, screen: Screen) -> None:
    reach = screen.reach
    if reach is None:
        return
    if reach.screen:
        before = whole.screen(reach.screen)
        if reach.table:
            table = before.table(reach.table)
            pick(table.actions, reach.action, "action", f'Table "{reach.table}"')
            for needed in reach.needs:
                pick(table.columns, needed, "column", f'Table "{reach.table}"')
        else:
            before.action(reach.action)
    elif reach.code:
        home = whole.screen(whole.home_screen)
        if not whole.home.code:
            raise DeclarationError(
                f"{screen.screen}.yaml: reach: the home screen takes no codes. Next step: "
                f"home: {{code: …, action: …}} in {_APPLICATION}, or another way to the screen."
            )
        for needed in reach.needs:
            home.field(needed)
    elif reach.address and (odd := set(re.findall(r"{(\w+)}", reach.address)) ^ set(reach.needs)):
        raise DeclarationError(
            f"{screen.screen}.yaml: reach: {', '.join(sorted(odd))}: what the address holds in braces and "
            "what it needs are the same names."
        )


def _check_recognition(whole: Application) -> None:
    """Raise when two screens could both be recognised in one view."""
    for one, other in combinations(whole.screens.values(), 2):
        if one.recognise.says_nothing or other.recognise.says_nothing:
            nameless = one if one.recognise.says_nothing else other
            raise DeclarationError(
                f"{nameless.screen}.yaml: recognise: there are other screens; say what tells this one from "
                "them: a title, texts, or its address."
            )
        if not one.recognise.excludes(other.recognise):
            raise DeclarationError(
                f"{one.screen}.yaml and {other.screen}.yaml: one view could be recognised as both. "
                "Give them different titles, or an `absent` text to one that the other shows."
            )
