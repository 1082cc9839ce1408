from __future__ import annotations

import pytest

from copiste.screens.errors import FieldNotFoundError, UndeclaredError
from copiste.screens.reading.locate import Places, rows
from copiste.screens.reading.view import Cell, View
from tests.unit.screens.factories import screen, view

IDENTITY = screen(
    fields={
        "last_name": {"caption": "NOM"},
        "birth_date": {"caption": "NE LE", "type": "date", "parts": [2, 2, 4]},
        "nir": {"type": "nir", "parts": [{"caption": "NIR", "max": 13}, {"caption": "CLE", "max": 2}]},
    }
)
FILE = screen(
    fields={
        "last_name": {"caption": "NOM", "protected": True},
        "status": {"caption": "ETAT", "protected": True},
        "town": {"caption": "VILLE", "protected": True},
    }
)
LETTER = screen(fields={"address": {"caption": "Adresse", "type": "memo", "protected": True}})
LIST = screen(
    tables={"members": {"columns": {"line": {"caption": "LIGNE"}, "last_name": {"caption": "NOM"}}}},
    fields={
        "page": {"caption": "PAGE", "protected": True},
        "last_name": {"caption": "NOM", "protected": True},
    },
)


@pytest.mark.parametrize(
    "drawing",
    [
        "NOM | : | | [DUPONT]25\nNE LE | : | | [02]2 | [03]2 | [1984]4 | J\nNIR | : | [1]13 | CLE | : | [2]2",
        "NOM | [DUPONT]25\nNE LE | [02]2 | / | [03]2 | / | [1984]4\nNIR | [1]13\nCLE | [2]2",
        "NOM : | [DUPONT]25\nNE LE : | [02]2 | - | [03]2 | - | [1984]4\nNIR : | [1]13 | CLE : | [2]2",
        "NOM .... | [DUPONT]25\nNE LE .. | [02]2 | [03]2 | [1984]4\nNIR .... | [1]13 | CLE | [2]2",
    ],
)
def test_finds_inputs_beside_their_captions_in_every_layout(drawing: str) -> None:
    places = Places(view(drawing), IDENTITY)
    assert places.texts("last_name") == ("DUPONT",)
    assert places.texts("birth_date") == ("02", "03", "1984")
    assert places.texts("nir") == ("1", "2")


@pytest.mark.parametrize(
    ("drawing", "shown"),
    [
        ("NOM | : | | DUPONT | | ETAT | : | | ACTIF\nVILLE | : | LYON", ("DUPONT", "ACTIF", "LYON")),
        ("NOM | : | | | | ETAT | : | | ACTIF\nVILLE | : | |", ("", "ACTIF", "")),
        ("NOM | : | VILLE | ETAT | : | NOM\nVILLE | : | ETAT", ("VILLE", "NOM", "ETAT")),
        ("NOM | DUPONT | ETAT | ACTIF\nVILLE | LYON", ("DUPONT", "ACTIF", "LYON")),
        ("NOM | VILLE | ETAT |\nVILLE | NOM", ("VILLE", "", "NOM")),
        ("NOM | : | {DUPONT} | ETAT | : | {ACTIF}\nVILLE | : | {}", ("DUPONT", "ACTIF", "")),
        (
            "NOM | : | DUPONT | ETAT | : | ACTIF | NOM | X\nVILLE | : | LYON | ETAT",
            ("DUPONT", "ACTIF", "LYON"),
        ),
        ("NOM | : | | AUTRE | : | X | ETAT | : | ACTIF\nVILLE | : | LYON", ("", "ACTIF", "LYON")),
    ],
)
def test_reads_protected_values_even_when_they_are_empty_or_look_like_captions(
    drawing: str, shown: tuple[str, ...]
) -> None:
    places = Places(view(drawing), FILE)
    assert tuple(places.texts(name)[0] for name in ("last_name", "status", "town")) == shown


@pytest.mark.parametrize(
    ("blocks", "shown"),
    [
        (
            [(1, "Adresse :"), (2, "3 rue du Puits"), (2, "41000 BLOIS"), (3, "Motif :")],
            "3 rue du Puits\n41000 BLOIS",
        ),
        ([(1, "Adresse :"), (2, "3 rue du Puits"), (3, "41000 BLOIS")], "3 rue du Puits"),
        # What shares its paragraph with the caption may belong to others.
        ([(1, "Adresse :"), (1, "3 rue du Puits"), (1, "Motif : autre")], "3 rue du Puits"),
        ([(-1, "Adresse :"), (-1, "3 rue du Puits"), (-1, "41000 BLOIS")], "3 rue du Puits"),
    ],
)
def test_lines_that_are_shown_are_read_whole_where_they_stand_for_themselves(
    blocks: list[tuple[int, str]], shown: str
) -> None:
    caption, first, *rest = (Cell(text, at, block=block) for at, (block, text) in enumerate(blocks))
    lines = ((caption, first), *((one,) for one in rest))
    assert Places(View(lines, "t1", ""), LETTER).texts("address") == (shown,)


@pytest.mark.parametrize(
    "drawing",
    [
        "PRENOM | : | [X]",
        "NOM | : | DUPONT",
        "NOM | : | [A]25 | [B]25",
        "NOM | : | [A]25\nNOM | : | [B]25",
        "NOM | : | [A]25 | | NOM | : | [B]25",
    ],
)
def test_no_place_or_several_is_an_error_that_shows_no_value(drawing: str) -> None:
    with pytest.raises(FieldNotFoundError, match='field "last_name"') as error:
        Places(view(drawing), IDENTITY).cells("last_name")
    assert "DUPONT" not in str(error.value)


def test_a_date_needs_all_its_parts() -> None:
    with pytest.raises(FieldNotFoundError, match="3 input"):
        Places(view("NE LE | : | [02]2 | [1984]4"), IDENTITY).cells("birth_date")


def test_a_caption_in_the_header_is_not_the_field_below() -> None:
    declared = screen(fields={"terminal": {"caption": "TERMINAL"}})
    drawing = "GESTION | DATE | 20/11/2026 | TERMINAL | T001\nTERMINAL | : | | [R001]4"
    assert Places(view(drawing), declared).texts("terminal") == ("R001",)


def test_reads_the_entries_of_a_list_until_its_last_line() -> None:
    drawn = view("NOM | : | TITRE\nLIGNE | NOM\n1 | DUPONT\n2 | MARTIN\n|\nPAGE | : | 1/2")
    entries = rows(drawn, LIST, "members")
    assert [(entry["line"].text, entry["last_name"].text) for entry in entries] == [
        ("1", "DUPONT"),
        ("2", "MARTIN"),
    ]
    assert Places(drawn, LIST).texts("page") == ("1/2",)
    assert Places(drawn, LIST).texts("last_name") == ("TITRE",)


def test_a_list_without_entries_is_empty() -> None:
    assert rows(view("LIGNE | NOM\nPAGE | : | 1/1"), LIST, "members") == ()


@pytest.mark.parametrize("drawing", ["LIGNE | PRENOM\n1 | X", "LIGNE | NOM\n1 | A\nX\nLIGNE | NOM\n2 | B"])
def test_a_list_without_headings_or_with_two_is_an_error(drawing: str) -> None:
    with pytest.raises(FieldNotFoundError, match='table "members"'):
        rows(view(drawing), LIST, "members")


def test_an_undeclared_name_is_told_with_its_nearest_neighbour() -> None:
    with pytest.raises(UndeclaredError, match="Did you mean last_name"):
        Places(view("NOM | [X]"), IDENTITY).cells("lastname")


def test_nothing_of_a_view_shows_in_its_repr() -> None:
    drawn = view("NOM | [DUPONT]25", title="T", message="ADH0001 DUPONT")
    assert "DUPONT" not in repr(drawn)
    assert "DUPONT" not in repr(drawn.lines[0][1])
    assert "DUPONT" not in repr(Places(drawn, IDENTITY))
