"""What a robot's log keeps: names, order and results; no value that a robot holds in a variable."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from copiste.bots import robot_run
from copiste.bots.value_filter import WITHHELD

LIBRARY = '''
import logging

from robot.api import logger
from robot.libraries.BuiltIn import BuiltIn

from copiste import BusinessError, keyword


@keyword
def read_row():
    """What a library of rpaframework returns."""
    return {"Nom": "QUEMENER", "NIR": "269058699600116", "rows": ["FR7699920017400000070004003"]}


def say(row):
    print("*HTML* " + row["Nom"])
    print("plain " + row["Nom"])
    logging.warning(row["NIR"])
    logger.warn(row["NIR"])
    logger.error(row["NIR"])
    logger.info("<b>" + row["NIR"] + "</b>", html=True)
    BuiltIn().run_keyword("Log", row["Nom"])
    BuiltIn().run_keyword("Run Keyword", "Log", row["Nom"])
    BuiltIn().set_test_message(row["Nom"])
    BuiltIn().set_tags(row["NIR"])
    BuiltIn().set_suite_metadata("who", row["Nom"])


@keyword
def refuse():
    raise BusinessError("FORM_INCOMPLETE", "The sheet has no contract.")


@keyword
def fail_as_a_library_would(row):
    raise ValueError(row["Nom"])


def fail_unguarded(row):
    raise ValueError(row["Nom"])
'''
ROBOT = """*** Settings ***
Library           rows.py
Library           Collections
Test Setup        Keep A Row
Suite Teardown    Set Suite Documentation    ${ROW}


*** Tasks ***
Logs
    Log    ${ROW}
    Log Many    @{ROW}[rows]    &{ROW}
    Log    not of a case
    Set Log Level    TRACE
    Log Dictionary    ${ROW}
    Set Test Documentation    ${ROW}
    Set Test Variable    ${copy}    ${ROW}
    VAR    ${name}    ${ROW}[Nom]
    Say    ${ROW}

Loops And Branches
    FOR    ${iban}    IN    @{ROW}[rows]
        Log    ${iban}
    END
    WHILE    $ROW    limit=1    on_limit=PASS
        ${returned} =    Given Back    ${ROW}
    END
    IF    '${ROW}[Nom]' == 'X'    Log    ${ROW}
    TRY
        Fail    ${ROW}
    EXCEPT    *${ROW}[Nom]*    type=GLOB    AS    ${why}
        Run Keyword And Ignore Error    Fail    ${why}
    END

Fails At Once
    Fail    ${ROW}[Nom]

Fails In Its Teardown
    No Operation
    [Teardown]    Should Be Equal    ${ROW}[Nom]    ${ROW}[NIR]

Fails In A Conversion
    Sleep    ${ROW}[Nom]

Fails In A Name
    Keyword Of ${ROW}[Nom]

Fails In A Guarded Keyword
    Fail As A Library Would    ${ROW}

Fails Unguarded
    Fail Unguarded    ${ROW}

Is Skipped
    Skip    ${ROW}[Nom]

Refuses
    Refuse


*** Keywords ***
Keep A Row
    ${row} =    Read Row
    Set Suite Variable    ${ROW}    ${row}

Given Back
    [Arguments]    ${row}
    RETURN    ${row}
"""
VALUES = ("QUEMENER", "269058699600116", "FR7699920017400000070004003")


@pytest.fixture
def robots(tmp_path: Path) -> Path:
    (tmp_path / "rows.py").write_text(LIBRARY, encoding="utf-8")
    (tmp_path / "rows.robot").write_text(ROBOT, encoding="utf-8")
    return tmp_path


def found(folder: Path) -> dict[str, set[str]]:
    """Which values stand in which file of a run; Robot packs no text of this length."""
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in ("output.xml", "log.html")}
    return {name: {value for value in VALUES if value in text} for name, text in texts.items()}


def failures(folder: Path) -> dict[str, str]:
    """The text of each task's result."""
    output = ElementTree.parse(folder / "output.xml")
    status = {test.attrib["name"]: test.find("status") for test in output.iter("test")}
    return {name: (one.text or "") if one is not None else "" for name, one in status.items()}


def test_no_value_of_a_variable_is_written(robots: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert not robot_run.run("rows", robots, robots)
    robot_run.write_log(robots)
    assert found(robots) == {"output.xml": set(), "log.html": set()}
    assert capfd.readouterr() == ("", "")


def test_the_same_robot_without_the_filter_writes_all_of_them(robots: Path) -> None:
    """Were the robot silent, the test above would pass."""
    by_hand = (sys.executable, "-m", "robot", "--outputdir", str(robots), str(robots / "rows.robot"))
    assert subprocess.run(by_hand, capture_output=True, check=False).returncode not in {0, 252}
    assert found(robots) == {"output.xml": {*VALUES}, "log.html": {*VALUES}}


def test_what_was_done_and_how_it_ended_stays(robots: Path) -> None:
    robot_run.run("rows", robots, robots)
    output = ElementTree.parse(robots / "output.xml")
    logs = next(test for test in output.iter("test") if test.attrib["name"] == "Logs")
    done = {one.attrib["name"]: [arg.text for arg in one.findall("arg")] for one in logs.findall("kw")}
    assert done["Log Many"] == ["@{ROW}[rows]", "&{ROW}"]
    assert done["Say"] == ["${ROW}"]
    assert ["not of a case"] in [[arg.text for arg in one.findall("arg")] for one in logs.findall("kw")]
    told = failures(robots)
    assert told["Logs"] == "…"
    assert told["Refuses"] == "BusinessError: The sheet has no contract."
    assert "ValueError at" in told["Fails In A Guarded Keyword"]
    withheld = {name for name, text in told.items() if text == WITHHELD}
    assert {name for name in told if name.startswith("Fails")} - {"Fails In A Guarded Keyword"} <= withheld
    assert "Is Skipped" in withheld


def test_why_a_keyword_of_copiste_s_failed_stays(tmp_path: Path) -> None:
    robot = "*** Settings ***\nLibrary    copiste.Case\n*** Tasks ***\nTried\n    Take The Case\n"
    (tmp_path / "tried.robot").write_text(robot, encoding="utf-8")
    assert not robot_run.run("tried", tmp_path, tmp_path)
    assert "NoCaseError: There is neither" in failures(tmp_path)["Tried"]
