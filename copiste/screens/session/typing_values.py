"""Type case values into the present screen, through the reloads that its fields cause."""

from __future__ import annotations

from collections.abc import Mapping

from copiste.screens.errors import FieldNotFoundError, NotPickedError, ValueNotOfferedError
from copiste.screens.session import filling
from copiste.screens.session.current_screen import CurrentScreen


def type_values(at: CurrentScreen, values: Mapping[str, object]) -> None:
    """Type `values` by field. Everything that can be refused before anything is typed is refused then.

    Where a field `reloads` the screen, what follows is typed on the new one, which is the same screen.

    Raises:
        FieldValueError, ValueNotOfferedError, FieldNotFoundError: as `filling.keystrokes` does.
        UnexpectedScreenError: another screen came than the one that was being filled.
    """
    first, *later = filling.batches(at.screen, values)
    for batch in later:
        filling.check_values(at.places, batch)
    for batch in (first, *later):
        _type(at, batch)


def _type(at: CurrentScreen, values: Mapping[str, object]) -> None:
    places = at.places
    named = [
        (name, stroke) for name, value in values.items() for stroke in filling.keystrokes(places, name, value)
    ]
    if not named:
        return
    screen = at.screen
    try:
        at.type([stroke for _, stroke in named])
    except NotPickedError as error:
        name = next(name for name, stroke in named if stroke.place == error.place)
        where = f'Screen "{screen.screen}", field "{name}"'
        if error.fitting:
            raise FieldNotFoundError(
                f"{where} offers its value {error.fitting} times, under one text."
            ) from None
        raise ValueNotOfferedError(where, name, error.offered) from None
    if screen.field(named[-1][0]).reloads:
        at.reloaded()
