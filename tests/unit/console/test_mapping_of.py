"""Which mapping a file is loaded with, where none is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from copiste import project
from copiste.console.commands.load import mapping_of
from copiste.console.exit_codes import ConsoleError


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A project; clients' files are elsewhere."""
    (tmp_path / "office" / "work_items" / "mappings").mkdir(parents=True)
    (tmp_path / "files").mkdir()
    project.choose(tmp_path / "office")
    return tmp_path


def put(path: Path) -> Path:
    path.touch()
    return path


def test_the_one_of_its_name_beside_it(office: Path) -> None:
    put(office / "office/work_items/mappings/client.yaml")
    beside = put(office / "files/client.yaml")
    assert mapping_of(put(office / "files/client.csv")) == beside


@pytest.mark.parametrize("ending", [".yaml", ".yml"])
def test_else_the_project_s_of_its_name(office: Path, ending: str) -> None:
    put(office / "files/mapping.yaml")
    own = put(office / f"office/work_items/mappings/client{ending}")
    assert mapping_of(put(office / "files/client.xlsx")) == own


def test_else_the_only_mapping_beside_it(office: Path) -> None:
    put(office / "office/work_items/mappings/another.yaml")
    only = put(office / "files/our-mapping.yaml")
    assert mapping_of(put(office / "files/client.csv")) == only


def test_none_says_where_it_was_looked_for(office: Path) -> None:
    file = put(office / "files/Client.csv")
    with pytest.raises(ConsoleError) as refused:
        mapping_of(file)
    said = str(refused.value)
    assert f"There is no Client.yaml beside it or in {office / 'office/work_items/mappings'}." in said


def test_of_several_none_is_taken(office: Path) -> None:
    put(office / "files/a-mapping.yaml")
    put(office / "files/b-mapping.yaml")
    with pytest.raises(ConsoleError, match="Several could fit"):
        mapping_of(put(office / "files/client.csv"))


def test_a_file_that_is_not_there_is_missed_first(office: Path) -> None:
    with pytest.raises(ConsoleError, match="There is no file"):
        mapping_of(office / "files/client.csv")
