"""The state of a person's keyboard: checked before typing, corrected for that time, and restored.

On a desktop a person uses the keyboard. CapsLock may be on, a second layout chosen, Shift held, sticky keys
enabled: each would change the text. What is locked, latched or enabled is switched off for the milliseconds
of a burst and on again after it. A key that is *held* cannot be released from here: its release is awaited,
else nothing is typed. NumLock stays: it changes the keypad only, which is not used.

Not visible from here: an accent or compose key after which the window waits for a second one, and the
settings of an input method. Both show when the text is read back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from Xlib import XK, X
from Xlib.display import Display as Connection

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import UnreachableError
from copiste.screens.pixels.keyboard.xkb import ALL, BOUNCE_KEYS, SLOW_KEYS, STICKY_KEYS, State, Xkb
from copiste.screens.pixels.polling import looks
from copiste.screens.pixels.x11.server import GONE

#: Seconds that a key may be held; a person who types a capital holds Shift for a quarter of one.
_HELD = 2.0
_DISTURBING = SLOW_KEYS | BOUNCE_KEYS | STICKY_KEYS
#: Names for messages, by the keysym of a key.
_NAMES = {
    "Shift_L": "Shift", "Shift_R": "Shift", "Shift_Lock": "ShiftLock", "Caps_Lock": "CapsLock",
    "Control_L": "Ctrl", "Control_R": "Ctrl", "Alt_L": "Alt", "Alt_R": "Alt",
    "Meta_L": "Meta", "Meta_R": "Meta",
    "Super_L": "Super", "Super_R": "Super", "Hyper_L": "Hyper", "Hyper_R": "Hyper",
    "Mode_switch": "AltGr", "ISO_Level3_Shift": "AltGr", "ISO_Level5_Shift": "Level5",
}  # fmt: skip
_NUMBERED = {
    **{XK.string_to_keysym(name): shown for name, shown in _NAMES.items()},
    # Not in python-xlib's usual table.
    0xFE03: "AltGr",
    0xFE11: "Level5",
}
_BITS = ("Shift", "CapsLock", "Ctrl", "Alt", "Mod2", "Mod3", "Super", "AltGr")
_NUM_LOCK = XK.string_to_keysym("Num_Lock")

#: Why nothing is typed while the mouse is in the corner, by which a person stops it.
STOPPED = "Somebody moved the mouse into a corner: the keyboard stops."


class KeyboardState:
    """The state of the keyboard on one display, for the connection that types. Not for several threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._xkb = Xkb(connection)
        self._before: State | None = None
        self._modifiers: dict[int, int] = {}
        self._lock_name, self._num_lock = "CapsLock", 0
        #: The layout that characters are typed in.
        self._group = 0
        self._symbols: Mapping[int, int] = {}
        self._text_keys: frozenset[int] = frozenset()
        self._doubt = ""

    def learn(self, symbols: Mapping[int, int], text_keys: frozenset[int], group: int) -> None:
        """Take a keyboard map: the first keysym of each key, those that write, and the layout to type in."""
        self._symbols, self._text_keys, self._group = symbols, text_keys, group
        self._modifiers, self._num_lock, self._lock_name = {}, 0, "CapsLock"
        for index, row in enumerate(self._connection.get_modifier_mapping()):
            for key in filter(None, row):
                self._modifiers[key] = 1 << index
                if symbols.get(key) == _NUM_LOCK:
                    self._num_lock = 1 << index
                elif index == X.LockMapIndex and _NUMBERED.get(symbols.get(key, 0)) == "ShiftLock":
                    self._lock_name = "ShiftLock"

    def look(self, relearn: Callable[[], None], focused: Callable[[], bool], somebody: str) -> None:
        """Check that nothing is held, and note what must be corrected; call `relearn` when the map changed.

        Raises:
            UnreachableError: a key stays held, the mouse is in the corner, or another window has the focus
                meanwhile (with the text `somebody`). Nothing was typed.
        """
        held = ""
        for _ in looks(Deadline(_HELD)):
            state = self._xkb.state()
            if self._xkb.map_changed():
                relearn()
            if state.pointer == (0, 0):
                raise UnreachableError(STOPPED)
            held = self._held(state)
            if not held:
                self._before = state
                return
            if not focused():
                raise UnreachableError(somebody)
        raise UnreachableError(
            f"{held} on this keyboard: nothing was typed. Next step: release it; if nobody holds it, press "
            "it once."
        )

    def set_right(self) -> None:
        """Switch off what would change a text; sent before the keys, on the same connection."""
        before = self._before
        if before is None or self._is_plain(before):
            return
        if before.controls & _DISTURBING:
            # The X server drops what is locked and latched when sticky keys go.
            self._xkb.control(_DISTURBING, 0)
        self._xkb.lock(ALL, before.locked & self._num_lock, self._group, 0)

    def give_back(self) -> None:
        """Wait until all was typed, and restore what was switched off, unless it was changed meanwhile."""
        before, self._before = self._before, None
        if before is None:
            return
        now = self._xkb.state()
        kept = before.locked & self._num_lock
        if held := self._held(now):
            self._doubt = f"{held} on this keyboard since."
        elif now.locked & ~self._num_lock:
            self._doubt = f"{self._named(now.locked & ~self._num_lock)} was switched on meanwhile."
        elif now.group != (self._group if self._xkb.can_set else now.group):
            self._doubt = "Another layout of the keyboard was chosen meanwhile."
        if self._is_plain(before):
            return
        if not now.controls & _DISTURBING:
            self._xkb.control(_DISTURBING, before.controls)
        untouched = ALL & ~(now.locked ^ kept)
        group = before.group if now.group == self._group else None
        self._xkb.lock(untouched, before.locked, group, 0 if now.latched else before.latched)
        self._connection.flush()

    def why_unlike(self) -> str:
        """Why text typed since the last call may have arrived changed; empty when there is no reason."""
        doubt, self._doubt = self._doubt, ""
        return doubt or self._input_method()

    def _is_plain(self, state: State) -> bool:
        locked = state.locked & ~self._num_lock
        return not self._xkb.can_set or (
            not (locked or state.latched or state.latched_group or state.controls & _DISTURBING)
            and state.group == self._group
        )

    def _held(self, state: State) -> str:
        """`Shift is held down`, or another key; empty when none is."""
        mask = state.held & ~self._num_lock
        if mask and not self._xkb.can_set and not state.keys & self._modifiers.keys():
            return f"{self._named(mask)} is on, which cannot be switched off from here"
        if mask:
            return f"{self._named(mask, state.keys)} is held down"
        if state.held_group:
            return "A key for another layout is held down"
        if state.keys & self._text_keys:
            return "A key is held down"
        return ""

    def _named(self, mask: int, keys: frozenset[int] = frozenset()) -> str:
        """Modifiers by the keysyms of their keys that are down, else by their usual names."""
        down = {
            _NUMBERED[self._symbols[key]]: None
            for key in sorted(keys)
            if self._modifiers.get(key, 0) & mask and self._symbols.get(key) in _NUMBERED
        }
        usual = (self._lock_name if bit == X.LockMapIndex else name for bit, name in enumerate(_BITS))
        return " and ".join(down or [name for bit, name in enumerate(usual) if mask >> bit & 1])

    def _input_method(self) -> str:
        """A sentence with the name of the input method that is active on this display; empty without one."""
        with suppress(*GONE):
            root = self._connection.screen().root
            found = root.get_full_property(self._connection.intern_atom("XIM_SERVERS"), X.AnyPropertyType)
            for atom in [] if found is None else found.value:
                if self._connection.get_selection_owner(atom) != X.NONE:
                    name = self._connection.get_atom_name(atom).removeprefix("@server=")[:40]
                    return f"The input method {name} is active on this desktop, and may change what is typed."
        return ""
