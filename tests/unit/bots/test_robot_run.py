from __future__ import annotations

from pathlib import Path

import pytest

from copiste import project
from copiste.bots import robot_run
from copiste.bots.errors import NoRobotError
from copiste.cases.registry import processes


def test_every_process_of_the_house_has_its_robot() -> None:
    assert set(project.current().processes()) == set(processes())


def test_warming_up_parses_every_robot_that_is_run_later(monkeypatch: pytest.MonkeyPatch) -> None:
    robot_run.warm_up()
    before = robot_run._suite.cache_info()
    robot_run.warm_up()
    after = robot_run._suite.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + len(processes()))


def _robot(folder: Path, name: str, body: str) -> None:
    (folder / f"{name}.robot").write_text(f"*** Tasks ***\nTried\n    {body}\n")


@pytest.mark.parametrize(("body", "passed"), [("No Operation", True), ("Fail", False), ("Skip", True)])
def test_a_run_says_what_robot_says(tmp_path: Path, body: str, passed: bool) -> None:
    _robot(tmp_path, "tried", body)
    assert robot_run.run("tried", tmp_path, tmp_path) is passed
    assert (tmp_path / robot_run.OUTPUT).exists()


def test_a_run_prints_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _robot(tmp_path, "tried", "Fail    loudly")
    robot_run.run("tried", tmp_path, tmp_path)
    robot_run.write_log(tmp_path)
    assert capfd.readouterr() == ("", "")
    assert "loudly" in (tmp_path / "log.html").read_text(encoding="utf-8")


def test_a_process_without_a_robot_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(NoRobotError, match=r"certificate has no robot.*enrolment"):
        robot_run.run("certificate", tmp_path)
