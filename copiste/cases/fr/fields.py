"""Field types shared by the processes: names, lines of an address, codes, dates, with the screens' lengths.

Text is checked in its legacy form (capitals, no accents: `copiste.cases.text.legacy_text`) and kept as the
client wrote it, spaces tidied; the screens' own declarations turn it into capitals when it is typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from copiste.cases.fr import rules
from copiste.cases.fr.identifiers import check_bic, check_iban, check_nir
from copiste.cases.model import TODAY
from copiste.cases.paths import NotPersonal
from copiste.cases.rules import MISSING, TYPE
from copiste.cases.text import fits_name, fits_text, legacy_text

_CEDEX = re.compile(r"\bCEDEX\b")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OLDEST_BIRTH: Final = date(1900, 1, 1)
_OLDEST_EVENT: Final = date(1990, 1, 1)
_YEARS_AHEAD: Final = 2


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _name(length: int, *, dots: bool = False) -> AfterValidator:
    def validate(text: str) -> str:
        legacy = legacy_text(text)
        if not legacy:
            raise MISSING.broken()
        if not fits_name(legacy.replace(".", "") if dots else legacy):
            raise rules.NAME_CHARACTER.broken()
        if len(legacy) > length:
            raise rules.NAME_TOO_LONG.broken()
        return _tidy(text)

    return AfterValidator(validate)


def _line(length: int) -> AfterValidator:
    def validate(text: str) -> str:
        legacy = legacy_text(text)
        if not legacy:
            raise MISSING.broken()
        if _CEDEX.search(legacy):
            raise rules.TOWN_CEDEX.broken()
        if not fits_text(legacy):
            raise rules.TEXT_CHARACTER.broken()
        if len(legacy) > length:
            raise rules.TEXT_TOO_LONG.broken()
        return _tidy(text)

    return AfterValidator(validate)


def _code(pattern: str) -> AfterValidator:
    matches = re.compile(pattern, re.ASCII).fullmatch

    def validate(text: str) -> str:
        code = "".join(text.split()).upper()
        if not matches(code):
            raise rules.CODE_FORMAT.broken()
        return code

    return AfterValidator(validate)


def _as_date(value: Any) -> date:
    """A date from ISO text (what a dumped payload holds) or a date; nothing else is guessed at."""
    if type(value) is date:
        return value
    if not isinstance(value, str):
        raise TYPE.broken()
    if not value:
        raise MISSING.broken()
    if not _ISO_DATE.fullmatch(value):
        raise rules.DATE_FORMAT.broken()
    found = _calendar(value)
    if found is None:
        raise rules.DATE_IMPOSSIBLE.broken()
    return found


def _calendar(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _today(info: ValidationInfo) -> date:
    context: dict[str, date] = info.context or {}
    return context[TODAY]


def _lived(born: date, info: ValidationInfo) -> date:
    if not _OLDEST_BIRTH <= born <= _today(info):
        raise rules.BIRTH_DATE_ABSURD.broken()
    return born


def _near(day: date, info: ValidationInfo) -> date:
    if day < _OLDEST_EVENT or (day - _today(info)).days > 366 * _YEARS_AHEAD:
        raise rules.DATE_FAR.broken()
    return day


_NO_DEPARTMENT = frozenset({"00", "96", "99"})
_NO_OVERSEAS = frozenset({"970", "979"})


def _postal_code(text: str) -> str:
    if not (len(text) == 5 and text.isascii() and text.isdigit()):
        raise rules.POSTAL_CODE_FORMAT.broken()
    if text[:2] in _NO_DEPARTMENT or text[:3] in _NO_OVERSEAS:
        raise rules.POSTAL_CODE_UNKNOWN.broken()
    return text


def _reason(text: str) -> str:
    if not (len(text) == 3 and text.isascii() and text.isdigit()):
        raise rules.REASON_FORMAT.broken()
    if text in ("099", "100", "998"):
        raise rules.REASON_NOT_AN_EXIT.broken()
    return text


def _as_rank(value: Any) -> int:
    if isinstance(value, bool) or str(value).strip() not in frozenset("123456789"):
        raise rules.RANK.broken()
    return int(value)


def _validated(check: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(check)


def _blank_is_none(value: Any) -> Any:
    return None if value == "" else value


#: For what may be left open: an empty text leaves it open too.
OrBlank = BeforeValidator(_blank_is_none)

LastName = Annotated[str, _name(25)]
FirstName = Annotated[str, _name(20)]
#: As the bank writes it, `M. DUPONT JEAN` included.
Holder = Annotated[str, _name(25, dots=True)]
AddressLine = Annotated[str, _line(32)]
Town = Annotated[str, _line(26)]
PostalCode = Annotated[str, _validated(_postal_code)]
Nir = Annotated[str, _validated(check_nir)]
Iban = Annotated[str, _validated(check_iban)]
Bic = Annotated[str, _validated(check_bic)]
Contract = Annotated[str, _code(r"[A-Z0-9]{1,10}"), NotPersonal]
Option = Annotated[str, _code(r"[A-Z0-9]{1,3}"), NotPersonal]
Population = Annotated[str, _code(r"[A-Z0-9]{1,3}"), NotPersonal]
TerminationReason = Annotated[str, _validated(_reason), NotPersonal]
DependantEndReason = Annotated[str, _code(r"[A-Z0-9]{2}"), NotPersonal]

BirthDate = Annotated[date, BeforeValidator(_as_date), AfterValidator(_lived)]
EventDate = Annotated[date, BeforeValidator(_as_date), AfterValidator(_near), NotPersonal]

#: 1 to 9: the order among persons born on the same day (twins).
Rank = Annotated[int, BeforeValidator(_as_rank), NotPersonal]

Sex = Literal["M", "F"]
Regime = Literal["GE", "AM", "AG"]
#: Celibataire, marié, pacsé, divorcé, veuf.
FamilyStatus = Literal["C", "M", "P", "D", "V"]
#: Conjoint, enfant, autre.
DependantKind = Literal["CJ", "EN", "AU"]
