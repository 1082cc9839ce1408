"""Optical recognition of one word by tesseract: its characters with their confidences.

Each word is recognised twice, in two languages and sizes: trained apart, they rarely make the same mistake.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from copiste.environment import of_child
from copiste.screens.drivers import programs
from copiste.screens.errors import FaceError
from copiste.screens.pixels.text.strips import Ink, enlarged

# A field is too small to be divided among threads: they cost five times what they save.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

_FOLDERS = (
    "/usr/share/tesseract-ocr",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """One character that was recognised."""

    text: str
    #: 0 to 100.
    confidence: float


@lru_cache(maxsize=4)
def engines(languages: tuple[str, ...]) -> tuple[Engine, Engine]:
    """An engine of the first and one of the last of tesseract's `languages`.

    Raises:
        FaceError: tesseract or data of one of the languages is not installed.
    """
    if missing := missing_languages(languages):
        raise FaceError(
            f"Tesseract has no language data for {', '.join(missing)}. Next step: sudo apt-get install -y "
            f"{' '.join(map(debian_package, missing))}"
        )
    folder = tessdata()
    made = {language: Engine(folder, language) for language in languages}
    return made[languages[0]], made[languages[-1]]


def missing_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """Those of tesseract's `languages` whose data is not installed. Raises `FaceError` when none is."""
    folder = tessdata()
    return tuple(name for name in languages if not (folder / f"{name}.traineddata").is_file())


def debian_package(language: str) -> str:
    """The package of Debian with the data of a language."""
    return f"tesseract-ocr-{language.replace('_', '-')}"


def tessdata() -> Path:
    """The folder of tesseract's language data. Raises `FaceError` when there is none."""
    for folder in _candidates():
        if any(folder.glob("*.traineddata")):
            return folder
    raise FaceError("No language data of tesseract is installed. Next step: ./setup.sh pixels")


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("TESSDATA_PREFIX"):
        yield from (Path(named), Path(named) / "tessdata")
    for folder in map(Path, _FOLDERS):
        yield folder
        yield from sorted(folder.glob("*/tessdata"), reverse=True)
        yield folder / "tessdata"
    listed = subprocess.run(  # noqa: S603 - the program's own path
        [programs.find("tesseract"), "--list-langs"],
        capture_output=True,
        text=True,
        check=False,
        env=of_child(),
    ).stdout
    if '"' in listed:
        yield Path(listed.split('"')[1])


class Engine:
    """Tesseract in this process, for one language."""

    def __init__(self, folder: Path, language: str) -> None:
        import tesserocr  # noqa: PLC0415 - it reads OMP_THREAD_LIMIT

        self._tesserocr: Any = tesserocr
        self._api: Any = tesserocr.PyTessBaseAPI(
            path=str(folder), lang=language, psm=self._tesserocr.PSM.SINGLE_LINE
        )

    def symbols(self, ink: Ink, factor: int, alphabet: str) -> tuple[Symbol, ...]:
        """The symbols of a word, enlarged by `factor`, of these characters only; of any when it is empty."""
        larger = enlarged(ink, factor)
        height, width = larger.shape
        self._api.SetVariable("tessedit_char_whitelist", alphabet)
        self._api.SetImageBytes(larger.tobytes(), width, height, 1, width)
        self._api.Recognize()
        level = self._tesserocr.RIL.SYMBOL
        found = []
        try:
            for one in self._tesserocr.iterate_level(self._api.GetIterator(), level):
                found.append(Symbol(one.GetUTF8Text(level), float(one.Confidence(level))))
        except RuntimeError:  # raised when there is no text
            return ()
        return tuple(symbol for symbol in found if symbol.text.strip())
