"""Who may sign on, and with what password."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import TYPE_CHECKING

from legacy_mock.domain.records import Operator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from legacy_mock.domain.database import Database

AGENT = "AGENT"
ROBOT = "ROBOT"

PASSWORD_VARIABLE = "COPISTE_MOCK_PASSWORD"  # noqa: S105 - the name of a variable
_DEFAULT_PASSWORD = "MOT2PASS"  # noqa: S105 - of a test back-end, documented
_LONGEST_PASSWORD = 8
_ROUNDS = 1000


def seeded_password(environment: Mapping[str, str] = os.environ) -> str:
    """Give the password that every seeded operator gets: ``COPISTE_MOCK_PASSWORD`` or MOT2PASS.

    Raises:
        ValueError: empty, or longer than the 8 positions of the sign-on screen.
    """
    password = environment.get(PASSWORD_VARIABLE, _DEFAULT_PASSWORD)
    if not 0 < len(password) <= _LONGEST_PASSWORD:
        raise ValueError(f"{PASSWORD_VARIABLE} must have 1 to {_LONGEST_PASSWORD} characters")
    return password


def hashed(password: str, salt: bytes) -> str:
    """Hash a password in capitals, as the host compares it; the salt stands in front."""
    digest = hashlib.pbkdf2_hmac("sha256", password.upper().encode(), salt, _ROUNDS)
    return f"{salt.hex()}${digest.hex()}"


def authenticate(db: Database, code: str, password: str) -> Operator | None:
    """Give the operator when code and password agree."""
    row = db.row("SELECT code, role, password_hash FROM operators WHERE code = ?", code.strip().upper())
    if row is None:
        return None
    expected = row["password_hash"]
    given = hashed(password.strip(), bytes.fromhex(expected.partition("$")[0]))
    return Operator(row["code"], row["role"]) if hmac.compare_digest(given, expected) else None
