"""A field of a screen, as declared: where it is found, and how a case's value is typed and read there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator, model_validator

from copiste.screens.declared.base import Declaration
from copiste.screens.declared.formats.format import Charset, FieldOptions, Format
from copiste.screens.declared.formats.known import ENGINE, Known
from copiste.screens.declared.place import Place, in_a_row
from copiste.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class FieldContext:
    """What holds for all fields of an application while its declarations are read: pydantic's `context`."""

    #: What `type` and `charset` may name.
    known: Known = ENGINE
    #: What a field declares that does not say otherwise.
    defaults: Mapping[str, Any] = field(default_factory=dict)


_ENGINE: Final = FieldContext()


def _context(info: ValidationInfo) -> FieldContext:
    return info.context if isinstance(info.context, FieldContext) else _ENGINE


def _known(what: str, name: str, known: Mapping[str, object]) -> str:
    if name not in known:
        listed = ", ".join(sorted(known))
        raise ValueError(f'there is no {what} "{name}".{did_you_mean(name, known)} Known: {listed}.')
    return name


class FieldDefaults(FieldOptions):
    """`defaults:` of `application.yaml`."""

    @field_validator("charset")
    @classmethod
    def _charset_is_known(cls, name: str, info: ValidationInfo) -> str:
        return _known("charset", name, _context(info).known.charsets)


class ShownAs(FieldDefaults):
    """How the page shows what was typed, where it writes it anew: what differs from the declaration."""

    #: Name of another format; the field's own when left out.
    type: str = ""

    @model_validator(mode="before")
    @classmethod
    def _in_a_word(cls, declared: Any) -> Any:
        return {"charset": declared} if isinstance(declared, str) else declared

    @field_validator("type")
    @classmethod
    def _type_is_known(cls, name: str, info: ValidationInfo) -> str:
        return name and _known("type", name, _context(info).known.formats)


class Part(Declaration):
    """One input of a field that is split over several captions or places."""

    caption: str = ""
    at: Place | None = None
    max: Annotated[int, Field(ge=1)]

    @model_validator(mode="before")
    @classmethod
    def _as_long_as_its_place(cls, declared: Any) -> Any:
        return _with_length(declared)

    @model_validator(mode="after")
    def _is_somewhere(self) -> Part:
        if not self.caption and self.at is None:
            raise ValueError("a part needs a caption, or its place: at")
        return self


class ScreenField(FieldDefaults):
    """A named value on a screen."""

    #: The text that a person sees beside it; `reading.owning` says by which evidence it is its own. Not
    #: needed when every part has its own, or when `after`, `name` or `at` says which input it is.
    caption: str = ""
    #: What tells several apart: where the caption stands from the input's point of view …
    side: Literal["left", "above", "right"] | None = None
    #: … the heading of the group that both stand in …
    within: str = ""
    #: … the field that comes before it, also of an input without any caption …
    after: str = ""
    #: … the key of its row, where the caption is the heading of a column …
    row: str = ""
    #: … and as the last resort, which of them it is, from 1 in reading order.
    nth: Annotated[int, Field(ge=1)] | None = None
    #: The page's own name of the input, where nothing that is shown tells it.
    name: str = ""
    #: On a terminal, its row and column, or `cursor`: where the cursor stands when the screen arrives.
    at: Place | Literal["cursor"] | None = None
    #: Name of its format: one of the engine's, or of the application's own.
    type: str = "text"
    #: Characters it takes; the sum of its parts when it has some.
    max: Annotated[int, Field(ge=1)] | None = None
    #: Split inputs: their lengths (behind one caption), or their captions and lengths.
    parts: tuple[Annotated[int, Field(ge=1)], ...] | tuple[Part, ...] = ()
    #: Shown, never typed.
    protected: bool = False
    #: What is typed does not show (a password): only its length can be read back.
    hidden: bool = False
    #: Painted over in every picture.
    sensitive: bool = False
    #: The screen shows only the first `max` characters of a longer value.
    cut: bool = False
    #: What the page makes of what is typed: the name of a charset, or declarations that differ.
    shown_as: ShownAs | None = None
    #: The screen comes anew when this field changes: what follows is typed on the new one.
    reloads: bool = False

    _form: Format = PrivateAttr()
    _takes: Charset = PrivateAttr()
    _afterwards: tuple[Format, Charset] | None = PrivateAttr(default=None)

    @property
    def afterwards(self) -> tuple[Format, Charset] | None:
        """Format and characters of what the page makes of a value, where it declares so."""
        return self._afterwards

    @cached_property
    def form(self) -> Format:
        """How a case's value and what it shows correspond."""
        return self._form

    @cached_property
    def takes(self) -> Charset:
        """Which characters it takes."""
        return self._takes

    @property
    def lengths(self) -> tuple[int | None, ...]:
        """The length of each part; one entry for a field that is not split."""
        if not self.parts:
            return (self.max,)
        return tuple(part.max if isinstance(part, Part) else part for part in self.parts)

    @property
    def places(self) -> tuple[Place, ...]:
        """On a terminal, the place of each part; empty when it is found by its caption, or at the cursor."""
        if isinstance(self.at, Place):
            return in_a_row(self.at, self.lengths)
        return tuple(part.at for part in self.parts if isinstance(part, Part) and part.at)

    @property
    def captions(self) -> tuple[tuple[str, int], ...]:
        """Each caption with how many inputs follow it; an empty one where something else says which."""
        if self.parts and isinstance(self.parts[0], Part):
            return tuple((part.caption, 1) for part in self.parts if isinstance(part, Part))
        return ((self.caption, max(1, len(self.parts))),)

    @model_validator(mode="before")
    @classmethod
    def _with_defaults(cls, declared: Any, info: ValidationInfo) -> Any:
        defaults = _context(info).defaults
        whole = {**defaults, **declared} if defaults and isinstance(declared, Mapping) else declared
        return _with_length(whole)

    @field_validator("type")
    @classmethod
    def _type_is_known(cls, name: str, info: ValidationInfo) -> str:
        return _known("type", name, _context(info).known.formats)

    @model_validator(mode="after")
    def _is_somewhere(self) -> ScreenField:
        if self.at is None and len(self.places) != len(self.lengths):
            if self.places:
                raise ValueError("either every part has its place, or none")
            if not (all(caption for caption, _ in self.captions) or self.after or self.name):
                raise ValueError("a field needs a caption, or parts that have one; or else after, name or at")
        if isinstance(self.at, Place):
            if None in self.lengths:
                raise ValueError("a field by row and column needs its length: at, length")
            if any(isinstance(part, Part) and part.at for part in self.parts):
                raise ValueError("give the place of the field, or of each part")
        if self.at == "cursor" and self.parts:
            raise ValueError("a field at the cursor has no parts")
        return self

    @model_validator(mode="after")
    def _has_form(self, info: ValidationInfo) -> ScreenField:
        known = _context(info).known
        self._form = _form(known, self.type, self)
        self._takes = known.charsets[self.charset]
        if other := self.shown_as:
            differs = other.model_dump(exclude_unset=True, exclude={"type"})
            form = _form(known, other.type or self.type, self.model_copy(update=differs))
            self._afterwards = form, known.charsets[other.charset]
        return self


def _with_length(declared: Any) -> Any:
    """The declaration with `max` from the length of its place, where it says no other."""
    place = declared.get("at") if isinstance(declared, Mapping) else None
    if not isinstance(place, Mapping) or not isinstance(length := place.get("length"), int):
        return declared
    if declared.get("parts"):
        raise ValueError("a field of several parts takes its length from them: leave out at, length")
    if declared.get("max", length) != length:
        raise ValueError("at, length and max disagree: leave out one of them")
    return {**declared, "max": length}


def _form(known: Known, name: str, options: FieldOptions) -> Format:
    named = known.formats[name]
    return named if isinstance(named, Format) else named(options)
