"""Identifiers of persons and accounts: NIR, IBAN, BIC, and their checks.

Functions take and give back plain strings and raise the error of a `Rule` when a check fails; no error, and
nothing chained to one, holds the identifier.
"""

from __future__ import annotations

import re
from datetime import date

import schwifty
from schwifty import exceptions as schwifty_errors
from stdnum.fr import nir as stdnum_nir

from copiste.cases.fr import rules
from copiste.cases.rules import Rule

_SEPARATORS = str.maketrans("", "", " .-\u00a0\u202f\u2009\t")
_NIR = re.compile(r"[0-9]{5}(?!00)(?:[0-9]{2}|2[AB])[0-9]{8}")
#: Months of a NIR: real ones, 20 (unknown), 30–42 and 50–99 (incomplete civil documents).
_NIR_MONTHS = frozenset([*range(1, 13), 20, *range(30, 43), *range(50, 100)])
#: Countries whose accounts carry a RIB key.
_RIB_COUNTRIES = frozenset({"FR", "MC"})
_IBAN_FIELD = 27
#: What schwifty's refusals mean; any other is IBAN_FORMAT.
_IBAN_RULES: dict[type[Exception], Rule] = {
    schwifty_errors.InvalidLength: rules.IBAN_LENGTH,
    schwifty_errors.InvalidChecksumDigits: rules.IBAN_CHECK_DIGITS,
    schwifty_errors.InvalidBBANChecksum: rules.IBAN_RIB_KEY,
}
_CORSICA_SPLIT = 1976


def compact(identifier: str) -> str:
    """`identifier` in capitals without the spaces, dots and hyphens people write in it."""
    return identifier.translate(_SEPARATORS).upper()


def check_nir(nir: str) -> str:
    """`nir` compacted, when it may exist: form, key, first digit, month.

    The key is `97 - (n mod 97)` with 2A read as 19 and 2B as 18 (INSEE), by `python-stdnum`. Month and
    first digit, which it does not look at, are judged here: months 01–12, 20, 30–42, 50–99; 1 or 2 first; 7
    and 8 are provisional, which the DSN refuses.

    Raises:
        PydanticCustomError: NIR_FORMAT, NIR_PROVISIONAL, NIR_SEX, NIR_KEY, NIR_MONTH.
    """
    number = compact(nir)
    broken = _nir_fault(number)
    if broken is not None:
        raise broken.broken()
    return number


def _nir_fault(number: str) -> Rule | None:
    if _NIR.fullmatch(number) is None:
        return rules.NIR_FORMAT
    if number[0] not in "12":
        return rules.NIR_PROVISIONAL if number[0] in "78" else rules.NIR_SEX
    if nir_key(number[:13]) != number[13:]:
        return rules.NIR_KEY
    return None if int(number[3:5]) in _NIR_MONTHS else rules.NIR_MONTH


def check_nir_of(nir: str, birth_date: date | None, sex: str | None) -> None:
    """Check that `nir` (compacted) can be the one of a person of `sex`, born on `birth_date`.

    None means not declared or already refused: not compared. A month outside 01–12 says nothing and is not
    compared either. Corsica was department 20 for those born before 1976, 2A or 2B for those born since
    (INSEE).

    Raises:
        PydanticCustomError: NIR_SEX_MISMATCH, NIR_YEAR_MISMATCH, NIR_MONTH_MISMATCH, NIR_CORSICA.
    """
    if sex is not None and nir[0] != ("1" if sex == "M" else "2"):
        raise rules.NIR_SEX_MISMATCH.broken()
    if birth_date is None:
        return
    if int(nir[1:3]) != birth_date.year % 100:
        raise rules.NIR_YEAR_MISMATCH.broken()
    month = int(nir[3:5])
    if month <= 12 and month != birth_date.month:
        raise rules.NIR_MONTH_MISMATCH.broken()
    department = nir[5:7]
    if department in ("2A", "2B") and birth_date.year < _CORSICA_SPLIT:
        raise rules.NIR_CORSICA.broken()
    if department == "20" and birth_date.year >= _CORSICA_SPLIT:
        raise rules.NIR_CORSICA.broken()


def nir_key(number: str) -> str:
    """The two-digit key of the 13 signs of a NIR."""
    return str(stdnum_nir.calc_check_digits(number))


def check_iban(iban: str) -> str:
    """`iban` compacted, when it may exist, takes SEPA transfers and fits the screen.

    `schwifty` judges form, length, check digits (ISO 13616, ISO 7064) and, for France and Monaco, the RIB
    key; about 20 µs each, so nothing is cached.

    Raises:
        PydanticCustomError: IBAN_FORMAT, IBAN_LENGTH, IBAN_CHECK_DIGITS, IBAN_RIB_KEY, IBAN_COUNTRY,
        IBAN_TOO_LONG.
    """
    number = compact(iban)
    broken = _iban_fault(number)
    if broken is not None:
        raise broken.broken()
    return number


def _iban_fault(number: str) -> Rule | None:
    try:
        judged = schwifty.IBAN(number, validate_bban=number[:2] in _RIB_COUNTRIES)
    except (schwifty_errors.SchwiftyException, ValueError) as error:
        return _IBAN_RULES.get(type(error), rules.IBAN_FORMAT)
    if not judged.in_sepa_zone:
        return rules.IBAN_COUNTRY
    return rules.IBAN_TOO_LONG if len(number) > _IBAN_FIELD else None


def check_bic(bic: str) -> str:
    """`bic` compacted, when it has the form of ISO 9362 and a country that exists (`schwifty` judges).

    Raises:
        PydanticCustomError: BIC_FORMAT.
    """
    code = compact(bic)
    if not _is_bic(code):
        raise rules.BIC_FORMAT.broken()
    return code


def _is_bic(code: str) -> bool:
    try:
        schwifty.BIC(code)
    except (schwifty_errors.SchwiftyException, ValueError):
        return False
    return True
