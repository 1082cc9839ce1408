"""Open a window of proportional text: a display, a kiosk on it, and their driver."""

from __future__ import annotations

from copiste.screens.declared.model import Application
from copiste.screens.errors import DeclarationError
from copiste.screens.pixels.declaration import ApplicationFace
from copiste.screens.pixels.devices import Devices
from copiste.screens.pixels.finding.anchor import Anchor
from copiste.screens.pixels.keyboard.keys import BROWSER, KeyTable
from copiste.screens.pixels.options import Options
from copiste.screens.pixels.picture.declaration import PictureFace
from copiste.screens.pixels.picture.driver import PictureDriver
from copiste.screens.pixels.picture.words import vocabulary_of
from copiste.screens.pixels.text.text import TextReader
from copiste.screens.pixels.windows.kiosk import Kiosk
from copiste.screens.pixels.windows.window import Window

#: A browser's keys, and the one that selects the text of a box from the caret on.
KEYS: KeyTable = {**BROWSER, "MARK_TO_END": ("shiftleft", "end")}


def open_driver(application: Application, options: Options) -> PictureDriver:
    """Start a browser that is only looked at, for `options.url`.

    With `options.connect` a window of this desktop (such as Citrix) is used as it is, and left open at the
    end.

    Raises:
        DeclarationError: the application declares nothing for pictures, or an anchor that cannot be unique.
        FaceError: Xvfb or a browser is not installed.
    """
    face = picture_of(application)
    anchors = anchors_of(application, face)
    devices = Devices(options, KEYS)

    def connect() -> Window:
        return devices.window(
            lambda display: Kiosk(display, options.url, scale=face.scale, locale=application.locale)
        )

    reader = TextReader(vocabulary_of(application, face.locked), face.languages)
    camera, keyboard = devices.camera, devices.keyboard
    return PictureDriver(connect, camera, keyboard, reader, application, face, anchors, devices.close)


def picture_of(application: Application) -> PictureFace:
    """The application's declaration for pictures. Raises `DeclarationError` without one."""
    face = ApplicationFace.model_validate(application.faces.get("pixels", {})).picture
    if face is None:
        raise DeclarationError(
            f'Application "{application.application}" declares nothing for pictures. '
            "Next step: faces: pixels: picture: in application.yaml"
        )
    return face


def anchors_of(application: Application, face: PictureFace) -> dict[str, Anchor]:
    """The application's anchors. Raises `TemplatePoorError` for one that cannot be unique."""
    return {
        name: Anchor.load(name, application.folder / one.file, similarity=one.similarity, scales=one.scales)
        for name, one in face.anchors.items()
    }
