"""What others need to know of the pixel face before it is opened."""

from copiste.screens.faces import FaceAbout

ABOUT = FaceAbout(
    "pixels",
    "a terminal's or a browser's window that is looked at and typed into",
    schemes=("http", "https", "tn3270", "tn3270s"),
    default_for=("tn3270", "tn3270s"),
    bare=("tn3270", "tn3270s"),
    one_keyboard=True,
)
