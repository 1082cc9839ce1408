"""Addresses, bank accounts, telephones for invented people: valid in form, and nobody's.

Bank codes 999xx are not attributed and telephone numbers 01 99 00 xx xx are kept for fiction (S: ARCEP).
"""

from __future__ import annotations

from legacy_mock.domain.iban import make_iban
from legacy_mock.domain.postal import TOWNS
from legacy_mock.domain.records import Address, BankDetails, Identity

_STREETS = (
    "RUE DES LILAS",
    "AVENUE DE LA GARE",
    "PLACE DU MARCHE",
    "CHEMIN DES VIGNES",
    "IMPASSE DU MOULIN",
    "BOULEVARD DES TILLEULS",
    "ALLEE DES CERISIERS",
    "ROUTE DU VIEUX PONT",
    "QUAI DES BRUMES",
    "RUE DE LA FONTAINE",
)
_COMPLEMENTS = ("", "", "", "BATIMENT B", "", "APPARTEMENT 12", "", "RESIDENCE LES PINS")
_CODES = tuple(TOWNS)


def address_of(index: int) -> Address:
    """Give the address number ``index`` of an endless list."""
    code = _CODES[index * 7 % len(_CODES)]
    street = _STREETS[index * 3 % len(_STREETS)]
    return Address(
        street=f"{index * 13 % 180 + 1} {street}",
        complement=_COMPLEMENTS[index % len(_COMPLEMENTS)],
        postal_code=code,
        town=TOWNS[code][0],
    )


def bank_details_of(index: int, identity: Identity) -> BankDetails:
    """Give account number ``index``, held by ``identity``."""
    bank = f"999{index % 12 + 1:02d}"
    return BankDetails(
        iban=make_iban(bank, f"{index * 17 % 9000 + 100:05d}", f"{index:010d}{'ABC123'[index % 6]}"),
        bic=f"FICTFRP{index % 9 + 1}" if index % 3 else "",
        holder=f"{identity.last_name} {identity.first_name}"[:25].rstrip(),
    )


def phone_of(index: int) -> str:
    """Give a telephone number kept for fiction, or none for one in four."""
    return "" if index % 4 == 0 else f"019900{index % 10_000:04d}"
