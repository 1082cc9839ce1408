"""Type case values into the present screen, through the reloads that its fields cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from copiste.screens.declared.model import Screen
from copiste.screens.drivers.driver import Keystrokes
from copiste.screens.errors import FieldNotFoundError, NotPickedError, ValueNotOfferedError
from copiste.screens.reading.locate import Places
from copiste.screens.session import filling


class Filled(Protocol):
    """What values are typed into: the present screen, or a line of one of its grids."""

    @property
    def screen(self) -> Screen:
        """Its fields, as declared."""

    @property
    def places(self) -> Places:
        """Where they are."""

    def type(self, keystrokes: Sequence[Keystrokes]) -> None:
        """Type everything, and see it afterwards."""

    def reloaded(self) -> None:
        """See what it has become of what was typed, which has the screen come anew."""


def type_values(at: Filled, values: Mapping[str, object]) -> None:
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


def _type(at: Filled, values: Mapping[str, object]) -> None:
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
