"""Whatever the fields and lists of a screen hold, each of them is cut out exactly."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copiste.screens.declared.loading import load_application
from copiste.screens.pixels.terminal.cutting import cut
from copiste.screens.pixels.terminal.layout import terminal_of
from copiste.screens.reading.locate import Places, rows
from copiste.screens.reading.view import UNKNOWN
from legacy_mock.map import Map
from legacy_mock.maps import CATALOGUE
from legacy_mock.screen import Header
from legacy_mock.screen import Screen as Shown

APPLICATION = load_application("backend_sante")
FACE = terminal_of(APPLICATION)
#: What captions and headings are made of, and what leads from them to fields.
PIECES = st.sampled_from(
    ["NOM", "VILLE", "PAGE", "ADHERENT", "LIGNE", ":", " : ", "   :", "  ", " ", ".", "A", "7", UNKNOWN]
)
VALUES = st.lists(PIECES, max_size=12).map("".join)


def shown(map_: Map, draw: st.DataObject) -> tuple[Shown, dict[str, list[str]], list[dict[str, str]]]:
    """A screen with anything in it, and what its fields and its list hold."""
    declared = APPLICATION.screen(map_.name)
    free = {
        caption
        for field in declared.fields.values()
        for caption, _ in field.captions
        if None in field.lengths
    }
    fields: dict[str, list[str]] = {}
    values: dict[str, str] = {}
    for item in map_.fields:
        parts = [draw.draw(VALUES)[: cell.length].rstrip() for cell in item.cells()]
        if item.caption in free or item.caption not in declared.captions:
            parts = ["X"] * len(parts)
        fields[item.name] = parts
        values[item.name] = "".join(
            part.ljust(cell.length) for part, cell in zip(parts, item.cells(), strict=True)
        )
    page: list[dict[str, str]] = []
    if map_.listing is not None:
        page = [
            {column.name: draw.draw(VALUES)[: column.length] for column in map_.listing.columns}
            for _ in range(draw.draw(st.integers(0, map_.listing.page)))
        ]
    return Shown(map_, Header(date(2026, 11, 20), "R001", 12), values, tuple(page)), fields, page


def clean(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", sorted(CATALOGUE))
@settings(max_examples=12, deadline=None)
@given(draw=st.data())
def test_every_value_is_cut_out_exactly(name: str, draw: st.DataObject) -> None:
    map_, declared = CATALOGUE[name], APPLICATION.screen(name)
    screen, fields, page = shown(map_, draw)
    view = cut(screen.picture(), APPLICATION, FACE).view("t")
    places = Places(view, declared)
    by_caption = {item.caption: item for item in map_.fields}
    for field, one in declared.fields.items():
        held = [clean(part) for caption, _ in one.captions for part in fields[by_caption[caption].name]]
        wanted = [""] * len(held) if one.hidden else held
        assert [cell.text for cell in places.cells(field)] == wanted
    for table in declared.tables:
        found = [{name: cell.text for name, cell in entry.items()} for entry in rows(view, declared, table)]
        assert found == [
            {name: clean(text) for name, text in entry.items()}
            for entry in page
            if any(map(clean, entry.values()))
        ]
