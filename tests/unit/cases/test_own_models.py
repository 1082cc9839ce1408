"""A project's own case model says who is in a case, and what of it is personal."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from copiste import project
from copiste.cases import CaseModelError, personal_paths_of
from copiste.cases.persons import persons_of
from copiste.intake import parse_mapping
from copiste.intake.errors import MappingError
from copiste.queue.item import NewItem
from copiste.queue.store import Store

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
MODEL = """
from datetime import date
from enum import Enum
from typing import Annotated, Literal

from copiste import CaseModel, CaseType, NotPersonal, Person

Branch = Annotated[str, NotPersonal]


class Channel(Enum):
    MAIL = "mail"


class Holder(CaseModel):
    given_name: str
    surname: str
    born: date
    ssn: Annotated[str, "nine digits"]


class Account(CaseModel):
    holders: tuple[Holder, ...]


class Opening(CaseModel):
    account: Account
    branch: Branch
    second_branch: Annotated[Branch | None, "may be left open"] = None
    opened: Annotated[date, NotPersonal]
    kind: Literal["SAVINGS", "CURRENT"]
    channel: Channel | None = None
    joint: bool
    note: str = ""


HOLDER = Person("account.holders[]", names=("given_name", "surname"), birth="born")
CASE = CaseType(Opening, persons=(HOLDER,))
"""
ADA = {"given_name": "Ada", "surname": "Byron King", "born": "1815-12-10", "ssn": "078051120"}
CASE = {"account": {"holders": [ADA, {**ADA, "given_name": "Bea", "born": "1990-01-31"}]}}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A project with a process of its own."""
    (tmp_path / "work_items").mkdir()
    (tmp_path / "work_items" / "opening.py").write_text(MODEL, encoding="utf-8")
    project.choose(tmp_path)
    return tmp_path


def write(office: Path, process: str, case: str) -> None:
    """Another process of the same model, with another `CASE`."""
    text = MODEL[: MODEL.index("CASE =")] + f"CASE = {case}\n"
    (office / "work_items" / f"{process}.py").write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("office")
def test_every_field_is_personal_but_closed_choices_and_what_is_marked() -> None:
    holder = {f"account.holders[].{name}" for name in ("given_name", "surname", "born", "ssn")}
    assert personal_paths_of("opening") == holder | {"note"}


@pytest.mark.usefixtures("office")
def test_persons_are_where_the_model_says_under_its_names() -> None:
    assert list(persons_of("opening", CASE)) == [
        ("Ada Byron King", "1815-12-10"),
        ("Bea Byron King", "1990-01-31"),
    ]


@pytest.mark.usefixtures("office")
def test_they_are_found_in_the_queue_and_no_longer_when_erased(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/queue.db") as store:
        store.add([NewItem("opening", "O-1", CASE)], now=NOW)
        assert [one.item for one in store.about("byron king ada", date(1815, 12, 10))] == [1]
        store.cancel(1, who="amartin", why="withdrawn", now=NOW)
        assert store.erase([1], who="amartin", why="asked for", now=NOW).subjects == 2
        assert store.about("byron king ada", date(1815, 12, 10)) == ()


@pytest.mark.parametrize("column", ["Name", "SSN", "Remark"])
@pytest.mark.usefixtures("office")
def test_a_reference_is_not_made_of_what_is_personal(column: str) -> None:
    with pytest.raises(MappingError, match=r"personal data.* mark its type in the case model"):
        parse_mapping(mapping(["No", column]), "client.yaml")


@pytest.mark.parametrize("column", ["No", "Branch", "Second", "Opened", "Kind", "By", "Joint"])
@pytest.mark.usefixtures("office")
def test_a_reference_may_be_made_of_anything_else(column: str) -> None:
    assert parse_mapping(mapping(["No", column]), "client.yaml").cases[0].process == "opening"


def mapping(reference: list[str]) -> dict[str, object]:
    """One row an account, with its only holder."""
    holder = {"given_name": "Name", "surname": "Name", "born": "Born", "ssn": "SSN"}
    return {
        "client": "a bank",
        "cases": [
            {
                "process": "opening",
                "reference": {"join": reference},
                "fields": {
                    **{f"account.holders[0].{field}": column for field, column in holder.items()},
                    "branch": "Branch",
                    "second_branch": "Second",
                    "opened": "Opened",
                    "kind": "Kind",
                    "channel": "By",
                    "joint": "Joint",
                    "note": "Remark",
                },
            }
        ],
    }


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("CaseType(Opening)", "persons"),
        ("CaseType(Opening, persons='account')", 'persons is a tuple: persons=("account",).'),
        ("CaseType(Opening, persons=('acount',))", "Person acount: no model has a date acount.birth_date."),
        (
            "CaseType(Opening, persons=(Person('account.holders[]', birth='ssn'),))",
            "no model has a date account.holders[].ssn.",
        ),
        (
            "CaseType(Opening, persons=(Person('account.holders[]', birth='born'),))",
            "Person account.holders[]: it has none of last_name, first_name.",
        ),
    ],
)
def test_a_model_that_forgets_its_persons_cannot_be_loaded(office: Path, case: str, said: str) -> None:
    write(office, "forgetful", case)
    with pytest.raises(CaseModelError, match=re.escape(said)):
        personal_paths_of("forgetful")


def test_nobody_is_an_answer_too(office: Path) -> None:
    write(office, "nobody", "CaseType(Opening, persons=())")
    assert list(persons_of("nobody", CASE)) == []
