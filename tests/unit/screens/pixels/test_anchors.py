"""Anchors: one place or an error, whatever was done to the picture; templates that cannot be unique."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from copiste.screens.pixels.finding.anchor import Anchor
from copiste.screens.pixels.finding.errors import AnchorAmbiguousError, AnchorNotFoundError, TemplatePoorError
from copiste.screens.pixels.finding.template import Template, load
from copiste.screens.pixels.geometry import Picture, Region

_SIGN_ON = Path(__file__).parent / "pictures" / "sign_on.png"
#: Pieces of the real screen: large, small, white on blue, dark on light, a corner without a text.
_PIECES = {
    "application": Region(12, 14, 165, 20),
    "menu heading": Region(3, 50, 100, 18),
    "header": Region(199, 55, 110, 16),
    "caption": Region(226, 110, 110, 14),
    "title": Region(500, 76, 135, 20),
    "link": Region(5, 157, 27, 13),
    "corner": Region(180, 40, 40, 30),
}


@pytest.fixture(scope="module")
def screen() -> Picture:
    content = cv2.imread(str(_SIGN_ON))
    assert content is not None
    return np.asarray(cv2.cvtColor(content, cv2.COLOR_BGR2RGB), np.uint8)


def desk(seed: int = 3) -> Picture:
    """A synthetic screen: grey levels that drift, and rectangles of all colours."""
    random = np.random.default_rng(seed)
    picture = np.full((500, 700, 3), 200, np.uint8)
    for _ in range(60):
        x, y = int(random.integers(0, 660)), int(random.integers(0, 470))
        colour = [int(part) for part in random.integers(0, 255, 3)]
        cv2.rectangle(picture, (x, y), (x + int(random.integers(5, 60)), y + 20), colour, -1)
    return picture


def drawn(text: str, size: float = 0.5) -> Picture:
    """A picture of a text, anti-aliased."""
    picture = np.full((24, 12 + int(22 * size * len(text)), 3), 240, np.uint8)
    cv2.putText(picture, text, (6, 17), cv2.FONT_HERSHEY_SIMPLEX, size, (20, 40, 90), 1, cv2.LINE_AA)
    return picture


def put(picture: Picture, piece: Picture, left: int, top: int) -> Picture:
    """A copy of `picture` with `piece` on it."""
    copy = picture.copy()
    copy[top : top + piece.shape[0], left : left + piece.shape[1]] = piece
    return copy


def jpeg(picture: Picture, quality: int) -> Picture:
    _, content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR), np.uint8)


def noisy(picture: Picture, sigma: float) -> Picture:
    noise = np.random.default_rng(7).normal(0, sigma, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def anchor(picture: Picture, region: Region, scales: tuple[float, ...] = (1.0,)) -> Anchor:
    return Anchor(Template("piece", region.of(picture).copy()), scales=scales)


# --- found -----


@pytest.mark.parametrize("piece", _PIECES)
def test_pieces_of_a_real_screen_are_found_to_the_pixel(screen: Picture, piece: str) -> None:
    found = anchor(screen, _PIECES[piece]).find(screen)
    assert found.region == _PIECES[piece]
    assert found.score > 0.99
    assert found.second < 0.95


@pytest.mark.parametrize("quality", [75, 50])
@pytest.mark.parametrize("piece", [name for name in _PIECES if name != "link"])
def test_found_in_a_compressed_picture(screen: Picture, piece: str, quality: int) -> None:
    found = anchor(screen, _PIECES[piece]).find(jpeg(screen, quality))
    assert found.region == _PIECES[piece]


@pytest.mark.parametrize("piece", [name for name in _PIECES if name not in {"link", "corner"}])
def test_found_under_noise(screen: Picture, piece: str) -> None:
    assert anchor(screen, _PIECES[piece]).find(noisy(screen, 12)).region == _PIECES[piece]


def test_found_wherever_it_lies_on_the_coarser_pixels() -> None:
    piece = drawn("VALIDER")
    for left in range(200, 204):
        for top in range(300, 304):
            found = Anchor(Template("piece", piece)).find(put(desk(), piece, left, top))
            assert (found.region.left, found.region.top) == (left, top)


def test_the_last_place_is_looked_at_first_and_a_moved_anchor_is_found_again(
    screen: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = _PIECES["caption"]
    sought = anchor(screen, region)
    assert sought.find(screen).region == region
    with monkeypatch.context() as only_the_last_place:
        only_the_last_place.setattr("copiste.screens.pixels.finding.anchor.matches", pytest.fail)
        assert sought.find(screen).region == region
    moved = np.roll(screen, (40, 60), axis=(0, 1))
    assert sought.find(moved).region == region.moved(60, 40)


# --- none, or several -----


def test_one_that_is_not_there_is_an_error_that_tells_the_best_score(screen: Picture) -> None:
    with pytest.raises(AnchorNotFoundError) as raised:
        Anchor(Template("missing", drawn("RADIATION"))).find(screen)
    assert 0 < raised.value.score < 0.9
    assert f"{raised.value.score:.3f}" in str(raised.value)
    assert '"missing"' in str(raised.value)


def test_two_of_them_are_an_error_wherever_the_second_lies() -> None:
    piece = drawn("VALIDER")
    once = put(desk(), piece, 100, 100)
    for left in range(400, 404):
        for top in range(300, 304):
            with pytest.raises(AnchorAmbiguousError):
                Anchor(Template("piece", piece)).find(put(once, piece, left, top))


def test_two_of_them_in_a_compressed_picture_are_an_error() -> None:
    piece = drawn("VALIDER")
    with pytest.raises(AnchorAmbiguousError):
        Anchor(Template("piece", piece)).find(jpeg(put(put(desk(), piece, 101, 102), piece, 403, 301), 60))


def test_a_near_duplicate_is_told_apart_when_the_similarity_is_declared_for_it() -> None:
    picture = put(put(desk(), drawn("F3 FIN  1"), 100, 100), drawn("F3 FIN  7"), 400, 300)
    with pytest.raises(AnchorAmbiguousError):
        Anchor(Template("piece", drawn("F3 FIN  1"))).find(picture)
    found = Anchor(Template("piece", drawn("F3 FIN  1"), similarity=0.94)).find(picture)
    assert found.region.left == 100
    assert 0.8 < found.second < 0.94


def test_a_near_duplicate_alone_is_not_taken_for_it() -> None:
    with pytest.raises(AnchorNotFoundError):
        Anchor(Template("piece", drawn("ADHR"))).find(put(desk(), drawn("RADI"), 100, 100))


def test_a_greyed_out_one_is_not_it() -> None:
    piece = drawn("VALIDER")
    grey = (240 - (240 - piece.astype(np.int16)) // 3).astype(np.uint8)
    with pytest.raises(AnchorNotFoundError):
        Anchor(Template("piece", piece)).find(put(desk(), grey, 100, 100))


def test_its_last_place_is_not_believed_when_something_like_it_came_there() -> None:
    picture = put(put(desk(), drawn("F3 FIN  1"), 100, 100), drawn("F3 FIN  7"), 400, 300)
    sought = Anchor(Template("piece", drawn("F3 FIN  1"), similarity=0.94))
    sought.find(picture)
    swapped = put(put(desk(), drawn("F3 FIN  7"), 100, 100), drawn("F3 FIN  1"), 400, 300)
    assert sought.find(swapped).region.left == 400


# --- scale -----


def test_another_scale_is_found_when_it_is_declared_and_only_then(screen: Picture) -> None:
    larger = np.asarray(cv2.resize(screen, None, fx=1.25, fy=1.25, interpolation=cv2.INTER_CUBIC), np.uint8)
    region = _PIECES["application"]
    with pytest.raises(AnchorNotFoundError):
        anchor(screen, region).find(larger)
    found = anchor(screen, region, scales=(1.0, 1.25)).find(larger)
    assert found.scale == 1.25
    assert abs(found.region.left - region.left * 1.25) <= 1
    assert abs(found.region.top - region.top * 1.25) <= 1


# --- refused when declared -----


def _stripes() -> Picture:
    picture = np.full((30, 60, 3), 255, np.uint8)
    picture[:, ::6] = 0
    return picture


def _line() -> Picture:
    picture = np.full((12, 80, 3), 255, np.uint8)
    picture[6] = 90
    return picture


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (np.full((30, 60, 3), 128, np.uint8), "flat"),
        (drawn("X")[:7], "too few"),
        (_stripes(), "similar to itself"),
        (_line(), "similar to itself"),
    ],
    ids=["flat", "small", "stripes", "line"],
)
def test_a_picture_that_cannot_be_unique_is_refused(picture: Picture, why: str) -> None:
    with pytest.raises(TemplatePoorError, match=why):
        Template("poor", np.ascontiguousarray(picture))


def test_a_file_that_is_no_image_is_refused(tmp_path: Path) -> None:
    (tmp_path / "anchor.png").write_bytes(b"nothing")
    with pytest.raises(TemplatePoorError, match="no readable image"):
        load("poor", tmp_path / "anchor.png", 0.9)
