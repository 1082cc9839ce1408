"""What is typed for case values, and whether a screen shows them: pure, on the places of one view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from copiste.screens.declared import values as form
from copiste.screens.declared.field import ScreenField
from copiste.screens.declared.model import Screen
from copiste.screens.drivers.driver import Keystrokes
from copiste.screens.errors import FieldNotFoundError, FieldValueError, ReadBackError, ScreensError
from copiste.screens.reading.locate import Places


def keystrokes(places: Places, name: str, value: object) -> Iterator[Keystrokes]:
    """Yield what has to be typed so that field `name` shows `value`; nothing where it is shown already.

    Raises:
        FieldValueError: the value does not fit its field.
        FieldNotFoundError: the field has no place, or several, is protected, or shorter than declared.
    """
    field = places.screen.field(name)
    parts = form.typed(name, field, value)
    for cell, text in zip(places.cells(name), parts, strict=True):
        if cell.text == text:
            continue
        if cell.protected or not cell.input:
            raise FieldNotFoundError(
                f'Screen "{places.screen.screen}", field "{name}" is protected: nothing can be typed.'
            )
        if cell.length is not None and len(text) > cell.length:
            raise _too_short(places.screen, name, field, len(text), cell.length)
        yield Keystrokes(cell.place, text)


def shown_on(screen: Screen, values: Mapping[str, object]) -> dict[str, object]:
    """Those of `values` whose fields `screen` declares and shows."""
    fields = screen.fields
    return {name: value for name, value in values.items() if name in fields and not fields[name].hidden}


def differences(places: Places, values: Mapping[str, object]) -> tuple[str, ...]:
    """The fields that do not show these case values, compared in the screen's own form."""
    return tuple(
        name
        for name, value in values.items()
        if not form.same(name, places.screen.field(name), value, places.texts(name))
    )


def check(places: Places, values: Mapping[str, object]) -> None:
    """Raise `ReadBackError` when a field shows something else."""
    if wrong := differences(places, values):
        raise ReadBackError(places.screen.screen, wrong, places.view.doubt)


def check_whole(places: Places, values: Mapping[str, object]) -> None:
    """Raise `ReadBackError` when a field shows only the beginning of its value."""
    cut = tuple(
        name
        for name, value in values.items()
        if form.cut_short(name, places.screen.field(name), value, places.texts(name))
    )
    if cut:
        raise ReadBackError(places.screen.screen, cut)


def _too_short(screen: Screen, name: str, field: ScreenField, wanted: int, taken: int) -> ScreensError:
    """What a place means that takes fewer characters than a value has."""
    if None in field.lengths:
        return FieldValueError(name, f"{wanted} characters, the screen takes {taken}")
    return FieldNotFoundError(
        f'Screen "{screen.screen}", field "{name}" takes {taken} characters, fewer than declared. '
        "Next step: screens check."
    )
