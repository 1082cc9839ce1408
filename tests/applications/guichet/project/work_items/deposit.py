"""The case of process `deposit`: copies of a civil record that somebody asks for."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from copiste import CaseModel, CaseType, Person


class Request(CaseModel):
    """A request under the reference that we gave it."""

    reference: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-\d{4}-\d{2}$")]
    civility: Literal["Madame", "Monsieur"]
    last_name: str
    first_name: str
    born: date
    address: str = ""
    record: Literal["Naissance", "Mariage", "Décès"]
    event: date
    town: str
    copies: int = 1
    urgent: bool = False
    by_post: bool = False
    extract: bool = False
    reason: str = ""


class RequestCase(CaseModel):
    """One request."""

    request: Request


CASE = CaseType(RequestCase, persons=(Person("request", birth="born"),))
