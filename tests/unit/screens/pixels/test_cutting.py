"""Rows of a terminal cut into cells: the same declarations find their fields, on every map of the mock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from copiste.screens.declared.loading import load_application
from copiste.screens.declared.model import Screen
from copiste.screens.errors import FieldNotFoundError, UndeclaredError
from copiste.screens.pixels.declaration import RowOf, TerminalFace
from copiste.screens.pixels.terminal.cut import Cut
from copiste.screens.pixels.terminal.cutting import cut
from copiste.screens.pixels.terminal.layout import layout_of, terminal_of
from copiste.screens.reading.locate import Places, rows
from copiste.screens.reading.recognise import recognise
from copiste.screens.reading.view import View, said
from copiste.screens.session.check import Verdict, compare
from legacy_mock.map import Field, Map
from legacy_mock.maps import CATALOGUE
from legacy_mock.screen import Header
from legacy_mock.screen import Screen as Shown
from tests.unit.screens.factories import screen

APPLICATION = load_application("backend_sante")
FACE = terminal_of(APPLICATION)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

Fill = Callable[[int], str]


def full(length: int) -> str:
    return (LETTERS * 3)[:length]


def two_words(length: int) -> str:
    """Blanks at the place where a shorter value would end, one character at the very end."""
    return "A" if length < 3 else f"A{' ' if length > 3 else ''}B".ljust(length - 1) + "Z"


def like_a_caption(length: int) -> str:
    return "NOM : ETAT   : X, VILLE   : PAGE   : 2/2"[:length].rstrip()


def nothing(_: int) -> str:
    return ""


FILLS = {"full": full, "two words": two_words, "like a caption": like_a_caption, "nothing": nothing}


def glass(name: str, fill: Fill = nothing) -> list[str]:
    map_ = CATALOGUE[name]
    return shown(map_, {item.name: joined(item, fill) for item in map_.fields}).picture()


def shown(map_: Map, values: Mapping[str, str], rows: tuple[Mapping[str, str], ...] = ()) -> Shown:
    return Shown(map_, Header(date(2026, 11, 20), "R001", 12), values, rows)


def joined(item: Field, fill: Fill) -> str:
    return "".join(fill(cell.length).ljust(cell.length) for cell in item.cells())


def seen(rows: list[str]) -> Cut:
    return cut(rows, APPLICATION, FACE)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_screen_is_recognised(name: str) -> None:
    taken = seen(glass(name, full))
    found = recognise(taken.view("t"), APPLICATION)
    assert found is not None
    assert found.screen == name
    assert taken.screen is found


#: A value without a declared length ends at the next caption, so it must not look like one.
FIELDS = [
    (name, field, fill)
    for name, one in APPLICATION.screens.items()
    for field, declared in one.fields.items()
    for fill in (FILLS if None not in declared.lengths else ("full", "nothing"))
]


@pytest.mark.parametrize(("name", "field", "fill"), FIELDS)
def test_every_declared_field_is_found_with_its_value(name: str, field: str, fill: str) -> None:
    declared = APPLICATION.screen(name).field(field)
    by_caption = {item.caption: item for item in CATALOGUE[name].fields}
    view = seen(glass(name, FILLS[fill])).view("t")
    wanted = [
        "" if declared.hidden else " ".join(FILLS[fill](cell.length).split())
        for caption, _ in declared.captions
        for cell in by_caption[caption].cells()
    ]
    places = Places(view, APPLICATION.screen(name))
    assert list(places.texts(field)) == wanted
    assert all(cell.protected is declared.protected for cell in places.cells(field))
    assert tuple(cell.length for cell in places.cells(field)) == declared.lengths


@pytest.mark.parametrize("entries", [0, 1, 3, 99])
@pytest.mark.parametrize("fill", ["full", "two words", "like a caption"])
@pytest.mark.parametrize("name", [name for name, one in CATALOGUE.items() if one.listing])
def test_every_entry_of_a_list_is_found(name: str, fill: str, entries: int) -> None:
    map_ = CATALOGUE[name]
    assert map_.listing is not None
    page = tuple(
        {column.name: FILLS[fill](column.length) for column in map_.listing.columns}
        for _ in range(min(entries, map_.listing.page))
    )
    values = {item.name: joined(item, full) for item in map_.fields}
    declared = APPLICATION.screen(name)
    (table,) = declared.tables
    view = seen(shown(map_, values, page).picture()).view("t")
    found = [{column: cell.text for column, cell in entry.items()} for entry in rows(view, declared, table)]
    assert found == [{column: " ".join(text.split()) for column, text in row.items()} for row in page]
    if "page" in declared.fields:
        assert Places(view, declared).texts("page") == (full(7),)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_screen_is_as_declared(name: str) -> None:
    found = compare(seen(glass(name)).view("t"), APPLICATION.screen(name), APPLICATION.key_words)
    if found.keys_missing:  # as the map has it: code_list has no key to leave but F12, technical has none
        assert name == "technical"
    else:
        assert found.verdict is Verdict.SAME


@pytest.mark.parametrize("name", ["address", "member_list"])
def test_a_message_and_a_title_are_whole_whatever_they_say(name: str) -> None:
    text = "ADH0001 ZONE NOM   : VILLE   : DEJA CONNU"
    rows = glass(name)
    rows[21] = f" {text}".ljust(80)
    view = seen(rows).view("t")
    assert view.messages == said("ADH0001 ZONE NOM : VILLE : DEJA CONNU")
    assert view.title == CATALOGUE[name].title


def test_a_hidden_place_shows_a_bullet_for_each_character_that_was_typed() -> None:
    rows = glass("sign_on")
    place = CATALOGUE["sign_on"].field("password")
    taken = cut(rows, APPLICATION, FACE, hidden={(place.row - 1, place.column - 1): 7})
    assert Places(taken.view("t"), APPLICATION.screen("sign_on")).texts("password") == ("•" * 7,)


def test_a_place_knows_where_it_is_whatever_it_shows() -> None:
    for fill in (full, nothing):
        taken = seen(glass("member_identity", fill))
        places = Places(taken.view("t"), APPLICATION.screen("member_identity"))
        where = [taken.stretches[cell.place] for cell in places.cells("birth_date")]
        assert [(one.row, one.column, one.length) for one in where] == [(11, 25, 2), (11, 28, 2), (11, 31, 4)]


@pytest.mark.parametrize("row", [4, 12, 21])
def test_a_field_is_found_wherever_it_moved(row: int) -> None:
    rows = glass("bank_details", full)
    (iban,) = [index for index, text in enumerate(rows) if " IBAN " in text]
    rows[row - 1], rows[iban] = rows[iban], rows[row - 1]
    assert "".join(Places(seen(rows).view("t"), APPLICATION.screen("bank_details")).texts("iban"))


def test_another_caption_is_not_taken_for_the_declared_one() -> None:
    rows = [text.replace(" NOM    ", " NOM BIS", 1) for text in glass("member_search", full)]
    view = seen(rows).view("t")
    with pytest.raises(FieldNotFoundError):
        Places(view, APPLICATION.screen("member_search")).cells("last_name")


def test_where_the_tabulator_stops_tells_what_takes_typing() -> None:
    rows = [
        text.replace("CONTRAT         ", "CONTRAT ACTUEL  ") if text.startswith("   CONTRAT  ") else text
        for text in glass("affiliation")
    ]
    option = CATALOGUE["affiliation"].field("option")
    stops = {
        (cell.row - 1, cell.column - 1)
        for item in CATALOGUE["affiliation"].typable()
        for cell in item.cells()
    }
    stops.remove((option.row - 1, option.column - 1))
    view = cut(rows, APPLICATION, FACE, stops=stops).view("t")
    found = compare(view, APPLICATION.screen("affiliation"), APPLICATION.key_words)
    assert found.text == "missing contract; changed option; not declared CONTRAT ACTUEL"


def test_a_value_that_is_longer_than_declared_is_not_cut_in_silence() -> None:
    short = declared(fields={"name": {"caption": "NOM", "max": 4}})
    assert texts(["  NOM     : DUPONTEL   RANG : 1"], short, "name") == ("DUPONTEL",)


def test_captions_may_be_led_to_their_fields_by_other_signs() -> None:
    arrows = declared(fields={"name": {"caption": "NOM", "max": 10}, "town": {"caption": "VILLE", "max": 5}})
    face = TerminalFace(title=RowOf(row=1), leads=("===>",))
    assert texts(["  NOM . . . ===> DUPONT       VILLE ===> LYON"], arrows, "town", face) == ("LYON",)
    assert texts(["  NOM . . . ===> DUPONT       VILLE ===> LYON"], arrows, "name", face) == ("DUPONT",)


def test_headings_are_found_as_the_screen_cuts_them() -> None:
    listed = declared(
        tables={"lines": {"columns": {"line": {"caption": "LIGNE"}, "name": {"caption": "NOM COMPLET"}}}}
    )
    view = view_of(["  L NOM COMPLET", "  1 DUPONT JEAN", "  2MARTIN", "  PAGE    : 1/1"], listed)
    assert [entry["name"].text for entry in rows(view, listed, "lines")] == ["DUPONT JEAN"]
    view = view_of(["  LIG NOM COMPLET", "  123 DUPONT JEAN", "", "  PAGE    : 1/1"], listed)
    assert [entry["line"].text for entry in rows(view, listed, "lines")] == ["123"]


def test_a_column_that_no_line_has_is_an_error() -> None:
    wrong = declared(
        tables={"lines": {"columns": {"line": {"caption": "LIGNE"}}}},
        faces={"pixels": {"terminal": {"tables": {"lines": {"lines": [["lines"]]}}}}},
    )
    with pytest.raises(UndeclaredError, match="Did you mean line"):
        layout_of(wrong, (":",))


def test_nothing_of_a_glass_shows_in_a_repr() -> None:
    assert "ABCDEF" not in repr(seen(glass("address", full)))


def declared(**blocks: Any) -> Screen:
    return screen(**blocks)


def view_of(rows: list[str], one: Screen, face: TerminalFace | None = None) -> View:
    width = max(map(len, rows)) + 2
    padded = ["ECRAN".center(width), *(text.ljust(width) for text in rows)]
    application = APPLICATION.model_copy(update={"screens": {"ecran": one}})
    return cut(padded, application, face or TerminalFace(title=RowOf(row=1))).view("t")


def texts(rows: list[str], one: Screen, field: str, face: TerminalFace | None = None) -> tuple[str, ...]:
    return Places(view_of(rows, one, face), one).texts(field)
