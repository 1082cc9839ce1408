"""Affiliation to a collective contract, its list, and its termination with the control screen."""

from __future__ import annotations

from legacy_mock.map import BACK, CANCEL, COMMIT, FORWARD, LEAVE, LIST, NEXT, REFRESH, Column, ListArea, Map
from legacy_mock.maps.parts import (
    RECEIPT_LENGTH,
    date,
    member_line,
    page,
    receipt,
    receipt_column,
    shown,
    text,
)

AFFILIATION = Map(
    name="affiliation",
    transaction="AFFC",
    title="AFFILIATION A UN CONTRAT",
    fields=(
        *member_line(),
        text("contract", "CONTRAT", 8, 10),
        shown("company", "RAISON SOCIALE", 9, 32),
        text("option", "OPTION", 11, 3, codes="option"),
        text("population", "POPULATION", 13, 3, codes="population"),
        date("start", "DATE EFFET", 15),
        receipt(18),
    ),
    keys=(NEXT, LEAVE, LIST, REFRESH, COMMIT, CANCEL),
)

MEMBER_AFFILIATIONS = Map(
    name="member_affiliations",
    transaction="AFFL",
    title="AFFILIATIONS DE L'ADHERENT",
    fields=(*member_line(), page(19)),
    listing=ListArea(
        row=7,
        page=10,
        columns=(
            Column("contract", "CONTRAT", 2, 10),
            Column("option", "OPTION", 14, 3),
            Column("population", "POP", 22, 3),
            Column("start", "DEBUT", 27, 10),
            Column("end", "FIN", 39, 10),
            receipt_column(51),
            Column("end_receipt", "FIN-ENREG", 67, RECEIPT_LENGTH),
        ),
    ),
    keys=(LEAVE, REFRESH, BACK, FORWARD, CANCEL),
)

TERMINATION = Map(
    name="termination",
    transaction="RADI",
    title="RADIATION",
    fields=(
        *member_line(),
        text("contract", "CONTRAT", 8, 10),
        text("reason", "MOTIF", 10, 3, codes="termination_reason"),
        date("last_day", "DERNIER JOUR", 12),
        text("portability", "PORTABILITE", 14, 1, hint="O/N"),
    ),
    keys=(NEXT, LEAVE, LIST, REFRESH, CANCEL),
)

TERMINATION_SUMMARY = Map(
    name="termination_summary",
    transaction="RADV",
    title="RADIATION - CONTROLE",
    fields=(
        *member_line(),
        shown("contract", "CONTRAT", 8, 10),
        shown("reason", "MOTIF", 9, 3),
        shown("last_day", "DERNIER JOUR", 10, 10),
        shown("portability", "PORTABILITE", 11, 1),
        shown("effect_date", "DATE EFFET", 13, 10),
        shown("portability_end", "FIN PORTABILITE", 14, 10),
        receipt(18),
    ),
    keys=(LEAVE, COMMIT, CANCEL),
)

MAPS = (AFFILIATION, MEMBER_AFFILIATIONS, TERMINATION, TERMINATION_SUMMARY)
