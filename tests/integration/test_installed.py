"""Copiste installed from its wheel, with no checkout in sight: a project of one's own is made and worked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.applications.permits import office
from tests.support.installed import LEFT_OUT, Installation, build_wheel
from tests.support.programs import REPOSITORY

#: What the sample of a new project asks for, by the seeded members' numbers, as the mock writes it.
EXPECTED = {
    "10000023": ("8 RUE DES TILLEULS", "", "71100", "CHALON-SUR-SAONE"),
    "10000026": ("15 CHEMIN DES PRES", "APPT 4", "75003", "PARIS"),
    "10000021": ("24 QUAI DE LA LOIRE", "RESIDENCE LES ORMES", "44000", "NANTES"),
}
LOAD = ("load", "work_items/samples/riverside.csv", "--mapping", "work_items/mappings/riverside.yaml")
#: An application of another country, and the project that keys into it.
PERMITS = Path(office.__file__).with_name("project")
#: What that project's sample asks for and its register must hold: plate, holder, street, day, cents.
EXPECTED_PERMITS = [
    ("LN 04 ABC", "Zoë O'Hara", "Harbour Lane", "2026-12-01", 125050),
    ("LN 11 XYZ", "Dæmon Smythe", "St Mary's Place", "2026-12-15", 8000),
    ("LN 22 QRS", "Ruth Ödegård", "Abbey Road", "2027-01-31", 8000),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(tmp_path_factory.mktemp("installed"), wheel)


def test_the_wheel_brings_one_package(installed: Installation) -> None:
    listed = installed.pip("show", "--files", "copiste").partition("Files:")[2].split()
    tops = {name.partition("/")[0] for name in listed if not name.startswith("..")}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"copiste"}
    lacking = installed.pip("check", fails=True).splitlines()
    left_out = [name.casefold() for name in LEFT_OUT]
    assert [line for line in lacking if not any(name in line for name in left_out)] == []
    assert installed.run("python", "-c", "import hatchling", folder=installed.folder).returncode != 0


def test_the_wheel_holds_every_file_of_the_engine_and_of_the_bundled_project(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = set(archive.namelist())
    engine = {path: path for path in _files("copiste")}
    bundled = {
        path: f"copiste/bundled/{path}"
        for folder in ("keywords", "legacy_mock", "robots", "screens", "work_items")
        for path in _files(folder)
    }
    assert [path for path, name in (engine | bundled).items() if name not in held] == []
    assert not [name for name in held if name.endswith(".pyc") or "/var/" in name]


def _files(folder: str) -> list[str]:
    paths = (REPOSITORY / folder).rglob("*")
    return [str(p.relative_to(REPOSITORY)) for p in paths if p.is_file() and "__pycache__" not in p.parts]


def _addresses(ledger: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """What the mock's ledger holds, by member; nothing else was recorded, and nothing twice."""
    assert len(ledger["journal"]) == len(ledger["addresses"])
    columns = ("street", "complement", "postal_code", "town")
    return {row["member_number"]: tuple(row[name] for name in columns) for row in ledger["addresses"]}


def test_a_new_project_is_loaded_worked_and_reported(installed: Installation, tmp_path: Path) -> None:
    where = installed.run("python", "-c", "import copiste; print(copiste.__file__)", folder=tmp_path)
    assert Path(where.stdout.strip()).is_relative_to(installed.folder)

    made = installed.run("copiste", "init", "my office", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    project = tmp_path / "my office"
    ledger = tmp_path / "mock.db"
    with installed.mock(ledger) as mock:
        told = {"COPISTE_BACK_END__URL": mock["url"], "COPISTE_PASSWORD": mock["password"]}
        for command in (LOAD, ("run", "--no-ask"), ("report",)):
            done = installed.run("copiste", *command, folder=project, variables=told)
            assert done.returncode == 0, done.stdout + done.stderr
        assert (project / "var" / "reports").is_dir()
        told_again = installed.run("copiste", "report", "--json", folder=project, variables=told)
    assert json.loads(told_again.stdout)["reconciliation"]["in_both"] == len(EXPECTED)
    recorded = installed.run("copiste", "mock", "ledger", "--json", "-d", str(ledger), folder=tmp_path)
    assert _addresses(json.loads(recorded.stdout)) == EXPECTED


def test_its_commands_are_the_ones_that_it_says(installed: Installation, tmp_path: Path) -> None:
    made = installed.run("copiste", "init", "office", folder=tmp_path)
    said = [line.strip() for line in made.stdout.splitlines() if line.startswith("  ")]
    assert said == [
        "cd office",
        "copiste mock",
        f"copiste {' '.join(LOAD)}",
        "COPISTE_PASSWORD=MOT2PASS copiste run",
    ]


def test_its_own_test_passes(installed: Installation, tmp_path: Path) -> None:
    installed.add(["pytest"])
    installed.run("copiste", "init", "office", folder=tmp_path)
    passed = installed.run(
        "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", folder=tmp_path / "office"
    )
    assert passed.returncode == 0, passed.stdout
    assert "1 passed" in passed.stdout


def test_another_house_s_project_needs_neither_the_bundled_one_nor_the_french_building_blocks(
    wheel: Path, tmp_path: Path
) -> None:
    """Another application, whose operators sign on at no terminal, on an engine with nothing of the first."""
    engine = Installation(tmp_path, wheel)
    shutil.rmtree(engine.packages / "copiste" / "bundled")
    shutil.rmtree(engine.packages / "copiste" / "cases" / "fr")
    project = tmp_path / "town hall"
    shutil.copytree(PERMITS, project, ignore=shutil.ignore_patterns("__pycache__", "var"))
    load = ("load", "work_items/samples/harbour.csv", "--mapping", "work_items/mappings/harbour.yaml")
    with office.running_office() as (url, register):
        told = {"COPISTE_BACK_END__URL": url, "COPISTE_PASSWORD": office.PASSWORD}

        def copiste(*command: str) -> tuple[int, str]:
            done = engine.run("copiste", *command, folder=project, variables=told)
            return done.returncode, done.stdout + done.stderr

        assert copiste(*load)[0] == 0
        code, said = copiste("run")
        assert code == 1, said  # one case is in a basket
        assert [(p.plate, p.holder, p.street, p.valid_from, p.fee) for p in register.permits] == sorted(
            EXPECTED_PERMITS
        ), said
        assert "STREET_UNKNOWN" in copiste("status")[1]
        code, said = copiste("report", "--json")
        assert json.loads(said)["reconciliation"]
    refused = engine.run("copiste", "init", "another", folder=tmp_path)
    assert refused.returncode == 6
    assert "The bundled project is not in this installation" in refused.stderr


def test_with_the_extra_a_project_s_robots_find_rpaframework(wheel: Path, tmp_path: Path) -> None:
    installed = Installation(tmp_path, wheel)
    robot = tmp_path / "tried.robot"
    libraries = ("Excel.Files", "Tables", "PDF", "FileSystem")
    imported = "".join(f"Library    RPA.{name}\n" for name in libraries)
    steps = "    Create Workbook\n    Append Rows To Worksheet    ${{ [['a'], ['b']] }}\n    Close Workbook\n"
    robot.write_text(f"*** Settings ***\n{imported}*** Tasks ***\nTried\n{steps}", encoding="utf-8")
    command = ("python", "-m", "robot", "--output", "NONE", "--log", "NONE", "--report", "NONE", str(robot))
    without = installed.run(*command, folder=tmp_path, variables={"DISPLAY": ""})
    assert without.returncode != 0
    assert "No module named 'RPA'" in without.stderr

    installed.add_extra("rpa")
    lacking = installed.pip("check", fails=True).splitlines()
    left_out = [name.casefold() for name in LEFT_OUT]
    assert [line for line in lacking if not any(name in line for name in left_out)] == []
    with_it = installed.run(*command, folder=tmp_path, variables={"DISPLAY": ""})
    assert with_it.returncode == 0, with_it.stdout + with_it.stderr
    assert with_it.stderr == ""


def test_a_folder_with_something_in_it_is_left_as_it_is(installed: Installation, tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "notes.txt").write_text("mine", encoding="utf-8")
    refused = installed.run("copiste", "init", "office", folder=tmp_path)
    assert refused.returncode == 6
    assert "office is not empty: notes.txt." in refused.stderr
    assert [path.name for path in (tmp_path / "office").iterdir()] == ["notes.txt"]
    assert installed.run("copiste", "init", "office/notes.txt", folder=tmp_path).returncode == 6

    (tmp_path / "empty" / ".git").mkdir(parents=True)
    (tmp_path / "empty" / ".venv").mkdir()
    assert installed.run("copiste", "init", ".", folder=tmp_path / "empty").returncode == 0


def test_a_folder_that_is_no_project_is_told_from_one(installed: Installation, tmp_path: Path) -> None:
    """As after an upgrade, when the settings stand in /etc and nothing beside them."""
    installed.run("copiste", "init", "office", folder=tmp_path)
    settings = tmp_path / "etc" / "copiste.toml"
    settings.parent.mkdir()
    settings.write_text('[back_end]\nurl = "http://127.0.0.1:1/"\n', encoding="utf-8")
    told = {"COPISTE_SETTINGS": str(settings), "COPISTE_PASSWORD": "NONE"}
    project = tmp_path / "office"

    run = installed.run("copiste", "run", folder=project, variables=told)
    assert run.returncode == 3
    assert f"{tmp_path / 'etc' / 'robots'} holds no robot" in run.stderr
    load = installed.run("copiste", *LOAD, folder=project, variables=told)
    assert load.returncode == 6
    assert f"{tmp_path / 'etc' / 'work_items' / 'address.py'}" in load.stderr

    settings.write_text(f'project = "{project}"\n', encoding="utf-8")
    assert installed.run("copiste", *LOAD, folder=project, variables=told).returncode == 0
    assert (tmp_path / "etc" / "var" / "copiste.db").is_file()
