"""The code tables (F4 lists) and what the domain knows about some codes.

Termination reasons are the DSN's (S: S21.G00.62.002); the other codes are this back-end's own (A).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legacy_mock.domain.answers import Refused
from legacy_mock.domain.records import Code

if TYPE_CHECKING:
    from collections.abc import Mapping

REGIME = "regime"
FAMILY_STATUS = "family_status"
SEX = "sex"
OPTION = "option"
POPULATION = "population"
DEPENDANT_KIND = "dependant_kind"
TERMINATION_REASON = "termination_reason"
DEPENDANT_END_REASON = "dependant_end_reason"

SPOUSE = "CJ"
CHILD = "EN"

#: Reasons after which cover is never maintained: gross misconduct (S: Code de la sécurité sociale, L911-8).
WITHOUT_PORTABILITY = frozenset({"088", "096"})

#: Risk covered by each option; two affiliations of one member may not cover one risk at the same time.
RISK_OF_OPTION: Mapping[str, str] = {"BAS": "SAN", "CFT": "SAN", "PRM": "SAN", "SUR": "SUR", "HOS": "HOS"}

_LISTS: Mapping[str, Mapping[str, str]] = {
    REGIME: {"GE": "REGIME GENERAL", "AM": "ALSACE MOSELLE", "AG": "REGIME AGRICOLE"},
    FAMILY_STATUS: {"C": "CELIBATAIRE", "M": "MARIE", "P": "PACSE", "D": "DIVORCE", "V": "VEUF"},
    SEX: {"M": "MASCULIN", "F": "FEMININ"},
    OPTION: {
        "BAS": "SANTE BASE",
        "CFT": "SANTE CONFORT",
        "PRM": "SANTE PREMIUM",
        "SUR": "SURCOMPLEMENTAIRE",
        "HOS": "HOSPITALISATION",
    },
    POPULATION: {
        "ENS": "ENSEMBLE DU PERSONNEL",
        "CAD": "CADRES",
        "NCA": "NON CADRES",
        "APP": "APPRENTIS",
    },
    DEPENDANT_KIND: {SPOUSE: "CONJOINT", CHILD: "ENFANT", "AU": "AUTRE"},
    TERMINATION_REASON: {
        "011": "LICENCIEMENT LIQUIDATION JUDICIAIRE",
        "014": "LICENCIEMENT ECONOMIQUE",
        "020": "LICENCIEMENT AUTRE MOTIF",
        "031": "FIN DE CDD",
        "032": "FIN DE MISSION",
        "034": "FIN D'ESSAI EMPLOYEUR",
        "035": "FIN D'ESSAI SALARIE",
        "038": "MISE A LA RETRAITE",
        "039": "DEPART A LA RETRAITE",
        "043": "RUPTURE CONVENTIONNELLE",
        "058": "PRISE D'ACTE",
        "059": "DEMISSION",
        "066": "DECES DU SALARIE",
        "081": "FIN D'APPRENTISSAGE",
        "087": "LICENCIEMENT FAUTE GRAVE",
        "088": "LICENCIEMENT FAUTE LOURDE",
        "091": "LICENCIEMENT INAPTITUDE",
        "095": "RUPTURE CDD FAUTE GRAVE",
        "096": "RUPTURE CDD FAUTE LOURDE",
    },
    DEPENDANT_END_REASON: {
        "AF": "AFFILIE PAR AILLEURS",
        "AG": "LIMITE D'AGE",
        "DC": "DECES",
        "DE": "DEMANDE DE L'ADHERENT",
        "DV": "DIVORCE OU SEPARATION",
        "FE": "FIN D'ETUDES",
    },
}

CODE_LISTS: Mapping[str, tuple[Code, ...]] = {
    name: tuple(Code(code, label) for code, label in entries.items()) for name, entries in _LISTS.items()
}


def check_code(list_name: str, code: str, zone: str) -> None:
    """Check that a keyed code is in its list.

    Raises:
        Refused: SAI0001 when it is empty, SAI0004 when the list does not hold it.
    """
    if not code:
        raise Refused("SAI0001", zone=zone)
    if code not in _LISTS[list_name]:
        raise Refused("SAI0004", zone=zone, code=code)
