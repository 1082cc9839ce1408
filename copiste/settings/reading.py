"""The settings are read once; what is wrong in them is said by key, with the next step."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from typing import Any, get_args

import pydantic_settings
from pydantic import BaseModel, ValidationError

from copiste import project
from copiste.settings.errors import SettingsError
from copiste.settings.model import Settings
from copiste.settings.paths import VARIABLE, settings_file
from copiste.suggestions import did_you_mean_or_all

#: What Python makes of bytes that are no UTF-8.
_SURROGATES = re.compile("[\ud800-\udfff]")


#: Variables of the mock and of the tests, which are not settings.
_NOT_SETTINGS = ("COPISTE_MOCK_", "COPISTE_TEST_")


#: Most characters of the text about one problem.
_QUOTED = 400


def read_settings(**overrides: Any) -> Settings:
    """Read the settings from file and environment; `overrides` win over both. Their project is at hand then.

    Raises:
        SettingsError: a key is unknown (its nearest neighbour is named), a value does not fit, or the file
            that `COPISTE_SETTINGS` names cannot be read.
    """
    if VARIABLE in os.environ and not settings_file().is_file():
        raise SettingsError(f"{VARIABLE} names {settings_file()}, and no such file is there.")
    _refuse_unknown_variables()
    try:
        settings = Settings(**overrides)
    except OSError as error:
        raise SettingsError(f"{settings_file()} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{settings_file()} is not valid TOML: {error}. Correct it and run again."
        ) from None
    except pydantic_settings.SettingsError as error:
        raise SettingsError(f"A COPISTE_ variable is not valid JSON: {error}.") from None
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(dict(problem)) for problem in error.errors())) from None
    project.choose(settings.project)
    return settings


def _refuse_unknown_variables() -> None:
    for variable, value in os.environ.items():
        if not variable.startswith("COPISTE_") or variable.startswith(_NOT_SETTINGS) or variable == VARIABLE:
            continue
        if _SURROGATES.search(variable + value):
            raise SettingsError(f"Variable {variable!a} is no UTF-8 text. Set it anew.")
        key = variable.removeprefix("COPISTE_").split("__")[0].lower()
        if key not in Settings.model_fields:
            raise SettingsError(
                f"Variable {variable} is no setting.{did_you_mean_or_all(key, Settings.model_fields)}"
            )


def _explain(problem: dict[str, Any]) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] != "extra_forbidden":
        # On one line, and not longer than a person reads: what was written may be quoted in it.
        said = " ".join(problem["msg"].removeprefix("Value error, ").split()).rstrip(".")
        if len(said) > _QUOTED:
            said = f"{said[:_QUOTED]} …"
        key = f"Setting {place}: " if place else ""
        return f"{key}{said}. Correct it in {settings_file()} or in its COPISTE_ variable."
    *above, key = problem["loc"]
    return f"Setting {place} is unknown.{did_you_mean_or_all(str(key), _known_keys(tuple(above)))}"


def _known_keys(path: tuple[str | int, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in path:
        # A part that names no field is a number in a list, or a name that the operator chose.
        if (known := model.model_fields.get(str(part))) is not None:
            model = next(_sections(known.annotation), model)
    return list(model.model_fields)


def _sections(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _sections(part)
