"""Robots that key prepared cases into old back-office screens, every case exactly once.

What a project may use is here, and nowhere else; `docs/writing-a-process.md` explains each name. The names
are loaded when they are first asked for: importing `copiste` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from copiste.cases.model import CaseModel, CaseType, Person
    from copiste.cases.paths import NotPersonal
    from copiste.cases.rules import Rule, rule
    from copiste.keywords.Case import Case
    from copiste.keywords.errors import BusinessError
    from copiste.keywords.Legacy import Legacy
    from copiste.keywords.library import keyword
    from copiste.keywords.sighting import Sighting
    from copiste.screens.declared.formats.format import Charset, FieldOptions, Format, FormatError

__all__ = [
    "BusinessError",
    "Case",
    "CaseModel",
    "CaseType",
    "Charset",
    "FieldOptions",
    "Format",
    "FormatError",
    "Legacy",
    "NotPersonal",
    "Person",
    "Rule",
    "Sighting",
    "keyword",
    "rule",
]

_FROM = {
    "BusinessError": "copiste.keywords.errors",
    "Case": "copiste.keywords.Case",
    "CaseModel": "copiste.cases.model",
    "CaseType": "copiste.cases.model",
    "Charset": "copiste.screens.declared.formats.format",
    "FieldOptions": "copiste.screens.declared.formats.format",
    "Format": "copiste.screens.declared.formats.format",
    "FormatError": "copiste.screens.declared.formats.format",
    "Legacy": "copiste.keywords.Legacy",
    "NotPersonal": "copiste.cases.paths",
    "Person": "copiste.cases.model",
    "Rule": "copiste.cases.rules",
    "Sighting": "copiste.keywords.sighting",
    "keyword": "copiste.keywords.library",
    "rule": "copiste.cases.rules",
}


def __getattr__(name: str) -> Any:
    if name not in _FROM:
        raise AttributeError(
            f"module {__name__!r} has no public name {name!r}; there are: {', '.join(_FROM)}"
        )
    return getattr(import_module(_FROM[name]), name)
