"""Every transaction by its code: its program, and what the host does around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from legacy_mock.program import Context, Reply
from legacy_mock.programs import creation, dependants, file, lists, search, termination
from legacy_mock.programs.affiliation import affiliation
from legacy_mock.programs.menu import menu
from legacy_mock.programs.sign_on import sign_on


@dataclass(frozen=True, slots=True)
class Transaction:
    """How one transaction is run."""

    program: Callable[[Context], Reply]
    #: It may change the file of the member in the commarea: the host holds that file until it is left.
    locks: bool = False
    #: The page before it, where F12 goes back to with the commarea; the menu when empty.
    back: str = ""


TRANSACTIONS: dict[str, Transaction] = {
    "SIGN": Transaction(sign_on),
    "MENU": Transaction(menu),
    "ADHR": Transaction(search.search),
    "ADHL": Transaction(search.homonyms, back="ADHR"),
    "ADHC": Transaction(file.consultation),
    "ADHI": Transaction(creation.identity),
    "ADHS": Transaction(creation.situation, back="ADHI"),
    "ADHV": Transaction(creation.summary, back="ADHS"),
    "ADRS": Transaction(file.address, locks=True),
    "RIBS": Transaction(file.bank_details, locks=True),
    "AFFC": Transaction(affiliation, locks=True),
    "AFFL": Transaction(lists.affiliations),
    "AYDL": Transaction(lists.dependants),
    "AYDA": Transaction(dependants.addition, locks=True),
    "AYDF": Transaction(dependants.end, locks=True),
    "RADI": Transaction(termination.entry, locks=True),
    "RADV": Transaction(termination.control, locks=True, back="RADI"),
    "JRNL": Transaction(lists.journal),
}
