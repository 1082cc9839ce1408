"""The seeded code lists, in the order of their F4 windows.

Termination reasons are the DSN's (S: S21.G00.62.002); the other codes are this back-end's own (A).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legacy_mock.domain.codes import (
    CHILD,
    DEPENDANT_END_REASON,
    DEPENDANT_KIND,
    FAMILY_STATUS,
    OPTION,
    POPULATION,
    REGIME,
    SEX,
    SPOUSE,
    TERMINATION_REASON,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Label by code, by list.
CODE_LISTS: Mapping[str, Mapping[str, str]] = {
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
