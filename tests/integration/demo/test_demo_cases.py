"""The bundled files say what `tests/demo/expected.yaml` and the documentation promise of them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ruamel.yaml import YAML

from copiste.intake import LoadReport, load
from copiste.queue.item import NewItem
from copiste.screens.declared.loading import load_application
from legacy_mock.domain import Backend
from legacy_mock.domain.seed import fill
from tests.demo import make
from tests.integration.demo.agent import Agent, Worked
from tests.unit.intake.factory import MemoryQueue

MAPPINGS = make.SAMPLES.parent / "mappings"
FILES = (make.LAKE, make.PLATEAU, make.EXTRANET)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@cache
def expected() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(make.EXPECTED.read_text(encoding="utf-8"))
    return found


def wrong(caught: str) -> list[dict[str, Any]]:
    return [one for one in expected()["wrong"] if one["caught"] == caught]


class Loaded:
    """All three files in a queue, with what was rejected."""

    def __init__(self, folder: Path) -> None:
        self.queue = MemoryQueue()
        self.reports: dict[str, LoadReport] = {}
        self.rejects: list[dict[str, str]] = []
        for file in FILES:
            rejects = folder / f"{file}.rejects.csv"
            mapping = MAPPINGS / Path(file).with_suffix(".yaml")
            self.reports[file] = load(make.SAMPLES / file, mapping, self.queue, NOW, rejects)
            with rejects.open(encoding="utf-8-sig", newline="") as lines:
                self.rejects += [line for line in csv.DictReader(lines, delimiter=";") if line["row"]]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return Loaded(tmp_path_factory.mktemp("rejects"))


@pytest.fixture(scope="module")
def worked(loaded: Loaded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Worked]]:
    database = tmp_path_factory.mktemp("mock") / "mock.db"
    fill(database)
    backend = Backend(database, clock=lambda: NOW.replace(tzinfo=None))
    agent = Agent(backend)
    yield {item.reference: agent.work(item.process, item.payload) for item in loaded.queue.items.values()}
    backend.close()


def test_there_are_150_cases_of_five_processes(loaded: Loaded) -> None:
    assert sum(expected()["cases"].values()) == 150
    orphans = len(expected()["orphan_rows"])
    assert sum(report.read for report in loaded.reports.values()) == 150 + orphans
    entered = Counter(item.process for item in loaded.queue.items.values())
    entered.update(one["process"] for one in wrong("intake"))
    assert entered == expected()["cases"]


def test_about_one_case_in_ten_is_wrong() -> None:
    assert 0.08 <= len(expected()["wrong"]) / 150 <= 0.16


def test_intake_rejects_what_is_promised_and_nothing_else(loaded: Loaded) -> None:
    found = {
        (line["reference"], line["file"], line["sheet"], line["row"], line["rule"]) for line in loaded.rejects
    }
    promised = [*wrong("intake"), *expected()["orphan_rows"]]
    assert found == {
        (one.get("reference", ""), one["file"], one["sheet"] or "", str(one["row"]), one["code"])
        for one in promised
    }


def test_every_case_keeps_its_place(loaded: Loaded) -> None:
    items: dict[str, NewItem] = {item.reference: item for item in loaded.queue.items.values()}
    for one in [*wrong("back-end"), *expected()["worth_seeing"]]:
        item = items[one["reference"]]
        assert item.source is not None
        assert (item.process, item.source.file, item.source.sheet, item.source.row) == (
            one["process"],
            one["file"],
            one["sheet"],
            one["row"],
        )


def basket_of(refused: str) -> str:
    """The basket of a message number; a basket that a lookup found out is its own."""
    messages = load_application("backend_sante").messages
    return messages[refused].code or refused if refused in messages else refused


def test_the_back_end_refuses_what_is_promised_and_nothing_else(worked: dict[str, Worked]) -> None:
    refused = {reference: basket_of(one.refused) for reference, one in worked.items() if one.refused}
    assert refused == {one["reference"]: one["code"] for one in wrong("back-end")}


def test_refusals_carry_the_promised_message_and_leave_the_promised_records(
    worked: dict[str, Worked],
) -> None:
    for one in wrong("back-end"):
        found = worked[one["reference"]]
        assert found.refused == one.get("message", one["code"])
        assert found.recorded == one.get("recorded", [])


def test_warnings_and_records_already_there_are_the_promised_ones(worked: dict[str, Worked]) -> None:
    refused = {one["reference"] for one in wrong("back-end")}
    promised = {one["reference"]: one for one in expected()["worth_seeing"]}
    warned = {reference: found.warnings[0] for reference, found in worked.items() if found.warnings}
    assert warned == {reference: one["warning"] for reference, one in promised.items() if "warning" in one}
    adopted = {
        reference: found.adopted
        for reference, found in worked.items()
        if found.adopted and reference not in refused
    }
    assert adopted == {reference: one["adopted"] for reference, one in promised.items() if "adopted" in one}


def test_no_two_cases_are_about_the_same_member(loaded: Loaded) -> None:
    """Two bots may work any two at once, in any order."""
    nirs = Counter(item.payload["member"]["nir"] for item in loaded.queue.items.values())
    assert [count for count in nirs.values() if count > 1] == []


def cells_of(path: Path) -> list[Any]:
    if path.suffix != ".xlsx":
        return [path.read_bytes()]
    book = openpyxl.load_workbook(path)
    return [[sheet.title, sheet.merged_cells.ranges, list(sheet.values)] for sheet in book.worksheets]


def test_making_the_files_again_changes_nothing(tmp_path: Path) -> None:
    make.make(tmp_path, tmp_path / "expected.yaml", tmp_path / "demo-cases.md")
    for file in FILES:
        assert cells_of(tmp_path / file) == cells_of(make.SAMPLES / file), file
    assert (tmp_path / "expected.yaml").read_bytes() == make.EXPECTED.read_bytes()
    assert (tmp_path / "demo-cases.md").read_bytes() == make.PAGE.read_bytes()
