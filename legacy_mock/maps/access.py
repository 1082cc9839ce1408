"""Sign-on and the general menu."""

from __future__ import annotations

from legacy_mock.map import LEAVE, NEXT, Field, Map, Text
from legacy_mock.maps.parts import text

SIGN_ON = Map(
    name="sign_on",
    transaction="SIGN",
    title="IDENTIFICATION",
    fields=(
        text("operator", "CODE OPERATEUR", 8, 8),
        Field("password", "MOT DE PASSE", 10, (8,), hidden=True),
        text("terminal", "TERMINAL", 12, 4),
    ),
    texts=(Text(17, 4, "ACCES RESERVE AUX PERSONNES HABILITEES"),),
    keys=(NEXT,),
)

#: What the menu lists, in this order: code, words, whether it works on the file of a member.
MENU_CHOICES: tuple[tuple[str, str, bool], ...] = (
    ("ADHR", "RECHERCHE ADHERENT", False),
    ("ADHC", "CONSULTATION ADHERENT", True),
    ("ADHI", "CREATION ADHERENT", False),
    ("ADRS", "ADRESSE ADHERENT", True),
    ("RIBS", "COORDONNEES BANCAIRES", True),
    ("AFFC", "AFFILIATION A UN CONTRAT", True),
    ("AFFL", "AFFILIATIONS DE L'ADHERENT", True),
    ("AYDL", "AYANTS DROIT DE L'ADHERENT", True),
    ("AYDA", "AJOUT AYANT DROIT", True),
    ("AYDF", "FIN AYANT DROIT", True),
    ("RADI", "RADIATION", True),
    ("JRNL", "JOURNAL DU JOUR", False),
)

MENU = Map(
    name="menu",
    transaction="MENU",
    title="MENU GENERAL",
    fields=(text("choice", "CHOIX", 18, 4), text("member_number", "ADHERENT", 19, 8)),
    texts=tuple(
        Text(5 + index, 10, f"{code}   {label}") for index, (code, label, _) in enumerate(MENU_CHOICES)
    ),
    keys=(NEXT, LEAVE),
)

MAPS = (SIGN_ON, MENU)
