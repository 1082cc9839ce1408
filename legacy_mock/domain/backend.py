"""The back-end as a program sees it: one object, one method per thing that a screen may ask or record.

Each transaction has a ``check_…`` (rules only, nothing recorded) for the page where the data are keyed, and a
method that records. Recording checks again, makes the journal row, the receipt and the record in one database
transaction, and answers `Recorded`, or `Warned` when there are warnings and ``confirmed`` is False. `Refused`
and `Locked` carry the numbered message to show.

Texts are kept in capitals; blanks around them do not count. A `Backend` may be shared by threads.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from legacy_mock.domain import affiliations, dependants, household, journal, locks, members, terminations
from legacy_mock.domain.answers import Notice, Recorded, Warned
from legacy_mock.domain.keyed import in_capitals
from legacy_mock.domain.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from legacy_mock.domain.checks import TerminationCheck
    from legacy_mock.domain.records import (
        Address,
        AffiliationEntry,
        BankDetails,
        Contract,
        DependantEnd,
        DependantEntry,
        Identity,
        Signature,
        Situation,
        TerminationEntry,
    )


class Backend(Reading):
    """The domain of the mock back-end over one SQLite file: what `Reading` asks, and what may be recorded.

    Whatever concerns a member also raises `Refused` ADH0032 when there is none of that number, and recording
    it raises `Locked` when another seat holds the file.
    """

    # --- member -----
    def check_identity(self, identity: Identity) -> tuple[Notice, ...]:
        """Check page 1 of a creation; give the warnings (ADH0020 homonym) that F10 will ask about.

        Raises:
            Refused: SAI0001, SAI0002, SAI0004, SAI0005, ADH0001 to ADH0006, ADH0011, ADH0012.
        """
        return members.check_identity(self._db, in_capitals(identity), self._today())

    def check_situation(self, situation: Situation) -> None:
        """Check page 2 of a creation.

        Raises:
            Refused: SAI0001, SAI0004, ADH0007.
        """
        members.check_situation(self._db, in_capitals(situation))

    def create_member(
        self, identity: Identity, situation: Situation, by: Signature, *, confirmed: bool = False
    ) -> Recorded | Warned:
        """Create a member; `Recorded.member_number` is the new number. Refusals of both checks."""
        identity, situation = in_capitals(identity), in_capitals(situation)
        with self._db.writing():
            warnings = members.check_identity(self._db, identity, self._today())
            members.check_situation(self._db, situation)
            if warnings and not confirmed:
                return Warned(warnings)
            number = members.next_number(self._db)
            receipt = self._journal(number, by, "ADHI", "CREATION ADHERENT")
            members.insert_member(self._db, number, identity, situation, receipt)
        return _recorded("ADH0100", number, receipt, adherent=number)

    # --- address, bank details -----
    def check_address(self, address: Address) -> None:
        """Check an address.

        Raises:
            Refused: SAI0001, SAI0002, SAI0005, ADR0001 to ADR0004.
        """
        household.check_address(in_capitals(address))

    def set_address(self, number: str, address: Address, by: Signature) -> Recorded:
        """Replace the member's address, keeping the former ones. Refusals of `check_address`."""
        address = in_capitals(address)
        with self._writing_to(number, by):
            household.check_address(address)
            receipt = self._journal(number, by, "ADRS", "ADRESSE")
            household.insert_address(self._db, number, address, receipt)
        return _recorded("ADR0100", number, receipt)

    def check_bank_details(self, number: str, details: BankDetails) -> None:
        """Check bank details: the IBAN, its RIB key, the BIC, and that the member is the holder.

        Raises:
            Refused: SAI0001, SAI0002, SAI0005, RIB0001 to RIB0006, RIB0010.
        """
        identity = members.identity_of(members.row_of(self._db, number))
        household.check_bank_details(in_capitals(details), identity)

    def set_bank_details(self, number: str, details: BankDetails, by: Signature) -> Recorded:
        """Replace the bank details, keeping the former ones. Refusals of `check_bank_details`."""
        details = in_capitals(details)
        with self._writing_to(number, by):
            self.check_bank_details(number, details)
            receipt = self._journal(number, by, "RIBS", "COORDONNEES BANCAIRES")
            household.insert_bank_details(self._db, number, details, receipt)
        return _recorded("RIB0100", number, receipt)

    # --- affiliation -----
    def check_affiliation(self, number: str, entry: AffiliationEntry) -> Contract:
        """Check an affiliation; give the contract, whose company the screen shows.

        Raises:
            Refused: SAI0001, SAI0004, AFF0001 to AFF0008.
        """
        members.row_of(self._db, number)
        return affiliations.check_affiliation(self._db, number, in_capitals(entry))

    def affiliate(self, number: str, entry: AffiliationEntry, by: Signature) -> Recorded:
        """Record an affiliation. Refusals of `check_affiliation`."""
        entry = in_capitals(entry)
        with self._writing_to(number, by):
            affiliations.check_affiliation(self._db, number, entry)
            receipt = self._journal(number, by, "AFFC", f"AFFILIATION {entry.contract} {entry.option}")
            affiliations.insert_affiliation(self._db, number, entry, receipt)
        return _recorded("AFF0100", number, receipt)

    # --- dependants -----
    def check_dependant(self, number: str, entry: DependantEntry) -> tuple[Notice, ...]:
        """Check a dependant to add; give the warnings (AYD0020 proof, AYD0021 other parent).

        Raises:
            Refused: SAI0001, SAI0002, SAI0004, SAI0005, ADH0001 to ADH0006, AYD0001 to AYD0007.
        """
        members.row_of(self._db, number)
        return dependants.check_dependant(self._db, number, in_capitals(entry), self._today())

    def add_dependant(
        self, number: str, entry: DependantEntry, by: Signature, *, confirmed: bool = False
    ) -> Recorded | Warned:
        """Add a dependant. Refusals of `check_dependant`."""
        entry = in_capitals(entry)
        with self._writing_to(number, by):
            warnings = dependants.check_dependant(self._db, number, entry, self._today())
            if warnings and not confirmed:
                return Warned(warnings)
            receipt = self._journal(number, by, "AYDA", "AJOUT AYANT DROIT")
            dependants.insert_dependant(self._db, number, entry, receipt)
        return _recorded("AYD0100", number, receipt)

    def check_dependant_end(self, number: str, entry: DependantEnd) -> None:
        """Check the end of a dependant.

        Raises:
            Refused: SAI0001, SAI0002, SAI0004, SAI0005, AYD0006, AYD0030 to AYD0032.
        """
        members.row_of(self._db, number)
        dependants.check_end(self._db, number, in_capitals(entry))

    def end_dependant(self, number: str, entry: DependantEnd, by: Signature) -> Recorded:
        """End a dependant. Refusals of `check_dependant_end`."""
        entry = in_capitals(entry)
        with self._writing_to(number, by):
            line = dependants.check_end(self._db, number, entry)
            receipt = self._journal(number, by, "AYDF", "FIN AYANT DROIT")
            dependants.write_end(self._db, line, entry, receipt)
        return _recorded("AYD0101", number, receipt)

    # --- termination -----
    def check_termination(self, number: str, entry: TerminationEntry) -> TerminationCheck:
        """Check a termination and compute its effect date, its portability end and its warnings (RAD0020).

        Raises:
            Refused: SAI0001, SAI0004, AFF0001, RAD0001 to RAD0006.
        """
        members.row_of(self._db, number)
        return terminations.check_termination(self._db, number, in_capitals(entry))

    def terminate(
        self, number: str, entry: TerminationEntry, by: Signature, *, confirmed: bool = False
    ) -> Recorded | Warned:
        """Record a termination of every open affiliation to the contract. Refusals of `check_termination`."""
        entry = in_capitals(entry)
        with self._writing_to(number, by):
            check = terminations.check_termination(self._db, number, entry)
            if check.warnings and not confirmed:
                return Warned(check.warnings)
            receipt = self._journal(number, by, "RADI", f"RADIATION {entry.contract}")
            terminations.write_termination(self._db, number, entry, check, receipt)
        return _recorded("RAD0100", number, receipt)

    # --- inside -----
    def _today(self) -> date:
        return self.now().date()

    @contextmanager
    def _writing_to(self, number: str, by: Signature) -> Iterator[None]:
        """Hold the write transaction on a member's file that exists and that nobody else holds."""
        with self._db.writing():
            members.row_of(self._db, number)
            locks.require_free(self._db, number, by)
            yield

    def _journal(self, number: str, by: Signature, transaction: str, about: str) -> str:
        return journal.make_entry(self._db, self.now(), by, transaction, about=about, member=number)


def _recorded(message: str, member: str, receipt: str, **values: object) -> Recorded:
    return Recorded(Notice(message, {"receipt": receipt, **values}), receipt, member)
