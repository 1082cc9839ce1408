"""The seed: from one seed number always the same fictitious back-end.

About 300 contracts and 5,000 members with their households, recorded by the operator REPRISE on `SEED_DAY`.
What `well_known_contracts` and `well_known_members` give does not depend on the seed number. Robots are ROB01
to ROB08, agents AGT01 to AGT04. Nobody in it exists: the communes of the NIRs, the banks of the accounts, the
SIRENs and the telephone numbers are given to no one.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from legacy_mock.domain.database import Database
from legacy_mock.domain.operators import seeded_password
from legacy_mock.domain.seed.generator import SEED_DAY, People, random_contract
from legacy_mock.domain.seed.well_known_contracts import well_known_contracts
from legacy_mock.domain.seed.well_known_members import purposes, well_known_members
from legacy_mock.domain.seed.writer import (
    AGENTS,
    ROBOTS,
    TAKE_OVER,
    write_codes,
    write_contracts,
    write_members,
    write_operators,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "AGENTS",
    "DEFAULT_SEED",
    "ROBOTS",
    "SEED_DAY",
    "TAKE_OVER",
    "fill",
    "purposes",
    "well_known_contracts",
    "well_known_members",
]

DEFAULT_SEED = 1
_CONTRACTS = range(11, 301)
_FIRST_MEMBER = 1001


def fill(
    database: Path, *, seed: int = DEFAULT_SEED, password: str | None = None, members: int = 4900
) -> None:
    """Empty the database, journal and locks included, and fill it anew, in one transaction.

    A back-end at work on the same file sees the new state at its next request.

    Args:
        database: the SQLite file; made when it is not there.
        seed: the same number gives the same rows.
        password: of every operator, at most 8 characters; default ``COPISTE_MOCK_PASSWORD``, or MOT2PASS.
        members: how many to invent beside the well-known ones; 0 makes a small database for a test.
    """
    password = password or seeded_password()
    rng = Random(seed)  # noqa: S311 - deterministic on purpose
    contracts = [random_contract(rng, index) for index in _CONTRACTS]
    people = People(rng, contracts)
    invented = [people.member(_FIRST_MEMBER + rank) for rank in range(members)]
    db = Database(database)
    try:
        with db.writing():
            db.empty()
            write_operators(db, password)
            write_codes(db)
            write_contracts(db, [*well_known_contracts(), *contracts])
            write_members(db, [*well_known_members(), *invented])
    finally:
        db.close()
