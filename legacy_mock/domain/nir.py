"""The NIR (numéro d'inscription au répertoire): structure, key, agreement with an identity.

Thirteen positions — sex, year, month, department, commune, order — and a key ``97 − (n mod 97)`` (S: INSEE).
Corsica writes 2A or 2B where it was 20 before 1976; for the key they count as 19 and 18.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from legacy_mock.domain.answers import Refused

if TYPE_CHECKING:
    from datetime import date

_STRUCTURE = re.compile(r"[0-9]{5}(?:[0-9]{2}|2[AB])[0-9]{8}")
#: Months that stand for "not known" (S): 20, 30 to 42, 50 to 99.
_UNKNOWN_MONTHS = frozenset({20, *range(30, 43), *range(50, 100)})
_CORSICA_FROM = 1976


def nir_key(nir13: str) -> str:
    """Compute the two-digit key of a NIR of 13 positions."""
    head, department, tail = nir13[:5], nir13[5:7], nir13[7:]
    number = int(head + {"2A": "19", "2B": "18"}.get(department, department) + tail)
    return f"{97 - number % 97:02d}"


@dataclass(frozen=True, slots=True)
class Birthplace:
    """Where somebody was born, as a NIR says it."""

    #: Two positions; overseas (``97x``) three, and the commune then keeps its last two digits.
    department: str
    #: Number in the department. No commune has 990 or more (90 overseas): such a NIR is nobody's.
    commune: int


def make_nir(sex: str, birth: date, place: Birthplace, order: int, *, month: int | None = None) -> str:
    """Derive a NIR with its key (15 positions) from an identity.

    Args:
        sex: ``M`` or ``F``.
        birth: gives year and month.
        place: gives department and commune.
        order: 1 to 999, among those born in the commune that month.
        month: another month than that of birth, for one that was not known.
    """
    digits = 5 - len(place.department)
    commune = f"{place.commune % 10**digits:0{digits}d}"
    nir = (
        f"{1 if sex == 'M' else 2}{birth:%y}{month or birth.month:02d}{place.department}{commune}{order:03d}"
    )
    return nir + nir_key(nir)


def check_nir(nir: str, sex: str, birth: date) -> None:
    """Check a NIR of 15 positions by itself and against an identity.

    Raises:
        Refused: ADH0002 structure, ADH0006 provisional, ADH0003 key, ADH0004 sex, ADH0005 year or month.
    """
    if not _STRUCTURE.fullmatch(nir):
        raise Refused("ADH0002")
    if nir[0] in "78":
        raise Refused("ADH0006")
    month, department = int(nir[3:5]), nir[5:7]
    if nir[0] not in "12" or not (1 <= month <= 12 or month in _UNKNOWN_MONTHS) or department == "00":
        raise Refused("ADH0002")
    if nir_key(nir[:13]) != nir[13:]:
        raise Refused("ADH0003")
    if (nir[0] == "1") != (sex == "M"):
        raise Refused("ADH0004")
    if int(nir[1:3]) != birth.year % 100 or month not in {birth.month, *_UNKNOWN_MONTHS}:
        raise Refused("ADH0005")
    if department in {"2A", "2B"} and birth.year < _CORSICA_FROM:
        raise Refused("ADH0005")
