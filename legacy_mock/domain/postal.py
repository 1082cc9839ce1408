"""Postal codes and towns: a small bundled table, and the departments for what it does not hold.

A code of the table names its towns and no other. Of an unlisted code only the department is known, so any
town goes. Districts may be written after the town (``PARIS 11``), hyphens are blanks, ``ST`` is ``SAINT``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from legacy_mock.domain.answers import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOWNS = """
01000 BOURG-EN-BRESSE; 02100 SAINT-QUENTIN; 03200 VICHY; 04000 DIGNE-LES-BAINS; 05000 GAP; 06000 NICE
06100 NICE; 06400 CANNES; 07000 PRIVAS; 08000 CHARLEVILLE-MEZIERES; 10000 TROYES; 11000 CARCASSONNE
11100 NARBONNE; 12000 RODEZ; 13001 MARSEILLE; 13002 MARSEILLE; 13006 MARSEILLE; 13008 MARSEILLE
13090 AIX-EN-PROVENCE; 13200 ARLES; 14000 CAEN; 15000 AURILLAC; 16000 ANGOULEME; 17000 LA ROCHELLE
18000 BOURGES; 19100 BRIVE-LA-GAILLARDE; 20000 AJACCIO; 20090 AJACCIO; 20200 BASTIA; 21000 DIJON
22000 SAINT-BRIEUC; 22300 LANNION; 24000 PERIGUEUX; 25000 BESANCON; 26000 VALENCE; 27000 EVREUX
28000 CHARTRES; 29000 QUIMPER; 29200 BREST; 30000 NIMES; 31000 TOULOUSE; 31400 TOULOUSE; 33000 BORDEAUX
33700 MERIGNAC; 34000 MONTPELLIER; 34200 SETE; 35000 RENNES; 35400 SAINT-MALO; 36000 CHATEAUROUX
37000 TOURS; 38000 GRENOBLE; 38100 GRENOBLE; 39000 LONS-LE-SAUNIER; 40000 MONT-DE-MARSAN; 41000 BLOIS
42000 SAINT-ETIENNE; 42300 ROANNE; 43000 LE PUY-EN-VELAY; 44000 NANTES; 44300 NANTES
44600 SAINT-NAZAIRE; 45000 ORLEANS; 46000 CAHORS; 47000 AGEN; 49000 ANGERS; 49300 CHOLET
50100 CHERBOURG-EN-COTENTIN; 51100 REIMS; 53000 LAVAL; 54000 NANCY; 56000 VANNES; 56100 LORIENT
57000 METZ; 58000 NEVERS; 59000 LILLE; 59140 DUNKERQUE; 59200 TOURCOING; 59300 VALENCIENNES
59650 VILLENEUVE-D'ASCQ; 60000 BEAUVAIS; 62000 ARRAS; 62100 CALAIS; 63000 CLERMONT-FERRAND; 64000 PAU
64100 BAYONNE; 65000 TARBES; 66000 PERPIGNAN; 67000 STRASBOURG; 68100 MULHOUSE; 69001 LYON; 69003 LYON
69007 LYON; 69100 VILLEURBANNE; 71100 CHALON-SUR-SAONE; 72000 LE MANS; 73000 CHAMBERY; 74000 ANNECY
75001 PARIS; 75003 PARIS; 75008 PARIS; 75011 PARIS; 75014 PARIS; 75015 PARIS; 75018 PARIS; 75020 PARIS
76000 ROUEN; 76600 LE HAVRE; 77000 MELUN, VAUX-LE-PENIL; 78000 VERSAILLES; 79000 NIORT; 80000 AMIENS
81000 ALBI; 82000 MONTAUBAN; 83000 TOULON; 84000 AVIGNON; 85000 LA ROCHE-SUR-YON; 86000 POITIERS
87000 LIMOGES; 88000 EPINAL; 89000 AUXERRE; 90000 BELFORT; 91000 EVRY-COURCOURONNES; 92000 NANTERRE
92100 BOULOGNE-BILLANCOURT; 93100 MONTREUIL; 93200 SAINT-DENIS; 94000 CRETEIL; 95000 CERGY
97110 POINTE-A-PITRE; 97200 FORT-DE-FRANCE; 97300 CAYENNE; 97400 SAINT-DENIS; 97410 SAINT-PIERRE
97600 MAMOUDZOU
"""

#: Towns by postal code.
TOWNS: Mapping[str, tuple[str, ...]] = {
    entry[:5]: tuple(entry[6:].split(", "))
    for line in _TOWNS.split("\n")
    if line
    for entry in line.split("; ")
}
_DEPARTMENTS = frozenset(
    {f"{number:02d}" for number in range(1, 96)}
    | {f"97{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8)}
    | {"98"}
)
_CODE = re.compile(r"[0-9]{5}")
_CEDEX = re.compile(r"\bCEDEX\b")
_DISTRICT = re.compile(r" \d{1,2}(?:ER|E|EME)?$")


def check_town(postal_code: str, town: str) -> None:
    """Check a postal code and that the town agrees with it.

    Raises:
        Refused: ADR0001 not five digits, ADR0003 no such department, ADR0004 another town's code.
    """
    if not _CODE.fullmatch(postal_code):
        raise Refused("ADR0001")
    if postal_code[:2] not in _DEPARTMENTS and postal_code[:3] not in _DEPARTMENTS:
        raise Refused("ADR0003", code=postal_code)
    known = TOWNS.get(postal_code)
    if known is not None and _plain(town) not in {_plain(name) for name in known}:
        raise Refused("ADR0004", code=postal_code)


def is_cedex(*lines: str) -> bool:
    """Tell whether a line of an address says CEDEX: a delivery for companies, not where a member lives."""
    return any(_CEDEX.search(line) for line in lines)


def _plain(town: str) -> str:
    words = _DISTRICT.sub("", town.replace("-", " ").replace("'", " ")).split()
    return " ".join({"ST": "SAINT", "STE": "SAINTE"}.get(word, word) for word in words)
