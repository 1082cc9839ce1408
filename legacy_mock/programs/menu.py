"""MENU: the list of transactions, each reached by its code, with the file of a member where it needs one."""

from __future__ import annotations

from legacy_mock.domain import Refused
from legacy_mock.maps.access import MENU_CHOICES
from legacy_mock.program import Context, Reply, Show, Transfer

_WORKS_ON_A_FILE = {code: on_file for code, _label, on_file in MENU_CHOICES}


def menu(context: Context) -> Reply:
    """Offer the transactions; the number of the file that was open last is there already."""
    if context.aid is None:
        return Show("menu", {"member_number": context.commarea.get("member", "")})
    return choose(context["choice"], context["member_number"])


def choose(choice: str, member: str) -> Transfer:
    """Give the way to a transaction.

    Raises:
        Refused: MEN0001 no such choice, MEN0002 it needs the number of a member.
    """
    if choice not in _WORKS_ON_A_FILE:
        raise Refused("MEN0001", zone="CHOIX")
    if not _WORKS_ON_A_FILE[choice]:
        return Transfer(choice)
    if not member:
        raise Refused("MEN0002", zone="ADHERENT")
    return Transfer(choice, {"member": member})
