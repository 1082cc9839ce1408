"""Dependants of a member: list, add, end."""

from __future__ import annotations

from legacy_mock.map import BACK, CANCEL, COMMIT, FORWARD, LEAVE, LIST, NEXT, REFRESH, Column, ListArea, Map
from legacy_mock.maps.parts import date, digits, member_line, page, receipt, receipt_column, text

#: One entry takes two lines: names uncut on the first, the period and its receipt on the second.
DEPENDANT_LIST = Map(
    name="dependant_list",
    transaction="AYDL",
    title="AYANTS DROIT DE L'ADHERENT",
    fields=(*member_line(4), page(21)),
    listing=ListArea(
        row=6,
        page=6,
        columns=(
            Column("line", "LIGNE", 2, 2),
            Column("last_name", "NOM", 8, 25),
            Column("first_name", "PRENOM", 34, 20),
            Column("birth_date", "NE LE", 55, 10),
            Column("kind", "LIEN", 67, 2),
            Column("rank", "RANG", 73, 1),
            Column("start", "DEBUT", 8, 10, 1),
            Column("end", "FIN", 20, 10, 1),
            receipt_column(34, 1),
        ),
    ),
    keys=(LEAVE, REFRESH, BACK, FORWARD, CANCEL),
)

DEPENDANT_ADD = Map(
    name="dependant_add",
    transaction="AYDA",
    title="AJOUT AYANT DROIT",
    fields=(
        *member_line(),
        text("last_name", "NOM", 7, 25),
        text("first_name", "PRENOM", 8, 20),
        text("sex", "SEXE", 9, 1, hint="M/F"),
        date("birth_date", "NE LE", 10),
        text("kind", "LIEN", 11, 2, codes="dependant_kind"),
        text("nir", "NIR", 13, 13),
        digits("nir_key", "CLE", 14, 2),
        digits("rank", "RANG", 15, 1),
        date("start", "DATE EFFET", 16),
        receipt(19),
    ),
    keys=(NEXT, LEAVE, LIST, REFRESH, COMMIT, CANCEL),
)

DEPENDANT_END = Map(
    name="dependant_end",
    transaction="AYDF",
    title="FIN AYANT DROIT",
    fields=(
        *member_line(),
        text("first_name", "PRENOM", 8, 20),
        date("birth_date", "NE LE", 9),
        digits("rank", "RANG", 10, 1),
        date("end", "DATE FIN", 12),
        text("reason", "MOTIF", 13, 2, codes="dependant_end_reason"),
        receipt(18),
    ),
    keys=(NEXT, LEAVE, LIST, REFRESH, COMMIT, CANCEL),
)

MAPS = (DEPENDANT_LIST, DEPENDANT_ADD, DEPENDANT_END)
