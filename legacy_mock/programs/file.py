"""ADHC, ADRS, RIBS: a member's file, address and bank details."""

from __future__ import annotations

from legacy_mock.domain import Address, BankDetails, Notice
from legacy_mock.map import Aid
from legacy_mock.program import Context, Reply, Show, commit
from legacy_mock.programs.written import member_heading, slashed


def consultation(context: Context) -> Reply:
    """Show everything that one screen holds about a member. Refusal: ADH0032 unknown number."""
    file = context.backend.member(context.member)
    who, address, bank = file.identity, file.address, file.bank_details
    values = {
        "member_number": file.number,
        "status": file.state,
        "last_name": who.last_name,
        "first_name": who.first_name,
        "sex": who.sex,
        "birth_date": slashed(who.birth_date),
        "nir": who.nir[:13],
        "nir_key": who.nir[13:],
        "regime": file.situation.regime,
        "family_status": file.situation.family_status,
        "receipt": file.receipt,
    }
    if address:
        values |= _address_values(address.value)
    if bank:
        values |= _bank_values(bank.value) | {"iban": _in_fours(bank.value.iban)}
    return Show("member_file", values, commarea=context.commarea)


def address(context: Context) -> Reply:
    """Show the address and replace it with F10. Refusals: those of `Backend.set_address`."""
    if context.aid is None:
        file = context.backend.member(context.member)
        kept = file.address
        shown = _address_values(kept.value) | {"receipt": kept.receipt} if kept else {}
        return Show("address", member_heading(file) | shown, commarea=context.commarea)
    typed = Address(context["street"], context["complement"], context["postal_code"], context["town"])
    if context.aid is Aid.F10:
        return commit(
            context, lambda _yes: context.backend.set_address(context.member, typed, context.signature)
        )
    context.backend.check_address(typed)
    return Show(message=Notice("HOT0031"), commarea=context.commarea)


def bank_details(context: Context) -> Reply:
    """Show the bank details and replace them with F10. Refusals: those of `Backend.set_bank_details`."""
    if context.aid is None:
        file = context.backend.member(context.member)
        kept = file.bank_details
        shown = _bank_values(kept.value) | {"receipt": kept.receipt} if kept else {}
        return Show("bank_details", member_heading(file) | shown, commarea=context.commarea)
    typed = BankDetails(context["iban"].replace(" ", ""), context["bic"], context["holder"])
    if context.aid is Aid.F10:
        return commit(
            context, lambda _yes: context.backend.set_bank_details(context.member, typed, context.signature)
        )
    context.backend.check_bank_details(context.member, typed)
    return Show(message=Notice("HOT0031"), commarea=context.commarea)


def _address_values(address: Address) -> dict[str, str]:
    return {
        "street": address.street,
        "complement": address.complement,
        "postal_code": address.postal_code,
        "town": address.town,
    }


def _bank_values(details: BankDetails) -> dict[str, str]:
    return {"iban": details.iban, "bic": details.bic, "holder": details.holder}


def _in_fours(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
