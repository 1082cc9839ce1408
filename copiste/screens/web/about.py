"""What others need to know of the web face before it is opened."""

from copiste.screens.faces import FaceAbout

ABOUT = FaceAbout(
    "web",
    "pages in a browser, through Playwright",
    schemes=("http", "https"),
    default_for=("http", "https"),
)
