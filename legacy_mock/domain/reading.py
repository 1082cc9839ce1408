"""The half of the back-end that records nothing: time, sign-on, files, lists, record locks."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from legacy_mock.domain import affiliations, codes, dependants, household, journal, locks, members, operators
from legacy_mock.domain.contracts import contract_of
from legacy_mock.domain.database import Database
from legacy_mock.domain.records import MemberFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from legacy_mock.domain.records import (
        AffiliationLine,
        Code,
        Contract,
        DependantLine,
        JournalLine,
        MemberLine,
        Operator,
        Page,
        Signature,
    )


class Reading:
    """What may be asked. Unknown members are refused with ADH0032, unknown contracts with AFF0001.

    Args:
        database: the SQLite file; made, empty, when it is not there (`legacy_mock.domain.seed` fills it).
        clock: gives the present local time; the back-end's date may be set apart from it (`set_date`).
    """

    def __init__(self, database: Path, clock: Callable[[], datetime] = datetime.now) -> None:
        self._clock = clock
        self._db = Database(database)

    def close(self) -> None:
        """Close the database; the object is of no use afterwards."""
        self._db.close()

    # --- time -----
    def now(self) -> datetime:
        """Give the back-end's date and time: the clock's, or the clock's time on the date that was set."""
        now = self._clock()
        day = self._db.row("SELECT value FROM parameters WHERE name = 'date'")
        return datetime.combine(date.fromisoformat(day["value"]), now.time()) if day else now

    def set_date(self, day: date | None) -> None:
        """Set the back-end's date for every process on this database; None returns to the clock's."""
        with self._db.writing():
            self._db.execute("DELETE FROM parameters WHERE name = 'date'")
            if day:
                self._db.insert("parameters", {"name": "date", "value": day.isoformat()})

    # --- sign-on -----
    def authenticate(self, operator: str, password: str) -> Operator | None:
        """Give the operator when code and password agree, otherwise None (the same for both errors)."""
        return operators.authenticate(self._db, operator, password)

    # --- files and lists -----
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
        last_name, first_name, contract = (text.strip().upper() for text in (last_name, first_name, contract))
        if contract:
            contract_of(self._db, contract)
        return members.search(
            self._db, last_name, first_name, birth_date, contract, offset=offset, limit=limit
        )

    def member(self, number: str) -> MemberFile:
        """Give one member's file."""
        row = members.row_of(self._db, number)
        return MemberFile(
            number=number,
            identity=members.identity_of(row),
            situation=members.situation_of(row),
            state=affiliations.state_of(affiliations.lines_of(self._db, number), self.now().date()),
            receipt=row["receipt"],
            address=household.current_address(self._db, number),
            bank_details=household.current_bank_details(self._db, number),
        )

    def affiliations_of(self, number: str) -> tuple[AffiliationLine, ...]:
        """Give every affiliation, past ones included, in order of start."""
        members.row_of(self._db, number)
        return affiliations.lines_of(self._db, number)

    def dependants(self, number: str) -> tuple[DependantLine, ...]:
        """Give every dependant, ended ones included, in order of recording."""
        members.row_of(self._db, number)
        return dependants.lines_of(self._db, number)

    def contract(self, number: str) -> Contract:
        """Give a collective contract and its rules."""
        return contract_of(self._db, number.strip().upper())

    def codes(self, list_name: str) -> tuple[Code, ...]:
        """Give an F4 list, in order.

        The lists are ``regime``, ``family_status``, ``sex``, ``option``, ``population``, ``dependant_kind``,
        ``termination_reason`` and ``dependant_end_reason``; KeyError for another.
        """
        return codes.list_of(self._db, list_name)

    def operator_journal(
        self, operator: str, day: date | None = None, *, offset: int = 0, limit: int | None = None
    ) -> Page[JournalLine]:
        """Give what an operator recorded on ``day`` (default: the back-end's today), oldest first."""
        return journal.entries_of(self._db, operator, day or self.now().date(), offset, limit)

    # --- record locks -----
    def lock(self, number: str, by: Signature) -> None:
        """Lock a member's file for one seat; again by the same seat does nothing.

        Raises:
            Locked: another seat holds it.
        """
        with self._db.writing():
            members.row_of(self._db, number)
            locks.take(self._db, number, by, self.now())

    def unlock(self, number: str, by: Signature) -> None:
        """Give the file free if this seat holds it; otherwise do nothing."""
        with self._db.writing():
            locks.release(self._db, number, by)

    def unlock_all(self, by: Signature | None = None) -> int:
        """Give free every file that a seat holds (at the end of its session); None: every file at all."""
        with self._db.writing():
            return locks.release_all(self._db, by)
