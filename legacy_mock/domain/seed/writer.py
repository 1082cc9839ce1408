"""From seeded values to rows: every record with its journal row and receipt, as if keyed at the take-over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import astuple
from datetime import datetime, time
from itertools import chain
from typing import TYPE_CHECKING

from legacy_mock.domain import journal
from legacy_mock.domain.codes import RISK_OF_OPTION
from legacy_mock.domain.journal import receipt_of
from legacy_mock.domain.operators import AGENT, ROBOT, hashed
from legacy_mock.domain.seed.code_lists import CODE_LISTS
from legacy_mock.domain.seed.generator import SEED_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legacy_mock.domain.database import Database, Value
    from legacy_mock.domain.records import Contract
    from legacy_mock.domain.seed.model import SeededAffiliation, SeededDependant, SeededEnd, SeededMember

#: Who made the seed's records.
TAKE_OVER = "REPRISE"
_TERMINAL, _TRANSACTION = "BTCH", "REPR"

AGENTS = tuple(f"AGT{rank:02d}" for rank in range(1, 5))
ROBOTS = tuple(f"ROB{rank:02d}" for rank in range(1, 9))

_COLUMNS = {
    "members": "number last_name first_name sex birth_date nir regime family_status phone receipt",
    "addresses": "member_number street complement postal_code town receipt",
    "bank_details": "member_number iban bic holder receipt",
    "affiliations": "member_number contract option population risk start_date end_date receipt end_receipt",
    "dependants": "member_number last_name first_name sex birth_date kind nir rank start_date end_date"
    " end_reason receipt end_receipt",
    "terminations": "member_number contract reason last_day effect_date portability portability_end receipt",
    "open_claims": "reference member_number opened_on",
    "journal": " ".join(journal.COLUMNS),
}


def write_operators(db: Database, password: str) -> None:
    """Write the agents and the robots, all with one password."""
    roles = chain(((code, AGENT) for code in AGENTS), ((code, ROBOT) for code in ROBOTS))
    rows = [(code, role, hashed(password, code.encode())) for code, role in roles]
    db.insert_many("operators", ("code", "role", "password_hash"), rows)


def write_codes(db: Database) -> None:
    """Write the F4 lists."""
    rows: list[tuple[Value, ...]] = [
        (name, position, code, label)
        for name, entries in CODE_LISTS.items()
        for position, (code, label) in enumerate(entries.items())
    ]
    db.insert_many("codes", ("list", "position", "code", "label"), rows)


def write_contracts(db: Database, contracts: Iterable[Contract]) -> None:
    """Write contracts with their options, populations and reasons."""
    contracts = list(contracts)
    columns = (
        "number company siren start_date end_date state child_age_limit child_proof month_end portability"
    )
    db.insert_many("contracts", columns.split(), [_contract_row(contract) for contract in contracts])
    for table, column in (("options", "option"), ("populations", "population"), ("reasons", "reason")):
        rows = [(contract.number, value) for contract in contracts for value in getattr(contract, table)]
        db.insert_many(f"contract_{table}", ("contract", column), rows)


def write_members(db: Database, members: Iterable[SeededMember]) -> None:
    """Write members with everything recorded about them, and the journal of it."""
    rows = _Rows()
    for member in members:
        rows.add(member)
    for table, columns in _COLUMNS.items():
        db.insert_many(table, columns.split(), rows.by_table[table])


def _contract_row(contract: Contract) -> tuple[Value, ...]:
    return (
        contract.number,
        contract.company,
        contract.siren,
        contract.start.isoformat(),
        contract.end.isoformat() if contract.end else None,
        "OUVERT" if contract.open else "FERME",
        contract.child_age_limit,
        int(contract.child_proof),
        int(contract.month_end),
        int(contract.portability),
    )


class _Rows:
    """Rows by table, in the order of `_COLUMNS`, receipts given as they come."""

    def __init__(self) -> None:
        self.by_table: dict[str, list[tuple[Value, ...]]] = defaultdict(list)
        self._made_at = datetime.combine(SEED_DAY, time(6)).isoformat()

    def add(self, member: SeededMember) -> None:
        identity, number = member.identity, member.number
        receipt = self._journal(number, "CREATION ADHERENT")
        born = identity.birth_date.isoformat()
        names = (identity.last_name, identity.first_name, identity.sex, born, identity.nir)
        self._put("members", number, *names, *astuple(member.situation), receipt)
        if member.address:
            self._put("addresses", number, *astuple(member.address), self._journal(number, "ADRESSE"))
        if member.bank_details:
            receipt = self._journal(number, "COORDONNEES BANCAIRES")
            self._put("bank_details", number, *astuple(member.bank_details), receipt)
        for cover in member.affiliations:
            self._affiliation(number, cover)
        for dependant in member.dependants:
            self._dependant(number, dependant)
        for _ in range(member.open_claims):
            reference = f"D{len(self.by_table['open_claims']) + 1:08d}"
            self._put("open_claims", reference, number, SEED_DAY.isoformat())

    def _affiliation(self, number: str, cover: SeededAffiliation) -> None:
        entry, ended = cover.entry, cover.ended
        receipt = self._journal(number, f"AFFILIATION {entry.contract} {entry.option}")
        end: tuple[Value, ...] = (None, receipt, None)
        if ended:
            end_receipt = self._journal(number, f"RADIATION {entry.contract}")
            end = (ended.day.isoformat(), receipt, end_receipt)
            self._termination(number, entry.contract, ended, end_receipt)
        risk, start = RISK_OF_OPTION[entry.option], entry.start.isoformat()
        self._put("affiliations", number, entry.contract, entry.option, entry.population, risk, start, *end)

    def _termination(self, number: str, contract: str, ended: SeededEnd, receipt: str) -> None:
        portability_end = ended.portability_end.isoformat() if ended.portability_end else None
        day = ended.day.isoformat()
        maintained = int(portability_end is not None)
        self._put(
            "terminations", number, contract, ended.reason, day, day, maintained, portability_end, receipt
        )

    def _dependant(self, number: str, dependant: SeededDependant) -> None:
        entry, ended = dependant.entry, dependant.ended
        receipt = self._journal(number, "AJOUT AYANT DROIT")
        end: tuple[Value, ...] = (None, None, receipt, None)
        if ended:
            end = (ended.day.isoformat(), ended.reason, receipt, self._journal(number, "FIN AYANT DROIT"))
        names = (entry.last_name, entry.first_name, entry.sex, entry.birth_date.isoformat())
        self._put(
            "dependants", number, *names, entry.kind, entry.nir, entry.rank, entry.start.isoformat(), *end
        )

    def _journal(self, number: str, about: str) -> str:
        receipt = receipt_of(SEED_DAY, len(self.by_table["journal"]) + 1)
        self._put("journal", self._made_at, TAKE_OVER, _TERMINAL, _TRANSACTION, about, number, receipt)
        return receipt

    def _put(self, table: str, *row: Value) -> None:
        self.by_table[table].append(row)
