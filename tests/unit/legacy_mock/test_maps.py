"""The catalogue of maps is what the back-end's users know, and what a terminal can show."""

from __future__ import annotations

import pytest

from legacy_mock.map import COLUMNS, Aid, Field, Key, ListArea, Map, MapError, Text
from legacy_mock.map import Column as ListColumn
from legacy_mock.maps import CATALOGUE
from legacy_mock.maps.access import MENU_CHOICES
from legacy_mock.programs import TRANSACTIONS

#: name → TRANSID, title, {field: (caption, parts)} of what can be typed: what drivers count on.
TYPED = {
    "sign_on": (
        "SIGN",
        "IDENTIFICATION",
        {
            "operator": ("CODE OPERATEUR", (8,)),
            "password": ("MOT DE PASSE", (8,)),
            "terminal": ("TERMINAL", (4,)),
        },
    ),
    "menu": ("MENU", "MENU GENERAL", {"choice": ("CHOIX", (4,)), "member_number": ("ADHERENT", (8,))}),
    "member_search": (
        "ADHR",
        "RECHERCHE ADHERENT",
        {
            "last_name": ("NOM", (25,)),
            "first_name": ("PRENOM", (20,)),
            "birth_date": ("NE LE", (2, 2, 4)),
            "contract": ("CONTRAT", (10,)),
        },
    ),
    "member_list": ("ADHL", "LISTE DES HOMONYMES", {"selection": ("SELECTION", (2,))}),
    "member_identity": (
        "ADHI",
        "CREATION ADHERENT - IDENTITE",
        {
            "last_name": ("NOM", (25,)),
            "first_name": ("PRENOM", (20,)),
            "sex": ("SEXE", (1,)),
            "birth_date": ("NE LE", (2, 2, 4)),
            "nir": ("NIR", (13,)),
            "nir_key": ("CLE", (2,)),
        },
    ),
    "member_situation": (
        "ADHS",
        "CREATION ADHERENT - SITUATION",
        {
            "regime": ("REGIME", (2,)),
            "family_status": ("SITUATION", (1,)),
            "phone": ("TELEPHONE", (10,)),
        },
    ),
    "member_summary": ("ADHV", "CREATION ADHERENT - RECAPITULATIF", {}),
    "member_file": ("ADHC", "CONSULTATION ADHERENT", {}),
    "address": (
        "ADRS",
        "ADRESSE ADHERENT",
        {
            "street": ("VOIE", (32,)),
            "complement": ("COMPLEMENT", (32,)),
            "postal_code": ("CODE POSTAL", (5,)),
            "town": ("VILLE", (26,)),
        },
    ),
    "bank_details": (
        "RIBS",
        "COORDONNEES BANCAIRES",
        {
            "iban": ("IBAN", (4, 4, 4, 4, 4, 4, 3)),
            "bic": ("BIC", (11,)),
            "holder": ("TITULAIRE", (25,)),
        },
    ),
    "affiliation": (
        "AFFC",
        "AFFILIATION A UN CONTRAT",
        {
            "contract": ("CONTRAT", (10,)),
            "option": ("OPTION", (3,)),
            "population": ("POPULATION", (3,)),
            "start": ("DATE EFFET", (2, 2, 4)),
        },
    ),
    "member_affiliations": ("AFFL", "AFFILIATIONS DE L'ADHERENT", {}),
    "dependant_list": ("AYDL", "AYANTS DROIT DE L'ADHERENT", {}),
    "dependant_add": (
        "AYDA",
        "AJOUT AYANT DROIT",
        {
            "last_name": ("NOM", (25,)),
            "first_name": ("PRENOM", (20,)),
            "sex": ("SEXE", (1,)),
            "birth_date": ("NE LE", (2, 2, 4)),
            "kind": ("LIEN", (2,)),
            "nir": ("NIR", (13,)),
            "nir_key": ("CLE", (2,)),
            "rank": ("RANG", (1,)),
            "start": ("DATE EFFET", (2, 2, 4)),
        },
    ),
    "dependant_end": (
        "AYDF",
        "FIN AYANT DROIT",
        {
            "first_name": ("PRENOM", (20,)),
            "birth_date": ("NE LE", (2, 2, 4)),
            "rank": ("RANG", (1,)),
            "end": ("DATE FIN", (2, 2, 4)),
            "reason": ("MOTIF", (2,)),
        },
    ),
    "termination": (
        "RADI",
        "RADIATION",
        {
            "contract": ("CONTRAT", (10,)),
            "reason": ("MOTIF", (3,)),
            "last_day": ("DERNIER JOUR", (2, 2, 4)),
            "portability": ("PORTABILITE", (1,)),
        },
    ),
    "termination_summary": ("RADV", "RADIATION - CONTROLE", {}),
    "operator_journal": ("JRNL", "JOURNAL DU JOUR", {}),
    "broadcast": ("DIFF", "MESSAGE DE L'EXPLOITATION", {}),
    "session_expired": ("", "VOTRE SESSION A EXPIRE", {}),
    "closed": ("", "APPLICATION FERMEE", {}),
    "technical": ("", "", {}),
    "code_list": ("LIST", "LISTE DES CODES", {"selection": ("SELECTION", (4,))}),
}

LISTED = {
    "member_list": "LIGNE ADHERENT NOM PRENOM NE LE VILLE",
    "member_affiliations": "CONTRAT OPTION POP DEBUT FIN ENREGISTREMENT FIN-ENREG",
    "dependant_list": "LIGNE NOM PRENOM NE LE LIEN RANG DEBUT FIN ENREGISTREMENT",
    "operator_journal": "HEURE TRANSACTION OBJET ADHERENT ENREGISTREMENT",
    "code_list": "CODE LIBELLE",
}


def test_the_catalogue_holds_the_screens_that_are_promised_and_no_other() -> None:
    assert set(CATALOGUE) == set(TYPED)


@pytest.mark.parametrize("name", TYPED)
def test_a_screen_has_its_code_its_title_and_its_fields(name: str) -> None:
    map_ = CATALOGUE[name]
    typed = {field.name: (field.caption, field.parts) for field in map_.typable()}
    assert (map_.transaction, map_.title, typed) == TYPED[name]


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_list_has_its_columns_in_order(name: str) -> None:
    area = CATALOGUE[name].listing
    captions = " ".join(column.caption for column in area.columns) if area else None
    assert captions == LISTED.get(name)


def test_only_the_password_is_hidden() -> None:
    hidden = [(name, field.name) for name, map_ in CATALOGUE.items() for field in map_.fields if field.hidden]
    assert hidden == [("sign_on", "password")]


def test_every_screen_but_the_blank_one_says_its_keys() -> None:
    assert [name for name, map_ in CATALOGUE.items() if not map_.keys] == ["technical"]


def test_screens_that_record_offer_f10_and_those_with_codes_offer_f4() -> None:
    recording = {name for name, map_ in CATALOGUE.items() if map_.accepts(Aid.F10)}
    assert recording == {
        "member_summary",
        "address",
        "bank_details",
        "affiliation",
        "dependant_add",
        "dependant_end",
        "termination_summary",
    }
    for map_ in CATALOGUE.values():
        assert map_.accepts(Aid.F4) == any(field.codes for field in map_.fields), map_.name


def test_every_choice_of_the_menu_is_a_transaction_with_a_map() -> None:
    shown = {map_.transaction for map_ in CATALOGUE.values()}
    for code, _label, _on_file in MENU_CHOICES:
        assert code in TRANSACTIONS
        assert code in shown


def field(name: str, row: int = 5, column: int = 26, length: int = 10, caption: str = "NOM") -> Field:
    return Field(name, caption, row, (length,), column)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"fields": (field("a"), field("a", row=6))}, "same name"),
        ({"fields": (field("a", length=60),)}, "does not fit"),
        ({"fields": (field("a", row=22),)}, "outside the body"),
        ({"fields": (field("a", row=3),)}, "outside the body"),
        ({"fields": (field("a"), field("b", column=30, caption=""))}, "overlaps field a"),
        ({"fields": (field("a"),), "texts": (Text(5, 4, "NOM"),)}, "overlaps caption NOM"),
        ({"fields": (field("a"), field("b", column=36, caption=""))}, "no attribute byte"),
        ({"fields": (field("a", column=1, caption=""),)}, "does not fit"),
        ({"keys": tuple(Key(Aid.F10, "VALIDER LE DOSSIER") for _ in range(4))}, "keys line"),
        ({"listing": ListArea(10, 12, (ListColumn("a", "A", 2, 3),))}, "outside the body"),
    ],
)
def test_a_map_that_no_terminal_could_show_is_refused(parts: dict[str, object], expected: str) -> None:
    with pytest.raises(MapError, match=expected):
        Map(name="x", transaction="XXXX", title="X", **parts)  # type: ignore[arg-type]


def test_a_field_just_inside_the_glass_is_accepted() -> None:
    assert Map("x", "XXXX", "X", (field("a", column=71),)).field("a").end == COLUMNS + 1


def test_a_heading_is_cut_where_the_next_one_starts() -> None:
    area = CATALOGUE["member_list"].listing
    assert area is not None
    assert [area.heading(column) for column in area.columns[:3]] == ["LI", "ADHERENT", "NOM"]


class TestSplitField:
    date = CATALOGUE["member_search"].field("birth_date")
    iban = CATALOGUE["bank_details"].field("iban")

    def test_lies_side_by_side_with_one_attribute_byte_between(self) -> None:
        assert [(cell.column, cell.length) for cell in self.date.cells()] == [(26, 2), (29, 2), (32, 4)]
        assert self.date.end == 36

    @pytest.mark.parametrize(
        ("typed", "value"),
        [
            (["02", "03", "1980"], "02031980"),
            (["2", "3", "1980"], "2 3 1980"),
            (["", "", "1980"], "    1980"),
            (["", " ", ""], ""),
            (["02", "", ""], "02"),
        ],
    )
    def test_joins_and_splits_back(self, typed: list[str], value: str) -> None:
        assert self.date.join(typed) == value
        assert self.date.split(value) == [part.strip() for part in typed]

    def test_a_whole_iban_falls_into_its_seven_parts(self) -> None:
        value = "FR7630006000011234567890189"
        assert self.iban.join(self.iban.split(value)) == value
        assert self.iban.split(value)[-1] == "189"
