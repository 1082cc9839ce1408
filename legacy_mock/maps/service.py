"""Screens around the transactions: journal, code lists, and what the host itself has to say."""

from __future__ import annotations

from legacy_mock.map import BACK, CANCEL, FORWARD, LEAVE, NEXT, REFRESH, Column, Field, ListArea, Map, Text
from legacy_mock.maps.parts import page, receipt_column, shown, text

OPERATOR_JOURNAL = Map(
    name="operator_journal",
    transaction="JRNL",
    title="JOURNAL DU JOUR",
    fields=(shown("operator", "OPERATEUR", 4, 8), page(19)),
    listing=ListArea(
        row=6,
        page=12,
        columns=(
            Column("time", "HEURE", 2, 8),
            Column("transaction", "TRANSACTION", 12, 4),
            Column("object", "OBJET", 25, 26),
            Column("member_number", "ADHERENT", 53, 8),
            receipt_column(64),
        ),
    ),
    keys=(LEAVE, REFRESH, BACK, FORWARD, CANCEL),
)

CODE_LIST = Map(
    name="code_list",
    transaction="LIST",
    title="LISTE DES CODES",
    fields=(shown("list_name", "LISTE", 4, 30), text("selection", "SELECTION", 19, 4), page(19)),
    listing=ListArea(
        row=6,
        page=12,
        columns=(Column("code", "CODE", 4, 4), Column("label", "LIBELLE", 12, 60)),
    ),
    keys=(NEXT, BACK, FORWARD, CANCEL),
)

BROADCAST = Map(
    name="broadcast",
    transaction="DIFF",
    title="MESSAGE DE L'EXPLOITATION",
    fields=(Field("text", "", 10, (70,), column=6, protected=True, intensified=True),),
    keys=(NEXT,),
)

SESSION_EXPIRED = Map(
    name="session_expired",
    transaction="",
    title="VOTRE SESSION A EXPIRE",
    texts=(Text(10, 4, "VEUILLEZ VOUS IDENTIFIER A NOUVEAU"),),
    keys=(NEXT,),
)

CLOSED = Map(
    name="closed",
    transaction="",
    title="APPLICATION FERMEE",
    fields=(shown("hours", "OUVERTURE", 10, 20),),
    keys=(NEXT,),
)

#: What a failure inside a program leaves on the glass: this, and nothing else.
TECHNICAL = Map(
    name="technical", transaction="", title="", texts=(Text(1, 2, "6000 ERREUR SEND MAP"),), bare=True
)

MAPS = (OPERATOR_JOURNAL, CODE_LIST, BROADCAST, SESSION_EXPIRED, CLOSED, TECHNICAL)
