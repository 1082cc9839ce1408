"""Terminations (radiations): when cover ends, and whether it is maintained for a while (portability)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legacy_mock.domain.affiliations import lines_of
from legacy_mock.domain.answers import Notice, Refused
from legacy_mock.domain.checks import TerminationCheck
from legacy_mock.domain.codes import TERMINATION_REASON, WITHOUT_PORTABILITY, check_code
from legacy_mock.domain.contracts import contract_of
from legacy_mock.domain.days import add_months, month_end, months_begun, written

if TYPE_CHECKING:
    from datetime import date

    from legacy_mock.domain.database import Database
    from legacy_mock.domain.records import AffiliationLine, Contract, TerminationEntry

#: Cover is maintained for as many months as the last employment, at most these (S: L911-8).
LONGEST_PORTABILITY = 12


def check_termination(db: Database, member: str, entry: TerminationEntry) -> TerminationCheck:
    """Check a termination and compute its dates."""
    if not entry.contract:
        raise Refused("SAI0001", zone="CONTRAT")
    contract = contract_of(db, entry.contract)
    check_code(db, TERMINATION_REASON, entry.reason, "MOTIF")
    affiliations = _open_affiliations(db, member, contract)
    if entry.reason not in contract.reasons:
        raise Refused("RAD0003", motif=entry.reason, contrat=contract.number)
    latest = max(line.start for line in affiliations)
    if entry.last_day < latest:
        raise Refused("RAD0004", debut=written(latest))
    portability_end = None
    if entry.portability:
        _check_portability(contract, entry.reason)
        portability_end = portability_end_of(min(line.start for line in affiliations), entry.last_day)
    claims = db.number("SELECT COUNT(*) FROM open_claims WHERE member_number = ?", member)
    return TerminationCheck(
        effect_date=month_end(entry.last_day) if contract.month_end else entry.last_day,
        portability_end=portability_end,
        warnings=(Notice("RAD0020", {"nombre": claims}),) if claims else (),
    )


def portability_end_of(start: date, last_day: date) -> date:
    """Compute the last day of the maintained cover.

    It counts from the end of the employment; a month begun counts whole. The affiliation's start stands for
    the employment's, which this back-end does not know (A).
    """
    return add_months(last_day, min(LONGEST_PORTABILITY, months_begun(start, last_day)))


def write_termination(
    db: Database, member: str, entry: TerminationEntry, check: TerminationCheck, receipt: str
) -> None:
    """Write the termination and end every open affiliation to the contract."""
    db.insert(
        "terminations",
        {
            "member_number": member,
            "contract": entry.contract,
            "reason": entry.reason,
            "last_day": entry.last_day.isoformat(),
            "effect_date": check.effect_date.isoformat(),
            "portability": int(entry.portability),
            "portability_end": check.portability_end.isoformat() if check.portability_end else None,
            "receipt": receipt,
        },
    )
    db.execute(
        "UPDATE affiliations SET end_date = ?, end_receipt = ?"
        " WHERE member_number = ? AND contract = ? AND end_date IS NULL",
        check.effect_date.isoformat(),
        receipt,
        member,
        entry.contract,
    )


def _open_affiliations(db: Database, member: str, contract: Contract) -> list[AffiliationLine]:
    to_contract = [line for line in lines_of(db, member) if line.contract == contract.number]
    if not to_contract:
        raise Refused("RAD0001", contrat=contract.number)
    still_open = [line for line in to_contract if line.end is None]
    if not still_open:
        last_end = max(line.end for line in to_contract if line.end)
        raise Refused("RAD0002", fin=written(last_end))
    return still_open


def _check_portability(contract: Contract, reason: str) -> None:
    if not contract.portability:
        raise Refused("RAD0005", contrat=contract.number)
    if reason in WITHOUT_PORTABILITY:
        raise Refused("RAD0006", motif=reason)
