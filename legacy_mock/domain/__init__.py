"""The mock back-end's domain: members, contracts, rules, journal, ledger, on one SQLite file."""

from __future__ import annotations

from legacy_mock.domain.answers import DomainError, Locked, Notice, Recorded, Refused, Warned
from legacy_mock.domain.backend import Backend
from legacy_mock.domain.checks import TerminationCheck
from legacy_mock.domain.keyed import keyed_date
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
    Kept,
    MemberFile,
    MemberLine,
    Operator,
    Page,
    Signature,
    Situation,
    TerminationEntry,
)

__all__ = [
    "Address",
    "AffiliationEntry",
    "AffiliationLine",
    "Backend",
    "BankDetails",
    "Code",
    "Contract",
    "DependantEnd",
    "DependantEntry",
    "DependantLine",
    "DomainError",
    "Identity",
    "JournalLine",
    "Kept",
    "Locked",
    "MemberFile",
    "MemberLine",
    "Notice",
    "Operator",
    "Page",
    "Recorded",
    "Refused",
    "Signature",
    "Situation",
    "TerminationCheck",
    "TerminationEntry",
    "Warned",
    "keyed_date",
]
