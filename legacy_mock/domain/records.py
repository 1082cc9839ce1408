"""The values that the domain takes and gives: frozen, dates as dates, texts as keyed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from datetime import date, datetime

T = TypeVar("T")


# --- who -----
@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who may sign on."""

    code: str
    #: ``AGENT`` or ``ROBOT``.
    role: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who records, and where from; also who holds a record lock."""

    operator: str
    terminal: str


# --- what is keyed -----
@dataclass(frozen=True, slots=True)
class Identity:
    """Page 1 of a creation (ADHI)."""

    last_name: str
    first_name: str
    #: ``M`` or ``F``.
    sex: str
    birth_date: date
    #: 15 positions: NIR (13) and key (2).
    nir: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Page 2 of a creation (ADHS)."""

    regime: str = "GE"
    family_status: str = "C"
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address (ADRS)."""

    street: str
    complement: str
    postal_code: str
    town: str


@dataclass(frozen=True, slots=True)
class BankDetails:
    """Where reimbursements go (RIBS)."""

    #: Without blanks.
    iban: str
    #: 8 or 11 positions, or empty.
    bic: str
    holder: str


@dataclass(frozen=True, slots=True)
class AffiliationEntry:
    """An affiliation to a collective contract (AFFC)."""

    contract: str
    option: str
    population: str
    start: date


@dataclass(frozen=True, slots=True)
class DependantEntry:
    """A dependant to add (AYDA)."""

    last_name: str
    first_name: str
    sex: str
    birth_date: date
    #: ``CJ`` spouse, ``EN`` child, ``AU`` other.
    kind: str
    #: 15 positions, or empty.
    nir: str
    #: 1 to 9; tells twins apart.
    rank: int
    start: date


@dataclass(frozen=True, slots=True)
class DependantEnd:
    """The end of a dependant (AYDF), found by first name, birth date and rank."""

    first_name: str
    birth_date: date
    rank: int
    end: date
    reason: str


@dataclass(frozen=True, slots=True)
class TerminationEntry:
    """A termination of every affiliation to one contract (RADI)."""

    contract: str
    reason: str
    last_day: date
    portability: bool


# --- what is shown -----
@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of an answer, and how many there are in all."""

    rows: tuple[T, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A value and the receipt of the record that holds it."""

    value: T
    receipt: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One row of the homonym list (ADHL)."""

    number: str
    last_name: str
    first_name: str
    birth_date: date
    #: Empty when the member has no address yet.
    town: str


@dataclass(frozen=True, slots=True)
class MemberFile:
    """A member as the consultation shows one (ADHC)."""

    number: str
    identity: Identity
    situation: Situation
    #: ``ACTIF``, ``RADIE`` or ``SANS AFFILIATION``, at the back-end's date.
    state: str
    #: Of the creation.
    receipt: str
    address: Kept[Address] | None
    bank_details: Kept[BankDetails] | None


@dataclass(frozen=True, slots=True)
class Contract:
    """A collective contract and its rules."""

    number: str
    company: str
    siren: str
    start: date
    end: date | None
    open: bool
    #: A child older than this (whole years, at the start date) is beyond the limit; 18 to 28.
    child_age_limit: int
    #: Beyond the limit: True asks for a proof (warning), False refuses.
    child_proof: bool
    #: A termination takes effect at the end of the month (True) or on the last day itself (False).
    month_end: bool
    portability: bool
    options: tuple[str, ...]
    populations: tuple[str, ...]
    #: Termination reasons allowed.
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AffiliationLine:
    """One affiliation of a member (AFFL)."""

    contract: str
    company: str
    option: str
    population: str
    risk: str
    start: date
    #: Last day covered.
    end: date | None
    receipt: str
    #: Receipt of the termination.
    end_receipt: str | None


@dataclass(frozen=True, slots=True)
class DependantLine:
    """One dependant of a member (AYDL)."""

    last_name: str
    first_name: str
    sex: str
    birth_date: date
    kind: str
    nir: str
    rank: int
    start: date
    end: date | None
    end_reason: str | None
    receipt: str
    end_receipt: str | None

    @property
    def last_receipt(self) -> str:
        """Receipt of the last record about this dependant."""
        return self.end_receipt or self.receipt


@dataclass(frozen=True, slots=True)
class Code:
    """One line of an F4 list."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One record, as the journal keeps it (JRNL)."""

    sequence: int
    made_at: datetime
    operator: str
    terminal: str
    transaction: str
    object: str
    member_number: str
    receipt: str
