"""Long numbers in texts of others: never shown, whatever message brought them. Pure."""

from __future__ import annotations

import re

#: What could identify a person or an account, whatever the country: an IBAN (two letters, two digits, groups
#: of four), and any run of twelve digits or more, with single spaces and single capital letters between them.
#: Shorter numbers (dates, amounts, member numbers) stay readable.
_IBAN = r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,4})?\b"
_LONG_NUMBER = r"\d(?:\s?(?:[A-Z]\s?)?\d){11,}"
_SECRETS = re.compile(f"{_IBAN}|{_LONG_NUMBER}")


def masked(text: str) -> str:
    """`text` without anything that could be the number of a person or an account."""
    return _SECRETS.sub("****", text)
