"""The tables. Every record carries its receipt; the journal takes rows and never gives one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

#: Tables in order of creation, with their columns. Days are ISO texts, yes and no are 1 and 0.
TABLES = {
    "parameters": "name TEXT PRIMARY KEY, value TEXT NOT NULL",
    "operators": "code TEXT PRIMARY KEY, role TEXT NOT NULL, password_hash TEXT NOT NULL",
    "codes": """
        list TEXT NOT NULL, position INTEGER NOT NULL, code TEXT NOT NULL, label TEXT NOT NULL, PRIMARY
        KEY (list, code)""",
    "contracts": """
        number TEXT PRIMARY KEY, company TEXT NOT NULL, siren TEXT NOT NULL, start_date TEXT NOT NULL,
        end_date TEXT, state TEXT NOT NULL CHECK (state IN ('OUVERT', 'FERME')), child_age_limit INTEGER
        NOT NULL CHECK (child_age_limit BETWEEN 18 AND 28), child_proof INTEGER NOT NULL, month_end
        INTEGER NOT NULL, portability INTEGER NOT NULL""",
    "contract_options": "contract TEXT NOT NULL, option TEXT NOT NULL, PRIMARY KEY (contract, option)",
    "contract_populations": """
        contract TEXT NOT NULL, population TEXT NOT NULL, PRIMARY KEY (contract, population)""",
    "contract_reasons": "contract TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (contract, reason)",
    "journal": """
        sequence INTEGER PRIMARY KEY, made_at TEXT NOT NULL, operator TEXT NOT NULL, terminal TEXT NOT
        NULL, transaction_code TEXT NOT NULL, object TEXT NOT NULL, member_number TEXT NOT NULL, receipt
        TEXT NOT NULL UNIQUE""",
    "members": """
        number TEXT PRIMARY KEY, last_name TEXT NOT NULL, first_name TEXT NOT NULL, sex TEXT NOT NULL,
        birth_date TEXT NOT NULL, nir TEXT NOT NULL UNIQUE, regime TEXT NOT NULL, family_status TEXT NOT
        NULL, phone TEXT NOT NULL, receipt TEXT NOT NULL UNIQUE""",
    "addresses": """
        id INTEGER PRIMARY KEY, member_number TEXT NOT NULL, street TEXT NOT NULL, complement TEXT NOT
        NULL, postal_code TEXT NOT NULL, town TEXT NOT NULL, receipt TEXT NOT NULL UNIQUE""",
    "bank_details": """
        id INTEGER PRIMARY KEY, member_number TEXT NOT NULL, iban TEXT NOT NULL, bic TEXT NOT NULL, holder
        TEXT NOT NULL, receipt TEXT NOT NULL UNIQUE""",
    "affiliations": """
        id INTEGER PRIMARY KEY, member_number TEXT NOT NULL, contract TEXT NOT NULL, option TEXT NOT NULL,
        population TEXT NOT NULL, risk TEXT NOT NULL, start_date TEXT NOT NULL, end_date TEXT, receipt
        TEXT NOT NULL UNIQUE, end_receipt TEXT""",
    "dependants": """
        id INTEGER PRIMARY KEY, member_number TEXT NOT NULL, last_name TEXT NOT NULL, first_name TEXT NOT
        NULL, sex TEXT NOT NULL, birth_date TEXT NOT NULL, kind TEXT NOT NULL, nir TEXT NOT NULL, rank
        INTEGER NOT NULL, start_date TEXT NOT NULL, end_date TEXT, end_reason TEXT, receipt TEXT NOT NULL
        UNIQUE, end_receipt TEXT""",
    "terminations": """
        id INTEGER PRIMARY KEY, member_number TEXT NOT NULL, contract TEXT NOT NULL, reason TEXT NOT NULL,
        last_day TEXT NOT NULL, effect_date TEXT NOT NULL, portability INTEGER NOT NULL, portability_end
        TEXT, receipt TEXT NOT NULL UNIQUE""",
    "open_claims": "reference TEXT PRIMARY KEY, member_number TEXT NOT NULL, opened_on TEXT NOT NULL",
    "record_locks": """
        member_number TEXT PRIMARY KEY, operator TEXT NOT NULL, terminal TEXT NOT NULL, locked_at TEXT NOT
        NULL""",
}

#: Tables whose rows are business records, each with the columns that hold a receipt.
RECORDS = {
    "members": ("receipt",),
    "addresses": ("receipt",),
    "bank_details": ("receipt",),
    "affiliations": ("receipt", "end_receipt"),
    "dependants": ("receipt", "end_receipt"),
    "terminations": ("receipt",),
}

_INDEXES = {
    "members_by_name": "members (last_name, first_name, birth_date)",
    "addresses_by_member": "addresses (member_number)",
    "bank_details_by_member": "bank_details (member_number)",
    "affiliations_by_member": "affiliations (member_number)",
    "affiliations_by_contract": "affiliations (contract)",
    "dependants_by_member": "dependants (member_number)",
    "dependants_by_birth": "dependants (birth_date, last_name)",
    "claims_by_member": "open_claims (member_number)",
    "journal_by_operator": "journal (operator, made_at)",
}

_APPEND_ONLY = """
CREATE TRIGGER IF NOT EXISTS journal_no_{verb} BEFORE {verb} ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""


def create_tables(connection: sqlite3.Connection) -> None:
    """Make what is missing: tables, indexes, the triggers that keep the journal append-only."""
    for name, columns in TABLES.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
    for name, columns in _INDEXES.items():
        connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}")
    for verb in ("UPDATE", "DELETE"):
        connection.execute(_APPEND_ONLY.format(verb=verb))


def drop_tables(connection: sqlite3.Connection) -> None:
    """Drop every table, the journal too: only a reset of the whole back-end does that."""
    for name in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
