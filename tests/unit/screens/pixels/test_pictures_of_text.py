"""Anti-aliased text: boxes and runs are found, what is read is right or unknown, and never wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from copiste.screens.errors import FaceError
from copiste.screens.pixels.declaration import ApplicationFace
from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.picture.layout import Box, Layout, Run, layout
from copiste.screens.pixels.picture.words import UPPER
from copiste.screens.pixels.text.ocr import engines, missing_languages
from copiste.screens.pixels.text.strips import Strip, box_strip, text_strip
from copiste.screens.pixels.text.text import CODES, DIGITS, TextReader
from copiste.screens.pixels.text.vocabulary import Vocabulary
from copiste.screens.reading.view import UNKNOWN

_PICTURES = Path(__file__).parent / "pictures"
#: What a browser showed: boxes in a regular weight, values in bold. Invented, all of it.
_ACCOUNTS = (
    ("116 TER IMPASSE DES QUATRE VENTS", "FR89", "8792", "SOGEFRP3XXX", "21809679", "29081-003390"),
    ("113 TER AVENUE SOIZIC", "FR34", "1746", "AXABFRP3XXX", "53840191", "61461-003307"),
    ("108 PLACE DU 8 MAI 1945", "FR45", "5061", "CRLYFRP2", "00772837", "83266-166304"),
    ("6 AVENUE MONT-ROYAL", "FR99", "2374", "BNPAFRPPVBE", "46111393", "09559-729792"),
    ("161 BOULEVARD 8 MAI 1945", "FR93", "8367", "KOLBFRJQ1", "01108436", "46974-821237"),
    ("158 BOULEVARD 8 MAI 1945", "FR30", "6730", "BNPAFRP3XXX", "58921527", "58929-007540"),
)
_PEOPLE = (
    ("O'BRIEN XAVIER", "JUAN-LES-PINS", "LL8VVY42", "QUINIOU AGATHE", "50617808", "50166-232625"),
    ("FAURE-KOZLOWSKI GUILHEM", "BOURG-EN-BRESSE", "3UJ7J9B3", "O'BRIEN MARIE", "97051325", "39397-983724"),
    ("GUILLOUX BENOIT", "X'WOIPPY", "UGVPLZ5U", "DUBOIS XAVIER", "03268840", "30757-369262"),
    ("FAURE-KOZLOWSKI ZOE", "JOIGNY", "HXY39B0D", "ROBERT BENOIT", "21549817", "71988-403631"),
    ("GUILLOUX XAVIER", "X'WOIPPY", "VAJKJP4Z", "LAURENT JEANNE", "15121671", "70673-491703"),
    ("JACQUOT INES", "IVRY SUR SEINE", "JLPZ5GCC", "JACQUOT OLIVIER", "15449757", "61129-122236"),
)
_TABLES = {
    "accounts": (_ACCOUNTS, (UPPER, CODES, DIGITS, CODES, DIGITS, UPPER)),
    "people": (_PEOPLE, (UPPER, UPPER, CODES, UPPER, DIGITS, UPPER)),
}


def picture_of(name: str) -> Picture:
    content = cv2.imread(str(_PICTURES / f"{name}.png"))
    assert content is not None
    return np.asarray(cv2.cvtColor(content, cv2.COLOR_BGR2RGB), np.uint8)


def compressed(picture: Picture, quality: int) -> Picture:
    _, content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR), np.uint8)


def strip_of(picture: Picture, item: Box | Run) -> Strip:
    if isinstance(item, Box):
        return box_strip(picture, item.inner)
    return text_strip(picture, item.region, item.background)


def readings(picture: Picture, name: str) -> Iterator[tuple[str, str]]:
    """What each cell of a table says, and what is read there."""
    reader = TextReader(Vocabulary(()), ("fra", "eng"))
    truth, alphabets = _TABLES[name]
    lines = [line for line in layout(picture).lines if len(line) > 2]
    assert len(lines) == len(truth)
    for line, row in zip(lines, truth, strict=True):
        if len(line) != len(row):
            continue
        for item, said, alphabet in zip(line, row, alphabets, strict=True):
            yield said, reader.value(strip_of(picture, item), alphabet)


@pytest.mark.parametrize("name", _TABLES)
def test_what_is_read_is_right_or_unknown(name: str) -> None:
    pairs = list(readings(picture_of(name), name))
    assert [pair for pair in pairs if pair[0] != pair[1] and UNKNOWN not in pair[1]] == []
    # Nothing was typed to learn the letters from: codes are the last to be certain.
    assert sum(said == read for said, read in pairs) >= 24


def test_a_compressed_picture_is_unknown_rather_than_wrong() -> None:
    pairs = list(readings(compressed(picture_of("accounts"), 75), "accounts"))
    assert [pair for pair in pairs if pair[0] != pair[1] and UNKNOWN not in pair[1]] == []


def test_a_language_that_is_not_installed_is_named_with_its_package() -> None:
    assert missing_languages(("eng", "tlh")) == ("tlh",)
    with pytest.raises(FaceError, match=r"no language data for tlh.*tesseract-ocr-tlh"):
        engines(("eng", "tlh"))


# --- what an application declares -----


def test_no_country_is_assumed() -> None:
    face = ApplicationFace.model_validate({"picture": {}})
    assert face.picture is not None
    assert face.picture.languages == ("eng",)
    assert face.terminal.codepage == ""


# --- boxes and runs -----


@pytest.fixture(scope="module")
def sign_on() -> Layout:
    return layout(picture_of("sign_on")[46:, 191:].copy())


def test_boxes_are_found_by_their_borders_with_the_ring_of_the_focus_or_without(sign_on: Layout) -> None:
    boxes = list(sign_on.boxes())
    assert [(box.inner.width, box.inner.height) for box in boxes] == [(73, 15), (77, 17), (45, 17)]


def test_a_caption_its_colon_and_its_box_share_a_line(sign_on: Layout) -> None:
    line = next(line for line in sign_on.lines if any(isinstance(item, Box) for item in line))
    caption, colon, box = line
    assert isinstance(caption, Run)
    assert isinstance(colon, Run)
    assert colon.colon
    assert isinstance(box, Box)


def test_a_value_in_another_colour_is_no_part_of_its_caption(sign_on: Layout) -> None:
    """The header: DATE 20/11/2026, five pixels apart."""
    header = sign_on.lines[0]
    assert len(header) == 8


def test_the_title_stands_on_its_own_colour(sign_on: Layout) -> None:
    (title,) = sign_on.lines[1]
    assert isinstance(title, Run)
    assert title.background == (0x4A, 0x6A, 0xA5)


# --- what is known helps to read -----


def test_a_known_caption_is_told_by_what_it_looks_like() -> None:
    words = Vocabulary(("CODE OPERATEUR", "CODE POSTAL", "RIB0010 TITULAIRE", "IBAN"))
    assert words.text("C0DE 0PERATEUR") == "CODE OPERATEUR"
    assert words.word("RIBOOIO") == "RIB0010"
    assert words.text("CODE OPERATRICE") is None


def test_what_looks_like_two_known_words_is_neither() -> None:
    words = Vocabulary(("AFF0010", "AFF0OI0"))
    assert words.word("AFF0010") is None


def test_an_empty_box_says_nothing_whatever_the_caret_does() -> None:
    picture = np.full((19, 80, 3), 255, np.uint8)
    picture[[0, -1]] = picture[:, [0, -1]] = 90
    picture[2:17, 4] = 0
    found = layout(np.pad(picture, ((20, 20), (20, 20), (0, 0)), constant_values=250))
    (box,) = found.boxes()
    whole = np.pad(picture, ((20, 20), (20, 20), (0, 0)), constant_values=250)
    assert not box_strip(whole, box.inner).ink.any()


@pytest.mark.parametrize(
    ("lines", "boxes"),
    [((), 1), ((60, 110), 1), ((60, 61, 110, 150), 1), ((50, 90, 130, 170), 0)],
    ids=["box", "selection", "selection-and-caret", "headings"],
)
def test_a_row_of_headings_without_entries_is_no_box(lines: tuple[int, ...], boxes: int) -> None:
    picture = np.full((80, 260, 3), 250, np.uint8)
    cv2.rectangle(picture, (20, 30), (220, 52), (120, 140, 170), 1)
    for at in lines:
        picture[31:52, at] = (120, 140, 170)
    assert len(list(layout(picture).boxes())) == boxes
