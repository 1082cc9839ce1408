"""Every transaction by its code: its program, and what the host does before calling it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from legacy_mock.program import Context, Reply
from legacy_mock.programs.creation import identity, situation, summary
from legacy_mock.programs.menu import menu
from legacy_mock.programs.search import homonyms, search
from legacy_mock.programs.sign_on import sign_on


@dataclass(frozen=True, slots=True)
class Transaction:
    """How one transaction is run."""

    program: Callable[[Context], Reply]
    #: It may change the file of the member in the commarea: the host holds that file until it is left.
    locks: bool = False


TRANSACTIONS: dict[str, Transaction] = {
    "SIGN": Transaction(sign_on),
    "MENU": Transaction(menu),
    "ADHR": Transaction(search),
    "ADHL": Transaction(homonyms),
    "ADHI": Transaction(identity),
    "ADHS": Transaction(situation),
    "ADHV": Transaction(summary),
}
