"""IBAN, RIB key and BIC: structure and check digits (ISO 13616, ISO 9362; RIB key: CFONB)."""

from __future__ import annotations

import re

from legacy_mock.domain.answers import Refused

#: Length of an IBAN by country: the euro area countries whose IBAN fits the screen (27 positions).
_LENGTHS = {"FR": 27, "MC": 27, "BE": 16, "DE": 22, "ES": 24, "IT": 27, "LU": 20, "NL": 18, "PT": 25}
_WITH_RIB_KEY = frozenset({"FR", "MC"})
_FRENCH = re.compile(r"[A-Z]{2}[0-9]{2}[0-9]{10}[0-9A-Z]{11}[0-9]{2}")
_ANY = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]+")
_BIC = re.compile(r"[A-Z]{6}[0-9A-Z]{2}(?:[0-9A-Z]{3})?")
#: Letters of a French account number count as these digits in the RIB key.
_RIB_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def rib_key(bank: str, branch: str, account: str) -> str:
    """Compute the RIB key of a bank (5), branch (5) and account (11)."""
    number = int(bank), int(branch), int(account.translate(_RIB_DIGITS))
    return f"{97 - (89 * number[0] + 15 * number[1] + 3 * number[2]) % 97:02d}"


def iban_key(country: str, bban: str) -> str:
    """Compute the two check digits that follow the country."""
    return f"{98 - _remainder(bban + country + '00'):02d}"


def make_iban(bank: str, branch: str, account: str) -> str:
    """Make the French IBAN of an account, both keys computed."""
    bban = bank + branch + account + rib_key(bank, branch, account)
    return "FR" + iban_key("FR", bban) + bban


def check_iban(iban: str) -> None:
    """Check an IBAN (no blanks).

    Raises:
        Refused: RIB0001 structure, RIB0004 country, RIB0002 IBAN key, RIB0003 RIB key.
    """
    country = iban[:2]
    if not _ANY.fullmatch(iban):
        raise Refused("RIB0001")
    if country not in _LENGTHS:
        raise Refused("RIB0004", pays=country)
    french = country in _WITH_RIB_KEY
    if len(iban) != _LENGTHS[country] or (french and not _FRENCH.fullmatch(iban)):
        raise Refused("RIB0001")
    if _remainder(iban[4:] + iban[:4]) != 1:
        raise Refused("RIB0002")
    if french and rib_key(iban[4:9], iban[9:14], iban[14:25]) != iban[25:]:
        raise Refused("RIB0003")


def check_bic(bic: str, iban: str) -> None:
    """Check a BIC and that it names the country of the IBAN.

    Raises:
        Refused: RIB0005 structure, RIB0006 country.
    """
    if not _BIC.fullmatch(bic):
        raise Refused("RIB0005")
    if bic[4:6] != iban[:2]:
        raise Refused("RIB0006")


def _remainder(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text)) % 97
