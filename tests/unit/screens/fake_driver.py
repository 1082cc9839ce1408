"""A driver without a face: views in, a record of what was done to them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from copiste.screens.drivers.driver import AnswerDialog, Identity, Keystrokes, Look, Photograph
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import ArrivalTimeoutError
from copiste.screens.reading.view import View


class FakeDriver:
    """Shows `views` one after the other, a key or a wait each; `done` says what was asked of it."""

    def __init__(self, *views: View, has_dialogs: bool = True) -> None:
        self.has_dialogs = has_dialogs
        self.coming = list(views)
        self.done: list[str] = []
        self.answers: AnswerDialog = lambda _: False
        #: What the page makes of a typed text.
        self.page: Callable[[str], str] = lambda text: text
        #: Views that come by themselves, without a key.
        self.later: list[View] = []
        self.shortcuts: dict[str, View] = {}
        #: What is shown once the application knows nobody; as before, when it is `None`.
        self.renewed: View | None = None
        self.masked: Sequence[int] = ()
        self.shown = self.coming.pop(0)

    def look(self, deadline: Deadline, *, even_locked: bool = False) -> View:
        self.done.append("look")
        return self.shown

    def enter(self, view: View, keystrokes: Sequence[Keystrokes]) -> View:
        assert view.token == self.shown.token
        typed = {one.place: self.page(one.text) for one in keystrokes}
        self.done.append(f"enter {len(typed)}")
        lines = tuple(
            tuple(replace(cell, text=typed.get(cell.place, cell.text)) for cell in line)
            for line in self.shown.lines
        )
        self.shown = replace(self.shown, lines=lines)
        return self.shown

    def rest(self, view: View, deadline: Deadline) -> View:
        self.done.append("rest")
        if self.later:
            self.shown = self.later.pop(0)
        return self.shown

    @property
    def can_click(self) -> bool:
        return bool(self.shown.actions)

    def click(self, view: View, place: int, deadline: Deadline) -> View:
        assert view.token == self.shown.token
        return self.press(next(one.text for one in view.actions if one.place == place), deadline)

    def whole(self, view: View) -> View:
        return view

    def enter_and_press(
        self, view: View, keystrokes: Sequence[Keystrokes], key: str, deadline: Deadline
    ) -> View | None:
        return None

    def press(self, key: str, deadline: Deadline) -> View:
        self.done.append(key)
        if not self.coming:
            raise ArrivalTimeoutError("Nothing arrived before the deadline.")
        self.shown = self.coming.pop(0)
        return self.shown

    def shortcut(self, code: str, deadline: Deadline) -> View | None:
        view = self.shortcuts.get(code)
        if view is not None:
            self.done.append(f"shortcut {code}")
            self.shown = view
        return view

    def next_view(self, view: View, deadline: Deadline) -> View | None:
        self.done.append("wait")
        if not self.later:
            return None
        self.shown = self.later.pop(0)
        return self.shown

    def inspect(self, view: View) -> View:
        return view

    def examine(self, view: View) -> Look:
        return Look(view)

    def photograph(self, view: View) -> Photograph:
        raise NotImplementedError

    def picture(self, path: Path, view: View, masked: Sequence[int]) -> None:
        self.done.append("picture")
        self.masked = masked
        path.write_bytes(b"")

    def on_dialog(self, answer: AnswerDialog) -> None:
        self.answers = answer

    def open(self, address: str, deadline: Deadline) -> View:
        self.done.append(f"open {address}" if address else "home")
        return self.shown

    def renew(self, identity: Identity) -> None:
        self.done.append(f"renew as {identity.user or identity.certificate or 'nobody'}")
        if self.renewed is not None:
            self.shown = self.renewed

    def close(self) -> None:
        self.done.append("close")
