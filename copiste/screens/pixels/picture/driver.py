"""The pixel face's driver for a window of proportional text: boxes are typed into, texts are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from copiste.screens.declared.model import Application
from copiste.screens.drivers.driver import AnswerDialog, Keystrokes, Look, Photograph
from copiste.screens.drivers.keys_only import KeysOnly, check_no_address
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import (
    ArrivalTimeoutError,
    FieldNotFoundError,
    ScreenReplacedError,
    UnreachableError,
)
from copiste.screens.pixels.finding.anchor import Anchor
from copiste.screens.pixels.finding.errors import AnchorNotFoundError
from copiste.screens.pixels.geometry import Picture, Region
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.painting import painted
from copiste.screens.pixels.picture.declaration import PictureFace
from copiste.screens.pixels.picture.reading import PictureReader, Seen
from copiste.screens.pixels.picture.specimen import learn_letters
from copiste.screens.pixels.picture.window_view import WindowView, differ
from copiste.screens.pixels.text.text import TextReader
from copiste.screens.pixels.windows.window import Window
from copiste.screens.pixels.x11.camera import Camera
from copiste.screens.reading.view import View

#: Pixels around a box that change with it: the ring of the focus.
_RING = 4
#: Seconds without a change between two boxes.
_MOMENT = 0.04
#: Seconds within which a busy machine shows what was typed, and how often that is awaited.
_LATE, _LOOKS = 1.0, 3
#: Seconds for the application to reappear after a reload, before its window is opened anew.
_COME_BACK = 6.0


class PictureDriver(KeysOnly):
    """One window. `connect` gives it, anew each time; `close` ends what was opened for it."""

    has_dialogs = False

    def __init__(  # noqa: PLR0917 - as the terminal's
        self,
        connect: Callable[[], Window],
        camera: Camera,
        keyboard: Keyboard,
        reader: TextReader,
        application: Application,
        face: PictureFace,
        anchors: dict[str, Anchor],
        close: Callable[[], None],
    ) -> None:
        self._connect = connect
        self._camera = camera
        self._keyboard = keyboard
        self._reader = reader
        self._application = application
        self._face = face
        self._anchors = anchors
        self._close = close
        self._picture_reader = PictureReader(application, face, reader)
        self._window: WindowView | None = None
        self._seen: Seen | None = None
        self._states = 0
        self._letters_known = face.specimen is None

    # --- the protocol -----

    def open(self, address: str, deadline: Deadline) -> View:
        """Reload the page; a window that does not reappear is opened anew."""
        check_no_address(address)
        if self._window is not None:
            try:
                self._now.grab()
                self._keyboard.press("RELOAD")
                return self._arrived(Deadline(min(_COME_BACK, deadline.left)))
            except (UnreachableError, ArrivalTimeoutError):
                self._disconnect()
        return self.look(deadline)

    def look(self, deadline: Deadline, *, even_locked: bool = False) -> View:
        """The view of what is shown, once keys are accepted."""
        view = self._arrived(deadline, even_locked=even_locked)
        if not self._letters_known and self._seen is not None:
            self._letters_known = learn_letters(
                self._face.specimen, self._application, self._seen, self._type_one, self._reader
            )
            view = self._arrived(deadline)
        return view

    def enter(self, view: View, keystrokes: Sequence[Keystrokes]) -> View:
        """Type everything as a person would; the view afterwards."""
        before = self._still(view, "anything was typed")
        if not keystrokes:
            return view
        targets = []
        for stroke in keystrokes:
            region = before.regions[stroke.place] if stroke.place < len(before.regions) else None
            if region is None or region not in before.boxes:
                raise FieldNotFoundError("A field has no box to type into. Next step: screens check.")
            targets.append((region, stroke.text))
        for region, text in targets:
            self._replace(region, text)
        # A full box passes the focus to the next one, whose text is selected then.
        self._keyboard.press("END")
        around = tuple(_widened(box) for box in before.boxes)
        for _ in range(_LOOKS):
            picture = self._now.rest(Deadline(_COME_BACK))
            if differ(before.picture, picture, around):
                raise ScreenReplacedError("all was typed")
            after = self._understood(picture)
            shown = [cell.text for cell in after.view.cells() if cell.input]
            typed = {stroke.place: stroke.text for stroke in keystrokes}
            wanted = [typed.get(cell.place, cell.text) for cell in view.cells() if cell.input]
            if [len(text) for text in shown] == [len(" ".join(text.split())) for text in wanted]:
                break
            # A busy machine paints late.
            with suppress(ArrivalTimeoutError):
                self._now.moved(picture, Deadline(_LATE))
        return replace(after.view, doubt=self._keyboard.doubt())

    def press(self, key: str, deadline: Deadline) -> View:
        """Press `key` and wait for what is shown next."""
        before = self._now.grab()
        self._keyboard.press(key)
        self._now.moved(before, deadline)
        return self._arrived(deadline)

    def shortcut(self, code: str, deadline: Deadline) -> View | None:
        """None: shortcuts are not declared for pictures."""

    def next_view(self, view: View, deadline: Deadline) -> View | None:
        """Wait for a picture that differs from that of `view`."""
        seen = self._seen
        try:
            if seen is not None and seen.view.token == view.token:
                self._now.moved(seen.picture, deadline)
            return self._arrived(deadline)
        except ArrivalTimeoutError:
            return None

    def inspect(self, view: View) -> View:
        """The same view: places to type into are known by their borders."""
        return view

    def examine(self, view: View) -> Look:
        """The view itself, whose values are read without knowing what they are."""
        return Look(view)

    def picture(self, path: Path, view: View, masked: Sequence[int]) -> None:
        """Write a picture of the window with the places `masked` painted over."""
        picture, seen = self._now.grab(), self._seen
        if seen is not None and seen.view.token == view.token and not differ(seen.picture, picture):
            covered = [region for place in masked if (region := seen.regions[place]) is not None]
        else:
            covered = self._all_content(picture)
        path.write_bytes(painted(picture, covered, path.suffix))

    def photograph(self, view: View) -> Photograph:
        """The window; what one has to scroll to is not in it."""
        seen = self._still(view, "its picture was taken")
        content = self._content(seen.picture)
        origin = (content.left, content.top) if content else (0, 0)
        return Photograph(painted(seen.picture, (), ".png"), seen.view, origin=origin)

    def on_dialog(self, answer: AnswerDialog) -> None:
        """Dialogs are pictures like others: each needs a declared screen."""

    def close(self) -> None:
        """Close the window, and what was opened for it."""
        self._disconnect()
        self._close()

    # --- inside -----

    @property
    def _now(self) -> WindowView:
        if self._window is None:
            self._window = WindowView(self._connect(), self._camera)
        return self._window

    def _disconnect(self) -> None:
        window, self._window, self._seen = self._window, None, None
        if window is not None:
            window.close()
        for anchor in self._anchors.values():
            anchor.forget()

    def _arrived(self, deadline: Deadline, *, even_locked: bool = False) -> View:
        """The view once the window is at rest and keys are accepted.

        Raises:
            UnreachableError: the application is not in the window.
            ArrivalTimeoutError: no keys were accepted before the deadline.
        """
        understood: list[Seen] = []

        def ready(picture: Picture) -> bool:
            understood[:] = [self._understood(picture)] if self._content(picture) else []
            return bool(understood) and (even_locked or not understood[0].locked)

        try:
            self._now.rest(deadline, ready)
        except ArrivalTimeoutError:
            if not understood:
                raise UnreachableError(
                    f'The window does not show the application: its anchor "{self._face.content.anchor}" '
                    "was not found. Next step: see whether its address answers."
                ) from None
            raise
        if understood[0].marked and not even_locked:
            # The page selected the text of its first box; END removes the selection and changes nothing.
            self._keyboard.press("END")
            return self._understood(self._now.rest(Deadline(_COME_BACK))).view
        return understood[0].view

    def _understood(self, picture: Picture) -> Seen:
        content = self._content(picture)
        if content is None:
            raise ScreenReplacedError("it was looked at")
        if self._seen is None or differ(self._seen.picture, picture):
            self._states += 1
            self._seen = self._picture_reader.see(picture, content, str(self._states))
        return self._seen

    def _content(self, picture: Picture) -> Region | None:
        """The part of the window that holds the screens; `None` when its anchor is not there (yet)."""
        declared = self._face.content
        left, top = declared.right, declared.down
        if declared.anchor:
            try:
                found = self._anchors[declared.anchor].find(picture)
            except AnchorNotFoundError:
                return None
            left, top = left + found.region.left, top + found.region.top
        height, width = picture.shape[:2]
        return Region(left, top, declared.width or width - left, declared.height or height - top)

    def _still(self, view: View, what: str) -> Seen:
        """What was seen, if it is of `view` and still shown.

        Raises:
            ScreenReplacedError: something else is shown by now.
        """
        seen = self._seen
        if seen is None or seen.view.token != view.token or differ(seen.picture, self._now.grab()):
            raise ScreenReplacedError(what)
        return seen

    def _replace(self, region: Region, text: str) -> None:
        """Click into a box and replace its text."""
        window = self._now.window.region
        x, y = region.centre
        self._keyboard.click(window.left + x, window.top + y)
        # Keys and clicks are not synchronised.
        self._now.rest(Deadline(_COME_BACK), seconds=_MOMENT)
        self._retype(text)

    def _retype(self, text: str) -> None:
        """Replace the text of the box that has the focus, and wait until that shows."""
        before = self._now.grab()
        with self._keyboard.burst():
            for key in ("HOME", "MARK_TO_END", "DELETE"):
                self._keyboard.press(key)
            self._keyboard.type(text)
        # Nothing changes when the same text was there.
        with suppress(ArrivalTimeoutError):
            self._now.moved(before, Deadline(_LATE))
        self._now.rest(Deadline(_COME_BACK), seconds=_MOMENT)

    def _type_one(self, region: Region | None, text: str) -> Picture:
        """Type into a box, or into the same one again; a picture of the window afterwards."""
        if region is not None:
            self._replace(region, text)
        else:
            self._retype(text)
        return self._now.grab()

    def _all_content(self, picture: Picture) -> list[Region]:
        """The whole part that holds the screens, of which nothing is known."""
        content = self._content(picture)
        return [content or Region(0, 0, picture.shape[1], picture.shape[0])]


def _widened(region: Region) -> Region:
    left, top = max(0, region.left - _RING), max(0, region.top - _RING)
    return Region(left, top, region.right + _RING - left, region.bottom + _RING - top)
