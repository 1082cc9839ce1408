"""What is wrong in the demonstration on purpose: which cell is spoilt, who catches it, under which code.

Most wrong cases are sound ones of `tests.demo.cases` with one cell changed, as a client's slip would. Rows
are those of `tests.demo.books`: column → cell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

Cells = dict[str, Any]

#: Steps of an enrolment that are recorded before its affiliation is refused.
_BEFORE_AFFILIATION: Final = ("member", "address", "bank details")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One case that cannot go through."""

    reference: str
    #: `intake` or `back-end`.
    caught: str
    #: The rule of intake, or the basket.
    code: str
    #: What happened, for a person.
    story: str
    #: Changes the row; None when the case is wrong as `tests.demo.cases` makes it.
    spoil: Callable[[Cells], None] | None = None
    #: Number of the back-end's message; empty when a lookup found out, or intake.
    message: str = ""
    #: Steps that the back-end had recorded before it refused.
    recorded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worth:
    """One case that goes through in a way worth seeing."""

    reference: str
    story: str
    #: Number of the warning that the robot confirms.
    warning: str = ""
    #: Steps found in the back-end already, the same: adopted with their receipts, not keyed.
    adopted: tuple[str, ...] = ()


def _swap_key(cells: Cells) -> None:
    nir = cells["N° de sécurité sociale"]
    cells["N° de sécurité sociale"] = nir[:-2] + f"{(int(nir[-2:]) + 9) % 97 + 1:02d}"


def _wrong_rib_key(cells: Cells) -> None:
    """Another RIB key, with the check digits that go with it: only the RIB key is wrong."""
    iban = cells["IBAN"].replace(" ", "")
    bban = iban[4:-2] + f"{int(iban[-2:]) % 97 + 1:02d}"
    check = 98 - int(bban + "152700") % 97
    cells["IBAN"] = f"FR{check:02d}{bban}"


def _transposed(cells: Cells) -> None:
    iban = cells["IBAN"]
    cells["IBAN"] = iban[:8] + iban[9] + iban[8] + iban[10:]


def _set(column: str, value: Any) -> Callable[[Cells], None]:
    def spoil(cells: Cells) -> None:
        assert column in cells, column
        cells[column] = value

    return spoil


WRONG: Final = (
    # -- caught at intake: nothing enters the queue -----
    Wrong("ALB-E-004", "intake", "NIR_KEY", "a NIR copied with a wrong key", _swap_key),
    Wrong("ALB-E-009", "intake", "IBAN_RIB_KEY", "an account whose RIB key is another's", _wrong_rib_key),
    Wrong(
        "ALB-E-012",
        "intake",
        "DATE_IMPOSSIBLE",
        "born on 31 February, typed as text",
        _set("Né(e) le", "31/02/1981"),
    ),
    Wrong(
        "ALB-E-017",
        "intake",
        "VALUE_UNKNOWN",
        "a title the mapping has no sex for",
        _set("Civilité", "Docteur"),
    ),
    Wrong(
        "ALB-E-023",
        "intake",
        "NAME_TOO_LONG",
        "a double name of 30 letters, the screen takes 25",
        _set("Nom", "Grandjean de la Villemarqué-Rey"),
    ),
    Wrong(
        "MGP-0007",
        "intake",
        "NIR_SEX_MISMATCH",
        "a man's NIR under a woman's row",
        _set("Identité / Sexe", "2"),
    ),
    Wrong(
        "MGP-0018",
        "intake",
        "FORMULA_ERROR",
        "a look-up formula that found no town",
        _set("Adresse / Ville", "#N/A"),
    ),
    Wrong(
        "ALB-S-006",
        "intake",
        "REASON_NOT_AN_EXIT",
        "a transfer, which is no exit",
        _set("Motif", "Transfert"),
    ),
    Wrong("EXT-R009", "intake", "IBAN_CHECK_DIGITS", "two digits of an IBAN swapped", _transposed),
    Wrong(
        "EXT-A006",
        "intake",
        "TOWN_CEDEX",
        "the company's CEDEX instead of a home",
        _set("Commune", "Lyon Cedex 03"),
    ),
    # -- only the back-end knows: a basket -----
    Wrong(
        "ALB-E-013",
        "back-end",
        "CONTRACT_UNKNOWN",
        "a contract number that nobody has",
        _set("Contrat", "C000000999"),
        "AFF0001",
        _BEFORE_AFFILIATION,
    ),
    Wrong(
        "ALB-E-026",
        "back-end",
        "CONTRACT_CLOSED",
        "last year's contract, closed since",
        _set("Contrat", "C000000003"),
        "AFF0002",
        _BEFORE_AFFILIATION,
    ),
    Wrong(
        "ALB-E-029",
        "back-end",
        "POPULATION_NOT_COVERED",
        "a manager under a contract for all staff but managers",
        _set("Catégorie", "Cadres"),
        "AFF0004",
        _BEFORE_AFFILIATION,
    ),
    Wrong(
        "ALB-E-036",
        "back-end",
        "AFFILIATION_OVERLAP",
        "a member whom another contract covers for the same risk",
        message="AFF0008",
    ),
    Wrong(
        "ALB-E-037",
        "back-end",
        "ADDRESS_DIFFERS",
        "an enrolment of a known member with another address: an enrolment does not move people",
    ),
    Wrong(
        "MGP-S11",
        "back-end",
        "PORTABILITY_REFUSED",
        "portability asked for under a contract without it",
        _set("Maintien", "x"),
        "RAD0005",
    ),
    Wrong(
        "MGP-S12",
        "back-end",
        "REASON_NOT_ALLOWED",
        "a reason that this contract does not foresee",
        _set("Code motif", 43),
        "RAD0003",
    ),
    Wrong(
        "EXT-R013",
        "back-end",
        "HOLDER_NEEDS_APPROVAL",
        "an account held by somebody else: a second person approves",
        _set("Titulaire", "Vidal Jacqueline"),
        "RIB0010",
    ),
    Wrong(
        "EXT-A009",
        "back-end",
        "MEMBER_NOT_FOUND",
        "a first name that no file has",
        _set("Prénom", "Caroline-Anne"),
    ),
    Wrong(
        "EXT-A011",
        "back-end",
        "TOWN_MISMATCH",
        "a postal code and another town",
        _set("Commune", "Villeurbanne"),
        "ADR0004",
    ),
    Wrong(
        "EXT-P014",
        "back-end",
        "CHILD_TOO_OLD",
        "a child of 24 under a contract that stops at 21",
        message="AYD0007",
    ),
    Wrong("EXT-F006", "back-end", "DEPENDANT_NOT_FOUND", "the end of a dependant whom the member never had"),
)

#: A row of dependants that belongs to nobody: its key, and the rule.
ORPHAN_KEY: Final = 4099
ORPHAN: Final = "WITHOUT_CASE"

WORTH: Final = (
    Worth("ALB-E-007", "twins: the mapping gives them ranks 1 and 2"),
    Worth("ALB-E-028", "six dependants"),
    Worth("MGP-0002", "a household whose rows are spread over the whole sheet"),
    Worth(
        "ALB-E-021", "the third Marie Martin born that day: a homonym warning, confirmed", warning="ADH0020"
    ),
    Worth(
        "ALB-E-035",
        "enrolled already, everything the same: done, and nothing is keyed",
        adopted=("member", "address", "bank details", "affiliation"),
    ),
    Worth(
        "ALB-E-038",
        "enrolled already, with a new child: only the child is keyed",
        adopted=("member", "address", "bank details", "affiliation"),
    ),
    Worth("ALB-S-001", "open claims: a warning in a dialog, confirmed", warning="RAD0020"),
    Worth(
        "ALB-S-012",
        "left in 2025 already, the same day: done, and nothing is keyed",
        adopted=("termination",),
    ),
    Worth("EXT-R001", "one of two Marie Martins: the NIR says which, the name finds both"),
    Worth("EXT-R020", "names as long as the screens take"),
    Worth("EXT-A001", "a member without any address yet"),
    Worth(
        "EXT-P012",
        "a child whom the other parent covers: a warning in a dialog, confirmed",
        warning="AYD0021",
    ),
    Worth("EXT-P013", "a child of 26: the contract asks for a proof, F10 a second time", warning="AYD0020"),
    Worth("EXT-F002", "one of two twins: the rank says which"),
    Worth(
        "EXT-F005",
        "ended in 2024 already, the same day: done, and nothing is keyed",
        adopted=("dependant end",),
    ),
)
