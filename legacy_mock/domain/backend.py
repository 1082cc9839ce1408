"""The back-end as a program sees it: one object, one method per thing that a screen may ask or record.

Each transaction has a ``check_…`` (rules only, nothing recorded) for the page where the data are keyed, and a
method that records. Recording checks again, makes the journal row, the receipt and the record in one database
transaction, and answers `Recorded`, or `Warned` when there are warnings and ``confirmed`` is False. `Refused`
and `Locked` carry the numbered message to show.

Texts are keyed in capitals; blanks around them do not count. A `Backend` may be shared by threads.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from legacy_mock.domain.answers import Notice, Recorded, Warned
    from legacy_mock.domain.checks import AffiliationCheck, TerminationCheck
    from legacy_mock.domain.records import (
        Address,
        AffiliationEntry,
        AffiliationLine,
        BankDetails,
        Code,
        Contract,
        DependantEnd,
        DependantEntry,
        DependantLine,
        Identity,
        JournalLine,
        MemberFile,
        MemberLine,
        Operator,
        Page,
        Signature,
        Situation,
        TerminationEntry,
    )


class Backend:
    """The domain of the mock back-end over one SQLite file.

    Args:
        database: the file; made, empty, when it is not there (see `legacy_mock.domain.seed` to fill it).
        clock: gives the present local time; the back-end's date may be set apart from it (`set_date`).
    """

    def __init__(self, database: Path, clock: Callable[[], datetime] = datetime.now) -> None: ...

    def close(self) -> None:
        """Close the database; the object is of no use afterwards."""
        raise NotImplementedError

    # --- time -----
    def now(self) -> datetime:
        """Give the back-end's date and time: the clock's, or the clock's time on the date that was set."""
        raise NotImplementedError

    def set_date(self, day: date | None) -> None:
        """Set the back-end's date for every process on this database; None returns to the clock's."""
        raise NotImplementedError

    # --- operators -----
    def authenticate(self, operator: str, password: str) -> Operator | None:
        """Give the operator when code and password agree, otherwise None (the same for both errors)."""
        raise NotImplementedError

    # --- reading -----
    def search_members(
        self,
        last_name: str,
        first_name: str = "",
        birth_date: date | None = None,
        contract: str = "",
        *,
        offset: int = 0,
        limit: int | None = None,
    ) -> Page[MemberLine]:
        """Find members by the beginning of their names, exact birth date, and a contract they have or had.

        Rows are in order of name, first name, birth date, number. No row: show message ADH0031.

        Raises:
            Refused: ADH0030 with fewer than 2 letters of name; AFF0001 unknown contract.
        """
        raise NotImplementedError

    def member(self, number: str) -> MemberFile:
        """Give one member's file.

        Raises:
            Refused: ADH0032.
        """
        raise NotImplementedError

    def affiliations_of(self, number: str) -> tuple[AffiliationLine, ...]:
        """Give every affiliation, past ones included, in order of start; ADH0032 for an unknown member."""
        raise NotImplementedError

    def dependants(self, number: str) -> tuple[DependantLine, ...]:
        """Give every dependant, ended ones included, in order of recording; ADH0032 for an unknown member."""
        raise NotImplementedError

    def contract(self, number: str) -> Contract:
        """Give a collective contract and its rules; AFF0001 when unknown."""
        raise NotImplementedError

    def codes(self, list_name: str) -> tuple[Code, ...]:
        """Give an F4 list, in order: a name of `legacy_mock.domain.codes`.

        The lists are ``regime``, ``family_status``, ``sex``, ``option``, ``population``, ``dependant_kind``,
        ``termination_reason`` and ``dependant_end_reason``; KeyError for another.
        """
        raise NotImplementedError

    def operator_journal(
        self, operator: str, day: date | None = None, *, offset: int = 0, limit: int | None = None
    ) -> Page[JournalLine]:
        """Give what an operator recorded on ``day`` (default: the back-end's today), oldest first."""
        raise NotImplementedError

    # --- record locks -----
    def lock(self, number: str, by: Signature) -> None:
        """Lock a member's file for one seat; again by the same seat does nothing.

        Raises:
            Locked: another seat holds it. Refused: ADH0032.
        """
        raise NotImplementedError

    def unlock(self, number: str, by: Signature) -> None:
        """Give the file free if this seat holds it; otherwise do nothing."""
        raise NotImplementedError

    def unlock_all(self, by: Signature | None = None) -> int:
        """Give free every file that a seat holds (at the end of its session); None: every file at all."""
        raise NotImplementedError

    # --- member -----
    def check_identity(self, identity: Identity) -> tuple[Notice, ...]:
        """Check page 1 of a creation; give the warnings (ADH0020 homonym) that F10 will ask about.

        Raises:
            Refused: SAI0001, SAI0002, SAI0004, SAI0005, ADH0001 to ADH0006, ADH0011, ADH0012.
        """
        raise NotImplementedError

    def check_situation(self, situation: Situation) -> None:
        """Check page 2 of a creation.

        Raises:
            Refused: SAI0001, SAI0004, ADH0007.
        """
        raise NotImplementedError

    def create_member(
        self, identity: Identity, situation: Situation, by: Signature, *, confirmed: bool = False
    ) -> Recorded | Warned:
        """Create a member; `Recorded.member_number` is the new number. Refusals of both checks."""
        raise NotImplementedError

    # --- address, bank details -----
    def check_address(self, address: Address) -> None:
        """Check an address.

        Raises:
            Refused: SAI0001, SAI0002, SAI0005, ADR0001 to ADR0004.
        """
        raise NotImplementedError

    def set_address(self, number: str, address: Address, by: Signature) -> Recorded:
        """Replace the member's address. Raises as `check_address`, ADH0032, `Locked`."""
        raise NotImplementedError

    def check_bank_details(self, number: str, details: BankDetails) -> None:
        """Check bank details against the IBAN, its RIB key and the member's name.

        Raises:
            Refused: SAI0001, SAI0002, SAI0005, RIB0001 to RIB0006, RIB0010, ADH0032.
        """
        raise NotImplementedError

    def set_bank_details(self, number: str, details: BankDetails, by: Signature) -> Recorded:
        """Replace the bank details, keeping the history. Raises as `check_bank_details`, `Locked`."""
        raise NotImplementedError

    # --- affiliation -----
    def check_affiliation(self, number: str, entry: AffiliationEntry) -> AffiliationCheck:
        """Check an affiliation; give the contract's company name.

        Raises:
            Refused: SAI0001, SAI0004, AFF0001 to AFF0008, ADH0032.
        """
        raise NotImplementedError

    def affiliate(
        self, number: str, entry: AffiliationEntry, by: Signature, *, confirmed: bool = False
    ) -> Recorded | Warned:
        """Record an affiliation. Raises as `check_affiliation`, `Locked`."""
        raise NotImplementedError

    # --- dependants -----
    def check_dependant(self, number: str, entry: DependantEntry) -> tuple[Notice, ...]:
        """Check a dependant to add; give the warnings (AYD0020 proof, AYD0021 other parent).

        Raises:
            Refused: SAI…, ADH0001 to ADH0006 (identity and NIR), AYD0001 to AYD0007, ADH0032.
        """
        raise NotImplementedError

    def add_dependant(
        self, number: str, entry: DependantEntry, by: Signature, *, confirmed: bool = False
    ) -> Recorded | Warned:
        """Add a dependant. Raises as `check_dependant`, `Locked`."""
        raise NotImplementedError

    def check_dependant_end(self, number: str, entry: DependantEnd) -> None:
        """Check the end of a dependant.

        Raises:
            Refused: SAI0001, SAI0004, AYD0006, AYD0030 to AYD0032, ADH0032.
        """
        raise NotImplementedError

    def end_dependant(self, number: str, entry: DependantEnd, by: Signature) -> Recorded:
        """End a dependant. Raises as `check_dependant_end`, `Locked`."""
        raise NotImplementedError

    # --- termination -----
    def check_termination(self, number: str, entry: TerminationEntry) -> TerminationCheck:
        """Check a termination and compute its effect date, its portability end and its warnings (RAD0020).

        Raises:
            Refused: SAI0001, SAI0004, AFF0001, RAD0001 to RAD0006, ADH0032.
        """
        raise NotImplementedError

    def terminate(
        self, number: str, entry: TerminationEntry, by: Signature, *, confirmed: bool = False
    ) -> Recorded | Warned:
        """Record a termination. Raises as `check_termination`, `Locked`."""
        raise NotImplementedError
