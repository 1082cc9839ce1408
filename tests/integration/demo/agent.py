"""Somebody at the back-end's domain, without screens, who works cases as the robots do: look, then record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from copiste.cases.text import legacy_text
from legacy_mock.domain import (
    Address,
    AffiliationEntry,
    Backend,
    BankDetails,
    DependantEnd,
    DependantEntry,
    Identity,
    Recorded,
    Refused,
    Signature,
    Situation,
    TerminationEntry,
    Warned,
)
from legacy_mock.domain.days import month_end

_BY = Signature("ROB01", "R001")
Payload = Mapping[str, Any]


@dataclass
class Worked:
    """What came of one case."""

    recorded: list[str] = field(default_factory=list)
    adopted: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    #: Message number, or the basket that a lookup found out; empty when done.
    refused: str = ""


class LookedUp(Exception):  # noqa: N818 - a lookup's answer
    """A lookup sends the case to a basket."""


class Agent:
    """Works cases of every process."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._worked = Worked()

    def work(self, process: str, payload: Payload) -> Worked:
        """Work one case to its end."""
        self._worked = Worked()
        try:
            getattr(self, f"_{process}")(payload)
        except Refused as refused:
            self._worked.refused = refused.number
        except LookedUp as found:
            self._worked.refused = str(found)
        return self._worked

    # --- processes -----
    def _enrolment(self, case: Payload) -> None:
        number = self._find(case["member"])
        if number is None:
            identity = _identity(case["member"])
            situation = Situation(case["member"]["regime"], case["member"]["family_status"])
            number = self._record(
                "member",
                lambda confirmed: self._backend.create_member(identity, situation, _BY, confirmed=confirmed),
            )
        else:
            self._worked.adopted.append("member")
        self._address_of(number, case, replaces=False)
        self._account_of(number, case, replaces=False)
        self._affiliation_of(number, case["affiliation"])
        for one in case["dependants"]:
            self._add_dependant(number, one)

    def _termination(self, case: Payload) -> None:
        number, wanted = self._must_find(case["member"]), case["termination"]
        last_day = date.fromisoformat(wanted["last_day"])
        entry = TerminationEntry(wanted["contract"], wanted["reason"], last_day, wanted["portability"])
        lines = [one for one in self._backend.affiliations_of(number) if one.contract == entry.contract]
        ended = [one for one in lines if one.end_receipt]
        if any(one.end in (last_day, month_end(last_day)) for one in ended):
            self._worked.adopted.append("termination")
        elif ended and len(ended) == len(lines):
            raise LookedUp("TERMINATION_DIFFERS")
        else:
            self._record(
                "termination",
                lambda confirmed: self._backend.terminate(number, entry, _BY, confirmed=confirmed),
            )

    def _dependant(self, case: Payload) -> None:
        number = self._must_find(case["member"])
        if case["action"] == "ADD":
            self._add_dependant(number, case["dependant"])
        else:
            self._end_dependant(number, case["dependant"])

    def _bank_details(self, case: Payload) -> None:
        self._account_of(self._must_find(case["member"]), case, replaces=True)

    def _address(self, case: Payload) -> None:
        self._address_of(self._must_find(case["member"]), case, replaces=True)

    # --- steps -----
    def _address_of(self, number: str, case: Payload, *, replaces: bool) -> None:
        wanted = Address(**{name: legacy_text(value or "") for name, value in case["address"].items()})
        kept = self._backend.member(number).address
        self._replace(
            "address",
            kept.value if kept else None,
            wanted,
            lambda _confirmed: self._backend.set_address(number, wanted, _BY),
            replaces=replaces,
        )

    def _account_of(self, number: str, case: Payload, *, replaces: bool) -> None:
        wanted = BankDetails(**{name: legacy_text(value or "") for name, value in case["bank"].items()})
        kept = self._backend.member(number).bank_details
        self._replace(
            "bank details",
            kept.value if kept else None,
            wanted,
            lambda _confirmed: self._backend.set_bank_details(number, wanted, _BY),
            replaces=replaces,
        )

    def _affiliation_of(self, number: str, wanted: Payload) -> None:
        start = date.fromisoformat(wanted["start"])
        entry = AffiliationEntry(wanted["contract"], wanted["option"], wanted["population"], start)
        if any(
            (one.contract, one.option, one.population, one.start)
            == (entry.contract, entry.option, entry.population, entry.start)
            for one in self._backend.affiliations_of(number)
        ):
            self._worked.adopted.append("affiliation")
            return
        self._record("affiliation", lambda _confirmed: self._backend.affiliate(number, entry, _BY))

    def _add_dependant(self, number: str, wanted: Payload) -> None:
        first_name, born = legacy_text(wanted["first_name"]), date.fromisoformat(wanted["birth_date"])
        entry = DependantEntry(
            legacy_text(wanted["last_name"]),
            first_name,
            wanted["sex"],
            born,
            wanted["kind"],
            wanted["nir"] or "",
            wanted["rank"],
            date.fromisoformat(wanted["start"]),
        )
        if any(
            (one.first_name, one.birth_date) == (first_name, born) for one in self._backend.dependants(number)
        ):
            self._worked.adopted.append("dependant")
            return
        self._record(
            "dependant",
            lambda confirmed: self._backend.add_dependant(number, entry, _BY, confirmed=confirmed),
        )

    def _end_dependant(self, number: str, wanted: Payload) -> None:
        entry = DependantEnd(
            legacy_text(wanted["first_name"]),
            date.fromisoformat(wanted["birth_date"]),
            wanted["rank"],
            date.fromisoformat(wanted["end"]),
            wanted["reason"],
        )
        who = (entry.first_name, entry.birth_date, entry.rank)
        lines = [
            one
            for one in self._backend.dependants(number)
            if (one.first_name, one.birth_date, one.rank) == who
        ]
        if not lines:
            raise LookedUp("DEPENDANT_NOT_FOUND")
        if any(one.end == entry.end for one in lines):
            self._worked.adopted.append("dependant end")
            return
        self._record("dependant end", lambda _confirmed: self._backend.end_dependant(number, entry, _BY))

    # --- what steps have in common -----
    def _replace(
        self,
        step: str,
        kept: object,
        wanted: object,
        record: Callable[[bool], Recorded | Warned],
        *,
        replaces: bool,
    ) -> None:
        if kept == wanted:
            self._worked.adopted.append(step)
        elif kept is not None and not replaces:
            raise LookedUp(f"{step.upper().replace(' ', '_')}_DIFFERS")
        else:
            self._record(step, record)

    def _record(self, step: str, record: Callable[[bool], Recorded | Warned]) -> str:
        answer = record(False)
        if isinstance(answer, Warned):
            self._worked.warnings += [notice.number for notice in answer.notices]
            answer = record(True)
        assert isinstance(answer, Recorded)
        self._worked.recorded.append(step)
        return answer.member_number

    def _find(self, member: Payload) -> str | None:
        wanted = _identity({"sex": "", **member})
        page = self._backend.search_members(wanted.last_name, wanted.first_name, wanted.birth_date)
        found = [
            one.number for one in page.rows if self._backend.member(one.number).identity.nir == wanted.nir
        ]
        assert len(found) <= 1
        return found[0] if found else None

    def _must_find(self, member: Payload) -> str:
        number = self._find(member)
        if number is None:
            raise LookedUp("MEMBER_NOT_FOUND")
        return number


def _identity(member: Payload) -> Identity:
    born = date.fromisoformat(member["birth_date"])
    names = legacy_text(member["last_name"]), legacy_text(member["first_name"])
    return Identity(*names, member["sex"], born, member["nir"])
