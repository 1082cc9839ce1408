"""A back-end in memory for tests of the keywords: what it holds, and a ledger of what was recorded."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass
class Member:
    """One member, with what hangs on it; each part carries the receipt of its record."""

    number: str
    identity: dict[str, Any]
    address: dict[str, Any] = field(default_factory=dict)
    bank: dict[str, Any] = field(default_factory=dict)
    affiliations: list[dict[str, Any]] = field(default_factory=list)
    dependants: list[dict[str, Any]] = field(default_factory=list)


class FakeBackEnd:
    """Takes every record it is given, even twice: the ledger tells."""

    def __init__(self) -> None:
        self.members: dict[str, Member] = {}
        #: One entry for each record, in order: what it is, and whose.
        self.ledger: list[str] = []

    def _receipt(self, what: str) -> str:
        self.ledger.append(what)
        return f"26324-{len(self.ledger):06d}"

    def create_member(self, values: Mapping[str, Any]) -> Member:
        number = f"{len(self.members) + 1:08d}"
        member = Member(number, {**values, "receipt": self._receipt(f"member {number}")})
        self.members[number] = member
        return member

    def replace_address(self, member: Member, values: Mapping[str, Any]) -> str:
        receipt = self._receipt(f"address {member.number}")
        member.address = {**values, "receipt": receipt}
        return receipt

    def replace_bank(self, member: Member, values: Mapping[str, Any]) -> str:
        receipt = self._receipt(f"bank {member.number}")
        member.bank = {**values, "receipt": receipt}
        return receipt

    def affiliate(self, member: Member, values: Mapping[str, Any]) -> str:
        receipt = self._receipt(f"affiliation {member.number}")
        member.affiliations.append({**values, "end": "", "end_receipt": "", "receipt": receipt})
        return receipt

    def terminate(self, member: Member, values: Mapping[str, Any]) -> str:
        receipt = self._receipt(f"termination {member.number}")
        last = date.fromisoformat(values["last_day"])
        end = date(last.year, last.month, calendar.monthrange(last.year, last.month)[1])
        for row in member.affiliations:
            if row["contract"] == values["contract"]:
                row.update(end=end.isoformat(), end_receipt=receipt)
        return receipt

    def add_dependant(self, member: Member, values: Mapping[str, Any]) -> str:
        receipt = self._receipt(f"dependant {values['first_name']}")
        member.dependants.append({**values, "end": "", "receipt": receipt})
        return receipt

    def end_dependant(self, member: Member, values: Mapping[str, Any]) -> str:
        receipt = self._receipt(f"dependant end {values['first_name']}")
        for row in member.dependants:
            if (row["first_name"], row["birth_date"]) == (values["first_name"], values["birth_date"]):
                row.update(end=values["end"], receipt=receipt)
        return receipt
