"""The page's side of the driver: the files of `page/`, put together as one script."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from copiste.screens.web.declaration import ApplicationFace

_PAGE = Path(__file__).with_name("page")
_FILES = (
    "reading.js",
    "typing.js",
    "choosing.js",
    "submitting.js",
    "clicking.js",
    "watching.js",
    "panes.js",
    "resting.js",
    "arriving.js",
    "acting.js",
    "picturing.js",
    "hub.js",
)
#: What the script needs of the face.
_TOLD = {"frame", "shortcuts", "title", "message", "locked", "background"}

#: Where the script leaves itself in a document: the one thing it adds to a page.
HUB = "document[Symbol.for('copiste')]"


def page_script(face: ApplicationFace) -> str:
    """The script for every document of an application with this face. Running it twice changes nothing."""
    config = json.dumps(face.model_dump(include=_TOLD))
    return f"(() => {{\nif ({HUB}) return;\nconst config = {config};\n{_body()}\nbegin();\n}})()"


@cache
def _body() -> str:
    """The files without comments and indents: every document of every frame reads all of it."""
    lines = (line.strip() for name in _FILES for line in (_PAGE / name).read_text("utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
