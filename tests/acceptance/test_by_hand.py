"""A robot run by hand, with plain Robot Framework and no orchestrator, against a running mock."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from subprocess import CompletedProcess

from copiste.queue.item import NewItem
from tests.acceptance.enrolments import check_each_recorded_once
from tests.acceptance.personal_data import of_cases, readable
from tests.support import programs
from tests.support.cases import enrolment
from tests.support.mock import PASSWORD, Mock

ROBOT = Path(sys.executable).with_name("robot")


def robot(
    case: NewItem, mock: Mock, face: str, folder: Path, *options: str, password: str = PASSWORD
) -> CompletedProcess[str]:
    """As the guide says: the `robot` command, in the project's directory, with an item and two variables."""
    item = folder / "item.json"
    told = {"process": case.process, "reference": case.reference, "payload": case.payload}
    item.write_text(json.dumps(told), encoding="utf-8")
    command = (str(ROBOT), "--outputdir", str(folder / "out"), "--variable", f"ITEM:{item}", *options)
    return programs.run(
        command,
        f"robots/{case.process}.robot",
        folder=programs.REPOSITORY,
        home=folder,
        COPISTE_BACK_END__URL=mock.address(face),
        COPISTE_BACK_END__FACE=face,
        COPISTE_PASSWORD=password,
        COPISTE_EVIDENCE=str(folder / "evidence"),
    )


def test_a_robot_by_hand_records_the_case_once_however_often_it_is_started(
    mock: Mock, face: str, tmp_path: Path
) -> None:
    case = enrolment(1, dependants=2)
    first = robot(case, mock, face, tmp_path)
    assert first.returncode == 0, first.stdout + first.stderr
    check_each_recorded_once(mock, [case])
    ledger = mock.ledger()

    second = robot(case, mock, face, tmp_path, "--loglevel", "TRACE")
    assert second.returncode == 0, second.stdout + second.stderr
    assert mock.ledger() == ledger
    log = (tmp_path / "out" / "output.xml").read_text(encoding="utf-8")
    assert len(log.split("adopt the record that is there")[1:]) == 6  # member … affiliation, two dependants


def test_what_a_robot_by_hand_writes_says_nothing_about_anybody_even_when_it_tells_all(
    mock: Mock, face: str, tmp_path: Path
) -> None:
    case = enrolment(2)
    case.payload["affiliation"]["contract"] = "C000000999"
    ran = robot(case, mock, face, tmp_path, "--loglevel", "TRACE", "--debugfile", "debug.txt")
    assert ran.returncode == 1
    assert "CONTRACT_UNKNOWN" in ran.stdout
    people = of_cases([case])
    written = [path for path in (tmp_path / "out").iterdir() if path.is_file()]
    assert {path.name for path in written} == {"output.xml", "log.html", "report.html", "debug.txt"}
    texts = [ran.stdout, ran.stderr, *(text for path in written for text in readable(path))]
    assert [found for text in texts if (found := people.found_in(text))] == []


def test_a_robot_by_hand_says_why_it_cannot_sign_on(mock: Mock, face: str, tmp_path: Path) -> None:
    ran = robot(enrolment(3), mock, face, tmp_path, password="WRONG")
    assert ran.returncode == 1
    assert "SIG0001" in ran.stdout
    assert mock.ledger()["journal"] == []
