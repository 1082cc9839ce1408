"""Finding a member, and creating one in three pages."""

from __future__ import annotations

from legacy_mock.map import BACK, CANCEL, COMMIT, FORWARD, LEAVE, LIST, NEXT, REFRESH, Column, ListArea, Map
from legacy_mock.maps.parts import date, digits, page, receipt, shown, text

MEMBER_SEARCH = Map(
    name="member_search",
    transaction="ADHR",
    title="RECHERCHE ADHERENT",
    fields=(
        text("last_name", "NOM", 7, 25),
        text("first_name", "PRENOM", 9, 20),
        date("birth_date", "NE LE", 11),
        text("contract", "CONTRAT", 13, 10),
    ),
    keys=(NEXT, LEAVE, REFRESH, CANCEL),
)

MEMBER_LIST = Map(
    name="member_list",
    transaction="ADHL",
    title="LISTE DES HOMONYMES",
    fields=(text("selection", "SELECTION", 18, 2), page(18)),
    listing=ListArea(
        row=5,
        page=10,
        columns=(
            Column("line", "LIGNE", 2, 2),
            Column("member_number", "ADHERENT", 5, 8),
            Column("last_name", "NOM", 14, 25),
            Column("first_name", "PRENOM", 40, 15),
            Column("birth_date", "NE LE", 56, 10),
            Column("town", "VILLE", 67, 13),
        ),
    ),
    keys=(NEXT, LEAVE, REFRESH, BACK, FORWARD, CANCEL),
)

MEMBER_IDENTITY = Map(
    name="member_identity",
    transaction="ADHI",
    title="CREATION ADHERENT - IDENTITE",
    fields=(
        text("last_name", "NOM", 6, 25),
        text("first_name", "PRENOM", 8, 20),
        text("sex", "SEXE", 10, 1, hint="M/F"),
        date("birth_date", "NE LE", 12),
        text("nir", "NIR", 14, 13),
        digits("nir_key", "CLE", 16, 2),
    ),
    keys=(NEXT, LEAVE, REFRESH, CANCEL),
)

MEMBER_SITUATION = Map(
    name="member_situation",
    transaction="ADHS",
    title="CREATION ADHERENT - SITUATION",
    fields=(
        text("regime", "REGIME", 7, 2, codes="regime"),
        text("family_status", "SITUATION", 9, 1, codes="family_status"),
        digits("phone", "TELEPHONE", 11, 10),
    ),
    keys=(NEXT, LEAVE, LIST, REFRESH, CANCEL),
)

MEMBER_SUMMARY = Map(
    name="member_summary",
    transaction="ADHV",
    title="CREATION ADHERENT - RECAPITULATIF",
    fields=(
        shown("last_name", "NOM", 5, 25),
        shown("first_name", "PRENOM", 6, 20),
        shown("sex", "SEXE", 7, 1),
        shown("birth_date", "NE LE", 8, 10),
        shown("nir", "NIR", 9, 13),
        shown("nir_key", "CLE", 10, 2),
        shown("regime", "REGIME", 12, 2),
        shown("family_status", "SITUATION", 13, 1),
        shown("phone", "TELEPHONE", 14, 10),
        shown("member_number", "ADHERENT", 17, 8),
        receipt(18),
    ),
    keys=(LEAVE, COMMIT, CANCEL),
)

MAPS = (MEMBER_SEARCH, MEMBER_LIST, MEMBER_IDENTITY, MEMBER_SITUATION, MEMBER_SUMMARY)
