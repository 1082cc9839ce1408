"""The web face's driver: a page, its frames, dialogs and windows. No Playwright type leaves this package.

The script of `page/` runs in the topmost document. One question to it reads a screen, or fills and reads
it, or presses a key and waits for what arrives. A navigation of the topmost document throws the question
away; what arrived is then asked for in the next one. Deadlines run in the page: a browser that hangs
altogether is left to the time limit of whoever holds this driver.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Error, Page

from copiste.screens.drivers.driver import AnswerDialog, Identity, Keystrokes, Look, Photograph
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import (
    ArrivalTimeoutError,
    FaceError,
    NotPickedError,
    ScreenReplacedError,
    UnreachableError,
)
from copiste.screens.reading.view import View
from copiste.screens.web.answers import view_of, why_late
from copiste.screens.web.asking import Asking, first_line
from copiste.screens.web.camera import Camera
from copiste.screens.web.declaration import ApplicationFace
from copiste.screens.web.network.connection import Connection
from copiste.screens.web.network.navigating import navigate
from copiste.screens.web.network.single_requests import SingleRequests
from copiste.screens.web.pictures import painted_over, photograph
from copiste.screens.web.scripts import HUB, page_script
from copiste.screens.web.windows import Windows

_KEYS = {"ENTER": "Enter", "CLEAR": "Escape"}


class WebDriver:
    """One page of a browser, and the windows that the application opens above it."""

    has_dialogs = True
    can_click = True

    def __init__(
        self,
        page: Page,
        face: ApplicationFace,
        url: str,
        camera: Camera,
        close: Callable[[], None],
        *,
        watched: bool,
        page_of: Callable[[Identity], tuple[Page, Camera]] | None = None,
        relay: SingleRequests | None = None,
    ) -> None:
        self._face = face
        #: Somebody may look at the page: what was painted over for a picture is shown again afterwards.
        self._watched = watched
        self._url = url
        self._close = close
        self._windows = Windows(page, face)
        self._camera = camera
        #: Opens another page, as somebody else; a browser that runs already has none.
        self._page_of = page_of
        #: Keeps the browser from sending a request twice; a browser that runs already has none.
        self._relay = relay
        self._token = ""
        self._script = page_script(face)
        self._watch(page)

    def _watch(self, page: Page) -> None:
        page.add_init_script(self._script)
        self._asking = Asking(self._windows, self._script)
        self._connection = Connection(self._windows, self._relay)

    # --- the protocol -----

    def open(self, address: str, deadline: Deadline) -> View:
        """Show the page at `address`, taken from the application's own."""
        self._connection.begin()
        self._windows.close_others()
        navigate(self._page, urljoin(self._url, address), deadline)
        return self.look(deadline)

    def look(self, deadline: Deadline, *, even_locked: bool = False) -> View:
        """See what is shown, once it has loaded."""
        return self._after("", deadline, even_locked=even_locked)

    def enter(self, view: View, keystrokes: Sequence[Keystrokes]) -> View:
        """Type everything in one round trip, and give the view afterwards."""
        self._connection.begin()
        strokes = [[one.place, one.text, one.kind] for one in keystrokes if one.kind != "file"]
        for one in keystrokes:
            if one.kind == "file":
                self._attach(view, one)
        answer = self._asking.ask(f"([t, k]) => {HUB}.ask('type', t, k)", [view.token, strokes])
        if answer is None or "stale" in answer:
            raise ScreenReplacedError("anything was typed")
        if "fitting" in answer:
            raise NotPickedError(answer["place"], answer["offered"], answer["fitting"])
        return self._view(answer)

    def enter_and_press(
        self, view: View, keystrokes: Sequence[Keystrokes], key: str, deadline: Deadline
    ) -> View | None:
        """Type, have the page compare, and press, in one round trip."""
        if self._face.keys == "browser" or key.startswith("PA") or self._windows.several:
            return None
        self._connection.begin()
        page = self._page
        strokes = [[one.place, one.text] for one in keystrokes]
        answer = self._asking.do("enterAndPress", view.token, strokes, key, deadline.left * 1000)
        return None if answer is not None and "held" in answer else self._came(page, answer, deadline)

    def rest(self, view: View, deadline: Deadline) -> View:
        """See what `view` has become of what was typed into it."""
        return self._moved("rest", deadline, view.token)

    def click(self, view: View, place: int, deadline: Deadline) -> View:
        """Click what stands at `place`, and wait as `press` does; nothing is clicked that is covered."""
        self._connection.begin()
        if self._face.keys == "browser":
            point = self._ready("clicked", "aim", view.token, place, deadline.left * 1000)
            self._page.mouse.click(point["x"], point["y"])
            return self._moved("outcome", deadline, point["token"])
        return self._moved("click", deadline, view.token, place)

    def whole(self, view: View) -> View:
        """See the whole page: the screen and the frames around it. Its places are for clicks only."""
        answer = self._asking.ask(f"w => {HUB}.ask('scan', w)", True)
        return view if answer is None or "stale" in answer else view_of(answer, ())

    def press(self, key: str, deadline: Deadline) -> View:
        """Press `key` and wait for another document, a dialog that was not accepted, or a window."""
        if key.startswith("PA"):
            raise FaceError(f"A browser has no key {key}.")
        self._connection.begin()
        if self._windows.several and key in self._face.popup_keys:
            self._page.close()
            return self._after(self._token, deadline)
        if self._face.keys == "browser":
            ready = self._ready("pressed", "ready", self._token)
            self._page.keyboard.press(_KEYS.get(key, key))
            return self._moved("outcome", deadline, ready["token"])
        return self._moved("press", deadline, self._token, key)

    def shortcut(self, code: str, deadline: Deadline) -> View | None:
        """Follow the link `code` of the declared frame; `None` when there is no such frame or link."""
        if not self._face.shortcuts or self._windows.several:
            return None
        self._connection.begin()
        page = self._page
        answer = self._asking.do("follow", self._token, code, deadline.left * 1000)
        return None if answer is not None and "none" in answer else self._came(page, answer, deadline)

    def next_view(self, view: View, deadline: Deadline) -> View | None:
        """Wait for a document other than that of `view`."""
        try:
            return self._after(view.token, deadline)
        except ArrivalTimeoutError:
            return None

    def inspect(self, view: View) -> View:
        """The view itself: a page hides nothing."""
        return view

    def examine(self, view: View) -> Look:
        """The view itself: a page is seen without a declaration."""
        return Look(view)

    def picture(self, path: Path, view: View, masked: Sequence[int]) -> None:
        """Write a picture of the page with the places `masked` painted over."""
        with painted_over(self._asking, view.token, masked, watched=self._watched):
            picture = self._camera.shoot(self._page, path.suffix)
        path.write_bytes(picture)

    def photograph(self, view: View) -> Photograph:
        """The whole page, in a window that is as large for a moment."""
        return photograph(self._page, self._camera, self._asking, view.token)

    def renew(self, identity: Identity) -> None:
        """Open a page of its own, without a cookie, that is `identity` to the application."""
        if self._page_of is None:
            raise FaceError(
                "A browser that runs already keeps the session that it has. Next step: sign off there, or "
                "sign_on: already."
            )
        # One at a time: a page that is painted on demand belongs to the only context.
        self._windows.first.context.close()
        try:
            page, self._camera = self._page_of(identity)
        except Error as error:
            raise FaceError(
                f"The seat's client certificate cannot be used: {first_line(error)}"
                if identity.certificate
                else first_line(error)
            ) from None
        self._windows, self._token = self._windows.anew(page), ""
        self._watch(page)

    def on_dialog(self, answer: AnswerDialog) -> None:
        """Ask `answer` for each dialog from now on."""
        self._windows.answer = answer

    def close(self) -> None:
        """Close what was opened here."""
        self._close()

    # --- asking the page -----

    @property
    def _page(self) -> Page:
        return self._windows.top

    def _attach(self, view: View, file: Keystrokes) -> None:
        """Attach the file, or none, as the browser's own question for it does."""
        element = self._page.evaluate_handle(
            f"([t, p]) => {HUB}.element(t, p)", [view.token, file.place]
        ).as_element()
        if element is None:
            raise ScreenReplacedError("anything was typed")
        element.set_input_files([file.text] if file.text else [])

    def _ready(self, done: str, how: str, *what: Any) -> dict[str, Any]:
        """What the page answers before something is `done` to it with the browser's own keyboard or mouse."""
        answer: dict[str, Any] | None = self._asking.do(how, *what)
        if answer is None:
            raise ScreenReplacedError(f"anything was {done}")
        return answer

    def _moved(self, how: str, deadline: Deadline, *what: Any) -> View:
        """Make the page move on, and give what came of it."""
        page = self._page
        return self._came(page, self._asking.do(how, *what, deadline.left * 1000), deadline)

    def _came(self, page: Page, answer: Any, deadline: Deadline) -> View:
        """The view that `page` answered, or the one that came instead."""
        if answer is None or page is not self._page:
            return self._after(self._token, deadline)
        self._connection.check_answered()
        return self._arrived(answer)

    def _after(self, token: str, deadline: Deadline, *, even_locked: bool = False) -> View:
        """The view of the next document that is not `token`'s, in whatever window is topmost by then."""
        while True:
            if not even_locked:
                self._connection.check_answered()
            page = self._page
            question = f"([t, ms, l]) => {HUB}.after(t, ms, l)"
            answer = self._asking.ask(question, [token, deadline.left * 1000, even_locked])
            if answer is not None and page is self._page:
                if not even_locked:
                    self._connection.check_answered()
                return self._arrived(answer)

    def _arrived(self, answer: dict[str, Any]) -> View:
        if answer.get("late"):
            raise ArrivalTimeoutError(why_late(answer))
        self._connection.check_shown(foreign=bool(answer.get("foreign")))
        return self._view(answer)

    def _view(self, answer: dict[str, Any]) -> View:
        if answer["lost"]:
            raise UnreachableError(
                "The connection closed before a request of the page's own scripts was answered; what it "
                "shows may be incomplete. Next step, where that request belongs to no screen: name it "
                "under faces: web: background."
            )
        self._token = answer["token"]
        return view_of(answer, self._windows.take_dialogs())
