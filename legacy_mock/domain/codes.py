"""The code tables (F4 lists), and what the domain knows about some codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legacy_mock.domain.answers import Refused
from legacy_mock.domain.records import Code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from legacy_mock.domain.database import Database

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


def list_of(db: Database, name: str) -> tuple[Code, ...]:
    """Give a list in order; KeyError when there is none of that name."""
    rows = db.rows("SELECT code, label FROM codes WHERE list = ? ORDER BY position", name)
    if not rows:
        raise KeyError(name)
    return tuple(Code(row["code"], row["label"]) for row in rows)


def check_code(db: Database, name: str, code: str, zone: str) -> None:
    """Check that a keyed code is in its list.

    Raises:
        Refused: SAI0001 when it is empty, SAI0004 when the list does not hold it.
    """
    if not code:
        raise Refused("SAI0001", zone=zone)
    if not db.row("SELECT 1 FROM codes WHERE list = ? AND code = ?", name, code):
        raise Refused("SAI0004", zone=zone, code=code)
