"""The part of X11's XKB extension that reads and sets the state of a keyboard.

python-xlib does not have it. Requests are laid out as in `XKBproto.h`; they go over the connection that
types, so that the X server handles them in order with the keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from Xlib import X
from Xlib.display import Display as Connection
from Xlib.protocol import request, rq

_NAME = "XKEYBOARD"
_CORE_KEYBOARD = 0x100
#: Every modifier's bit.
ALL = 0xFF
_NEW_KEYBOARD, _MAP = 1 << 0, 1 << 1

#: Controls that change the effect of quick presses (`XKB.h`): slow keys, bounce keys, sticky keys.
SLOW_KEYS, BOUNCE_KEYS, STICKY_KEYS = 1 << 1, 1 << 2, 1 << 3


class _UseExtension(rq.ReplyRequest):
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(0), rq.RequestLength(), rq.Card16("major"), rq.Card16("minor")
    )
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Card8("supported"), rq.Card16("sequence_number"), rq.ReplyLength(), rq.Pad(24)
    )


class _SelectEvents(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(1), rq.RequestLength(), rq.Card16("device"),
        rq.Card16("affected"), rq.Card16("clear"), rq.Card16("all"),
        rq.Card16("affected_map"), rq.Card16("map"),
    )  # fmt: skip


class _Event(rq.Event):
    _code = None
    _fields = rq.Struct(rq.Card8("type"), rq.Card8("kind"), rq.Card16("sequence_number"), rq.Pad(28))


class _GetState(rq.ReplyRequest):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(4), rq.RequestLength(), rq.Card16("device"), rq.Pad(2))
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Card8("device"), rq.Card16("sequence_number"), rq.ReplyLength(),
        rq.Card8("modifiers"), rq.Card8("held"), rq.Card8("latched"), rq.Card8("locked"),
        rq.Card8("group"), rq.Card8("locked_group"), rq.Int16("held_group"), rq.Int16("latched_group"),
        rq.Pad(14),
    )  # fmt: skip


class _GetControls(rq.ReplyRequest):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(6), rq.RequestLength(), rq.Card16("device"), rq.Pad(2))
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Card8("device"), rq.Card16("sequence_number"), rq.ReplyLength(),
        rq.Pad(48), rq.Card32("enabled"), rq.Pad(32),
    )  # fmt: skip


class _LatchLockState(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(5), rq.RequestLength(), rq.Card16("device"),
        rq.Card8("affected_locks"), rq.Card8("locks"), rq.Card8("lock_group"), rq.Card8("group"),
        rq.Card8("affected_latches"), rq.Card8("latches"), rq.Pad(1), rq.Card8("latch_group"),
        rq.Int16("latched_group"),
    )  # fmt: skip


class _SetControls(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(7), rq.RequestLength(), rq.Card16("device"), rq.Pad(18),
        rq.Card32("affected"), rq.Card32("enabled"), rq.Pad(68),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """The state of a keyboard; modifiers as bits of X11's mask (Shift, Lock, Control, Mod1 to Mod5)."""

    held: int = 0
    latched: int = 0
    locked: int = 0
    #: Locked layout, from 0; and what is added to it while a key is held or latched.
    group: int = 0
    held_group: int = 0
    latched_group: int = 0
    #: Enabled controls.
    controls: int = 0
    #: Keys that are down.
    keys: frozenset[int] = frozenset()
    pointer: tuple[int, int] = (0, 0)


class Xkb:
    """XKB on one connection; without it (an old VNC server), the state of the core protocol."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._display = connection.display
        self._root = connection.screen().root
        found = connection.query_extension(_NAME)
        self._opcode: int | None = None
        #: Types of the events of a changed keyboard map.
        self._news = {X.MappingNotify}
        if found is None or found.first_event is None:
            return
        answer = _send(_UseExtension, display=self._display, opcode=found.major_opcode, major=1, minor=0)
        if answer.supported:
            self._opcode = found.major_opcode
            self._news.add(found.first_event)
            self._display.add_extension_event(found.first_event, _Event)
            # A client that uses XKB gets no such events of the core protocol any more.
            _send(
                _SelectEvents,
                display=self._display, opcode=self._opcode, device=_CORE_KEYBOARD,
                affected=_NEW_KEYBOARD | _MAP, clear=0, all=_NEW_KEYBOARD, affected_map=0xFF, map=0xFF,
            )  # fmt: skip

    @property
    def can_set(self) -> bool:
        """Whether the state can be set."""
        return self._opcode is not None

    def map_changed(self) -> bool:
        """Whether the keyboard map changed since the last call, by the events received so far."""
        kinds = {self._connection.next_event().type for _ in range(self._connection.pending_events())}
        return bool(kinds & self._news)

    def state(self) -> State:
        """The state now, in one round trip."""
        pointer = request.QueryPointer(display=self._display, defer=True, window=self._root)
        keys = request.QueryKeymap(display=self._display, defer=True)
        if self._opcode is None:
            keys.reply()
            mask = pointer.mask & ALL
            return State(held=mask, keys=_down(keys.map), pointer=(pointer.root_x, pointer.root_y))
        about = {"display": self._display, "opcode": self._opcode, "device": _CORE_KEYBOARD}
        controls = _send(_GetControls, defer=True, **about)
        state = _send(_GetState, defer=True, **about)
        state.reply()
        return State(
            state.held, state.latched, state.locked,
            state.locked_group, state.held_group, state.latched_group,
            controls.enabled, _down(keys.map), (pointer.root_x, pointer.root_y),
        )  # fmt: skip

    def lock(self, affected: int, locks: int, group: int | None, latches: int) -> None:
        """Set these locks, the layout and the latches; sent with the next flush."""
        _send(
            _LatchLockState,
            display=self._display, opcode=self._opcode, device=_CORE_KEYBOARD,
            affected_locks=affected, locks=locks & affected, lock_group=group is not None, group=group or 0,
            affected_latches=ALL, latches=latches, latch_group=1, latched_group=0,
        )  # fmt: skip

    def control(self, affected: int, enabled: int) -> None:
        """Switch these controls on or off; sent with the next flush."""
        _send(
            _SetControls,
            display=self._display, opcode=self._opcode, device=_CORE_KEYBOARD,
            affected=affected, enabled=enabled & affected,
        )  # fmt: skip


def _send(kind: Any, **values: Any) -> Any:
    """Send a request; python-xlib has no types."""
    return kind(**values)


def _down(bits: list[int]) -> frozenset[int]:
    return frozenset(
        8 * at + bit for at, byte in enumerate(bits) if byte for bit in range(8) if byte >> bit & 1
    )
