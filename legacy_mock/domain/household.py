"""Where a member lives and where the money goes: addresses and bank details, each with its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legacy_mock.domain.answers import Refused
from legacy_mock.domain.iban import check_bic, check_iban
from legacy_mock.domain.keyed import check_line, check_name
from legacy_mock.domain.postal import check_town, is_cedex
from legacy_mock.domain.records import Address, BankDetails, Identity, Kept

if TYPE_CHECKING:
    from legacy_mock.domain.database import Database

LONGEST_LINE = 32
LONGEST_TOWN = 26
LONGEST_HOLDER = 25
_CIVILITIES = frozenset({"M", "MR", "MME", "MLLE", "MONSIEUR", "MADAME"})


def check_address(address: Address) -> None:
    """Check an address: no CEDEX, postal code and town agree."""
    check_line(address.street, "VOIE", LONGEST_LINE)
    check_line(address.complement, "COMPLEMENT", LONGEST_LINE, optional=True)
    check_line(address.postal_code, "CODE POSTAL", 5)
    check_line(address.town, "VILLE", LONGEST_TOWN)
    if is_cedex(address.street, address.complement, address.town):
        raise Refused("ADR0002")
    check_town(address.postal_code, address.town)


def check_bank_details(details: BankDetails, member: Identity) -> None:
    """Check bank details: IBAN, RIB key, BIC, and that the member holds the account."""
    if not details.iban:
        raise Refused("SAI0001", zone="IBAN")
    check_iban(details.iban)
    if details.bic:
        check_bic(details.bic, details.iban)
    check_name(details.holder.replace(".", ""), "TITULAIRE", LONGEST_HOLDER)
    if not is_holder(details.holder, member):
        raise Refused("RIB0010")


def is_holder(holder: str, member: Identity) -> bool:
    """Tell whether an account holder is the member.

    Last and first name in either order, perhaps after M, MME or MLLE; hyphens, apostrophes and dots are
    blanks; a holder as long as the field may be cut.
    """
    words = _plain(holder).split()
    while words and words[0] in _CIVILITIES:
        words.pop(0)
    written = " ".join(words)
    orders = (f"{member.last_name} {member.first_name}", f"{member.first_name} {member.last_name}")
    cut = len(holder) >= LONGEST_HOLDER - 1
    return any(
        written == name or (cut and name.startswith(written))
        for name in (" ".join(_plain(o).split()) for o in orders)
    )


def insert_address(db: Database, member: str, address: Address, receipt: str) -> None:
    """Write a new address; the last one written is the current one."""
    db.insert(
        "addresses",
        {
            "member_number": member,
            "street": address.street,
            "complement": address.complement,
            "postal_code": address.postal_code,
            "town": address.town,
            "receipt": receipt,
        },
    )


def insert_bank_details(db: Database, member: str, details: BankDetails, receipt: str) -> None:
    """Write new bank details; the last ones written are the current ones."""
    db.insert(
        "bank_details",
        {
            "member_number": member,
            "iban": details.iban,
            "bic": details.bic,
            "holder": details.holder,
            "receipt": receipt,
        },
    )


def current_address(db: Database, member: str) -> Kept[Address] | None:
    """Give the current address, None when there is none yet."""
    row = db.row("SELECT * FROM addresses WHERE member_number = ? ORDER BY id DESC LIMIT 1", member)
    if row is None:
        return None
    return Kept(Address(row["street"], row["complement"], row["postal_code"], row["town"]), row["receipt"])


def current_bank_details(db: Database, member: str) -> Kept[BankDetails] | None:
    """Give the current bank details, None when there are none yet."""
    row = db.row("SELECT * FROM bank_details WHERE member_number = ? ORDER BY id DESC LIMIT 1", member)
    if row is None:
        return None
    return Kept(BankDetails(row["iban"], row["bic"], row["holder"]), row["receipt"])


def _plain(name: str) -> str:
    return name.replace("-", " ").replace("'", " ").replace(".", " ")
