"""A workbook that no mapping describes, through a producer's robot, the queue and the screens to the ledger.

The robot holds the cases in Robot's variables; what it leaves is searched for them.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.acceptance.faces import back_end
from tests.acceptance.personal_data import PersonalData, leaks, readable
from tests.demo import forms
from tests.demo.cases import Enrolment
from tests.support import programs
from tests.support.mock import PASSWORD, Mock
from tests.support.programs import REPOSITORY
from tests.support.records import Record, capitals, recorded

pytestmark = pytest.mark.timeout(400)

ROBOT = REPOSITORY / "robots" / "producers" / "enrolment_forms.robot"
#: Files of the queue, sealed, and the workbook that the test itself put there.
NOT_OURS = {".db", ".db-wal", ".db-shm", ".xlsx"}


@pytest.fixture
def face() -> str:
    """A file is read before there is any face."""
    return "web"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder with settings, where nothing is keyed."""
    folder = tmp_path / "office"
    (folder / "temporary").mkdir(parents=True)
    _settle(folder, "")
    return folder


def copiste(folder: Path, *arguments: str) -> Any:
    """The command line, as the operator calls it."""
    return programs.run(
        programs.COPISTE,
        *arguments,
        folder=folder,
        home=folder.parent,
        COPISTE_PASSWORD=PASSWORD,
        TMPDIR=str(folder / "temporary"),
    )


def prepare(folder: Path, workbook: Path, *command: str) -> Any:
    """Load the workbook and run the producer, or another command, for it."""
    loaded = copiste(folder, "robocorp", "load", str(workbook), "--process", "enrolment_forms")
    assert loaded.returncode == 0, loaded.stderr
    return copiste(folder, "robocorp", "run", "-p", "enrolment_forms", "--outputs-to", "enrolment", *command)


def items(folder: Path, process: str) -> list[dict[str, Any]]:
    """The queue's items of a process."""
    listed = copiste(folder, "items", "--process", process, "--json")
    assert listed.returncode == 0, listed.stderr
    found = json.loads(listed.stdout)
    return list(found["items"] if isinstance(found, dict) else found)


def people() -> list[Enrolment]:
    """Everybody in the workbook, as its author meant them."""
    return [person for employees in forms.forms().values() for person in employees]


def everything_about(cases: Sequence[Enrolment]) -> PersonalData:
    """What must not be found of them."""
    data = PersonalData()
    for case in cases:
        data.add_words(case.home.street)
        data.add_iban(case.account.iban)
        data.add_words(case.account.holder)
        for person in (case.person, *(relative.person for relative in case.relatives)):
            data.add_words(person.last_name)
            data.add_words(person.first_name)
            data.add_birth_date(person.born.isoformat())
            data.add_nir(person.nir)
    return data


def records(case: Enrolment) -> Iterator[Record]:
    """What a case leaves in the ledger."""
    nir, person, start = case.person.nir, case.person, case.start.isoformat()
    names = (capitals(person.last_name), capitals(person.first_name))
    identity = (*names, person.sex, person.born.isoformat(), "GE", case.family_status)
    yield Record("member", nir, identity)
    home, account = case.home, case.account
    address = (home.street, home.complement, home.postal_code, home.town)
    yield Record("address", nir, tuple(map(capitals, address)))
    yield Record("bank details", nir, (account.iban, account.bic, capitals(account.holder)))
    yield Record("affiliation", nir, (case.contract, case.option, case.population, start))
    for one in case.relatives:
        who = (capitals(one.person.last_name), capitals(one.person.first_name), one.person.sex)
        born = one.person.born.isoformat()
        yield Record("dependant", nir, (*who, born, one.kind, one.person.nir, 1, start))


def left_in(folder: Path) -> dict[str, Path]:
    """What commands left in a folder."""
    return {
        str(path.relative_to(folder)): path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in NOT_OURS
    }


def test_the_forms_are_keyed_as_they_were_filled_in(
    tmp_path: Path, office: Path, mock: Mock, face: str
) -> None:
    _settle(office, back_end(mock, face))

    prepared = prepare(office, forms.SAMPLE)
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    assert len(items(office, "enrolment")) == len(people()) == 5

    ran = copiste(office, "run", "--no-ask")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    wanted = [record for case in people() for record in records(case)]
    assert sorted(recorded(mock).values()) == sorted(wanted)


def test_nothing_that_the_robot_leaves_holds_a_value_of_a_case(office: Path) -> None:
    everything = everything_about(people())
    prepared = prepare(office, forms.SAMPLE)
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr

    left = left_in(office)
    assert {"output.xml", "log.html"} <= {path.name for path in left.values()}
    texts = [(name, text) for name, path in left.items() for text in readable(path)]
    texts += [("out", prepared.stdout), ("err", prepared.stderr), ("names", "\n".join(left))]
    assert leaks(everything, texts) == {}
    assert list((office / "temporary").rglob("*.xlsx")) == [], "the robot's copy is gone"
    steps = "\n".join(text for name, text in texts if name.endswith("output.xml"))
    assert "Read Enrolment Forms" in steps
    assert "${cases}" in steps


def test_the_same_robot_without_copiste_s_filter_logs_all_of_it(office: Path) -> None:
    """Were the search blind, the test above would pass."""
    everything = everything_about(people())
    folder = office / "unfiltered"
    run_by_robot = (sys.executable, "-m", "robot", "--outputdir", str(folder), str(ROBOT))
    (office / "here").mkdir()
    prepared = prepare(office, forms.SAMPLE, "--pass", "PYTHONPATH", "--", *run_by_robot)
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr

    found = leaks(everything, ((path.name, text) for path in folder.iterdir() for text in readable(path)))
    everybody = {case.account.iban for case in people()} | {case.person.nir for case in people()}
    assert everybody <= found["output.xml"]
    assert everybody <= found["log.html"]


def test_a_form_that_breaks_a_rule_keeps_the_whole_workbook_out(office: Path, tmp_path: Path) -> None:
    sheets = {name: list(employees) for name, employees in forms.forms().items()}
    wrong = sheets["Ateliers du lac bleu"][1]
    nir = wrong.person.nir[:13] + f"{(int(wrong.person.nir[13:]) % 97) + 1:02d}"
    sheets["Ateliers du lac bleu"][1] = replace(wrong, person=replace(wrong.person, nir=nir))
    forms.make(tmp_path / "forms.xlsx", sheets)

    prepared = prepare(office, tmp_path / "forms.xlsx")
    assert prepared.returncode == 1
    (refused,) = items(office, "enrolment_forms")
    assert (refused["state"], refused["code"]) == ("REJECTED", "OUTPUT_INVALID")
    assert "1 of 5 outputs" in refused["message"]
    assert "Output 2: member.nir NIR_KEY" in refused["message"]
    assert items(office, "enrolment") == []
    assert nir not in prepared.stdout + prepared.stderr


def test_what_a_keyword_refuses_goes_to_the_basket_that_it_names(office: Path, tmp_path: Path) -> None:
    shutil.copy(forms.SAMPLE, tmp_path / "forms.xlsx")
    book = openpyxl.load_workbook(tmp_path / "forms.xlsx")
    book.worksheets[0]["A7"] = "Sexe ou genre"
    book.save(tmp_path / "forms.xlsx")

    assert prepare(office, tmp_path / "forms.xlsx").returncode == 1
    (refused,) = items(office, "enrolment_forms")
    assert (refused["state"], refused["code"]) == ("REJECTED", "FORM_LABEL_UNKNOWN")
    assert 'Sheet "Ateliers du lac bleu", cell A7' in refused["message"]


def test_what_another_library_says_of_its_failure_is_not_kept(office: Path, tmp_path: Path) -> None:
    """A damaged workbook: the library's own text might quote it."""
    (tmp_path / "forms.xlsx").write_bytes(b"no workbook")
    prepare(office, tmp_path / "forms.xlsx")
    (failed,) = items(office, "enrolment_forms")
    assert failed["code"] == "APPLICATION"
    assert failed["message"].startswith("The text of this failure is not shown")


def _settle(folder: Path, back_end: str) -> None:
    (folder / "copiste.toml").write_text(
        'database = "sqlite:///queue.db"\nevidence = "evidence"\n'
        f"{back_end}"
        '[bots]\nspares = 0\n[[seats]]\noperator = "ROB01"\nterminal = "R001"\n'
        '[policies.enrolment_forms]\nattempts = 1\nfirst_delay = "00:00:00"\n',
        encoding="utf-8",
    )
