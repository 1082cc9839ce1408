"""What is typed for case values, and whether a screen shows them: pure, on the places of one view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from copiste.screens.declared import values as form
from copiste.screens.declared.field import ScreenField
from copiste.screens.declared.formats.choices import TICKED
from copiste.screens.declared.model import Screen
from copiste.screens.drivers.driver import Keystrokes
from copiste.screens.errors import FieldNotFoundError, FieldValueError, ReadBackError, ScreensError
from copiste.screens.reading.locate import Places
from copiste.screens.reading.view import Cell
from copiste.screens.session import choosing

#: Kinds of places that take several lines.
_LINES: Final = frozenset({"memo", "list"})


def keystrokes(places: Places, name: str, value: object) -> Iterator[Keystrokes]:
    """Yield what has to be typed so that field `name` shows `value`; nothing where it is shown already.

    Raises:
        FieldValueError: the value does not fit its field.
        ValueNotOfferedError: it is none of what there is to choose.
        FieldNotFoundError: the field has no place, or several, is protected, or shorter than declared.
    """
    field, cells = places.screen.field(name), places.cells(name)
    parts = form.typed(name, field, value, _kind(cells))
    if not (field.hidden or field.cut) and _shows(places, name, value, cells):
        return
    where = f'Screen "{places.screen.screen}", field "{name}"'
    for cell, text in zip(cells, parts, strict=True):
        if cell.text == text:
            continue
        _check_takes(places.screen, name, cell, text)
        if cell.kind in choosing.OFFERING:
            yield from choosing.choices(where, name, cell, text)
        elif cell.kind == "check" and cell.text not in ("", TICKED):
            raise FieldNotFoundError(
                f"{where} is neither ticked nor not ticked. Next step: see what the application means by it."
            )
        else:
            yield Keystrokes(cell.place, text, field.type if field.type == "pick" else cell.kind)


def check_values(places: Places, values: Mapping[str, object]) -> None:
    """Raise `FieldValueError` when one of `values` cannot fit its field, as far as shows before a reload."""
    for name, value in values.items():
        field = places.screen.field(name)
        try:
            kind = _kind(places.cells(name))
        except FieldNotFoundError:
            # It comes with the reload.
            continue
        form.typed(name, field, value, kind)


def batches(screen: Screen, values: Mapping[str, object]) -> tuple[dict[str, object], ...]:
    """`values` in the order in which they are typed: all at once, unless one has the screen come anew.

    Then they are typed in the order in which the screen declares them, one that reloads the last of a batch.
    """
    if not any(name in screen.fields and screen.fields[name].reloads for name in values):
        return (dict(values),)
    order = list(screen.fields)
    batch: dict[str, object] = {}
    found = [batch]
    for name in sorted(values, key=lambda name: order.index(name) if name in screen.fields else -1):
        batch[name] = values[name]
        if name in screen.fields and screen.fields[name].reloads:
            batch = {}
            found.append(batch)
    return tuple(filter(None, found))


def shown(places: Places, name: str) -> object:
    """The value of field `name` in the case's form. Raises `UnreadableError`, `FieldNotFoundError`."""
    texts, cells = places.texts(name), places.cells(name)
    if len(cells) == 1 and choosing.shows_none(cells[0]):
        texts = ("",)
    return form.shown(places.screen.field(name), texts, _kind(cells))


def shown_on(screen: Screen, values: Mapping[str, object]) -> dict[str, object]:
    """Those of `values` whose fields `screen` declares and shows."""
    fields = screen.fields
    return {name: value for name, value in values.items() if name in fields and not fields[name].hidden}


def differences(places: Places, values: Mapping[str, object]) -> tuple[str, ...]:
    """The fields that do not show these case values, compared in the screen's own form."""
    return tuple(
        name for name, value in values.items() if not _shows(places, name, value, places.cells(name))
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


def _shows(places: Places, name: str, value: object, cells: Sequence[Cell]) -> bool:
    field, texts, kind = places.screen.field(name), places.texts(name), _kind(cells)
    if kind not in choosing.OFFERING or not cells[0].options:
        return form.same(name, field, value, texts, kind)
    try:
        (text,) = form.typed(name, field, value, kind)
    except FieldValueError:
        return False
    return choosing.shows(cells[0], text)


def _kind(cells: Sequence[Cell]) -> str:
    """What a field's place is to type into; the parts of a split one each hold a piece of its text."""
    return cells[0].kind if len(cells) == 1 else form.TEXT


def _check_takes(screen: Screen, name: str, cell: Cell, text: str) -> None:
    """Raise what it means that `cell` cannot take `text`."""
    field, where = screen.field(name), f'Screen "{screen.screen}", field "{name}"'
    if cell.protected or not cell.input:
        raise FieldNotFoundError(f"{where} is protected: nothing can be typed.")
    if field.type == "entries":
        raise FieldNotFoundError(
            f"{where} does not hold the case's entries, and nothing is typed into it. Next step: fill the "
            "list of those that are available, take the action that moves them, and fill this field then."
        )
    if cell.length is not None and form.units(text) > cell.length:
        raise _too_short(screen, name, field, form.units(text), cell.length)
    if "\n" in text and cell.kind not in _LINES:
        raise FieldValueError(name, "several lines, the screen takes one")
    if (cell.kind == "file") != (field.type == "file"):
        raise FieldNotFoundError(
            f"{where}: only a field of type file is attached, where a page asks for one."
        )


def _too_short(screen: Screen, name: str, field: ScreenField, wanted: int, taken: int) -> ScreensError:
    """What a place means that takes fewer characters than a value has."""
    if None in field.lengths:
        return FieldValueError(name, f"{wanted} characters, the screen takes {taken}")
    return FieldNotFoundError(
        f'Screen "{screen.screen}", field "{name}" takes {taken} characters, fewer than declared. '
        "Next step: screens check."
    )
