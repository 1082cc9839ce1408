"""The demonstration's morning report against the mock's ledger, and what comes of doing it all again."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Request, sync_playwright

from copiste.queue.item import State
from copiste.screens.web.browser import launch
from tests.acceptance.demo_files import EXTRANET, LAKE, PLATEAU, asked
from tests.acceptance.demo_run import PASSWORD, DemoRun, promised, wrong
from tests.support import programs
from tests.support.records import all_records

pytestmark = pytest.mark.timeout(900)


class Addresses(HTMLParser):
    """Every address that a page names in an attribute or a style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.found += re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")\s]+)", page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {"href", "src", "srcset", "action", "data", "poster", "xlink:href", "background"}
        self.found += [value for name, value in attrs if name in names and value]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


@pytest.fixture(scope="module")
def shown(demo: DemoRun) -> Iterator[tuple[str, list[str]]]:
    """The report as a browser shows it, and everything that the browser asked for."""
    asked_for: list[str] = []

    def note(request: Request) -> None:
        asked_for.append(request.url)

    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, headless=True, executable=None)
        page = browser.new_page()
        page.on("request", note)
        page.goto((demo.report / "report.html").as_uri(), wait_until="networkidle")
        for details in page.locator("details").all():
            details.evaluate("one => { one.open = true; }")
        yield re.sub(r"\s+", " ", page.locator("body").inner_text()), asked_for
        browser.close()


def test_the_report_is_one_file_that_needs_nothing_else(demo: DemoRun, shown: tuple[str, list[str]]) -> None:
    page = demo.report / "report.html"
    assert shown[1] == [page.as_uri()]
    text = page.read_text(encoding="utf-8")
    addresses = Addresses(text).found
    assert addresses
    for address in addresses:
        assert not re.match(r"[a-z][a-z0-9+.-]*:|//", address), address
        target, _, anchor = address.partition("#")
        assert (demo.report / target).exists(), address
        assert not anchor or f'id="{anchor}"' in text, address
    assert "<script" not in text


def test_the_report_s_numbers_are_the_ledger_s(demo: DemoRun, shown: tuple[str, list[str]]) -> None:
    text = shown[0]
    records, refused = len(demo.ledger["journal"]), len(wrong("back-end"))
    cases = len(asked()) - len(wrong("intake"))
    done = cases - refused
    assert f"{done} done, {refused} need a person" in text
    assert f"{records} records, each exactly once" in text
    assert f"{records} records in both" in text
    assert "0 only in the queue's journal" in text
    assert "0 only in the back-end's" in text
    rejected = len(wrong("intake")) + len(promised()["orphan_rows"])
    assert f"{rejected} rows refused at intake" in text
    for one in wrong("back-end"):
        assert one["code"] in text
        assert one["reference"] in text


def test_each_receipt_of_the_report_is_that_record_of_that_case(demo: DemoRun) -> None:
    references = {case.records[0].nir: reference for reference, case in asked().items()}
    told = {
        line["receipt"]: (line["reference"], line["step"].partition(":")[0])
        for line in table(demo.report / "receipts.csv")
    }
    kept = all_records(demo.mock)
    assert set(told) - set(kept) == set(), "no such records"
    assert told == {receipt: (references[kept[receipt].nir], kept[receipt].step) for receipt in told}
    made = {row["receipt"] for row in demo.ledger["journal"]}
    adopted = [step for one in promised()["worth_seeing"] for step in one.get("adopted", [])]
    assert made <= set(told)
    assert len(set(told) - made) >= len(adopted)


def test_the_reconciliation_finds_each_record_on_both_sides(demo: DemoRun) -> None:
    lines = table(demo.report / "reconciliation.csv")
    made = {row["receipt"] for row in demo.ledger["journal"]}
    both = [line["receipt"] for line in lines if line["finding"] == "in both"]
    assert sorted(both) == sorted(made)
    others = [line for line in lines if line["finding"] != "in both"]
    assert {line["finding"] for line in others} == {"adopted"}
    assert made.isdisjoint(line["receipt"] for line in others)


def test_the_table_of_cases_says_how_each_ended(demo: DemoRun) -> None:
    baskets = {one["reference"]: one["code"] for one in wrong("back-end")}
    caught = {one["reference"] for one in wrong("intake")}
    wanted = {
        reference: (State.REJECTED if reference in baskets else State.DONE, baskets.get(reference, ""))
        for reference in asked()
        if reference not in caught
    }
    told = {line["reference"]: (line["state"], line["code"]) for line in table(demo.report / "cases.csv")}
    assert told == wanted


# --- again
FILES = [str(path) for path in (LAKE, PLATEAU, EXTRANET)]
SETTINGS = ("--settings", "var/demo/copiste.toml")


def copy_of(demo: DemoRun, home: Path, *left_out: str) -> DemoRun:
    """The demonstration's folder in another place."""
    again = DemoRun(home, home, demo.face)
    shutil.copytree(demo.folder, again.folder, ignore=shutil.ignore_patterns(*left_out))
    return again


def settled(again: DemoRun) -> dict[str, int]:
    """What `copiste run` came to, with the back-end up again."""
    mock = again.mock
    mock.start()
    try:
        ran = programs.run(
            programs.COPISTE,
            *SETTINGS,
            "run",
            "--json",
            folder=again.home,
            COPISTE_BACK_END__URL=mock.address(again.face),
            COPISTE_PASSWORD=PASSWORD,
        )
    finally:
        mock.stop()
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told: dict[str, int] = json.loads(ran.stdout)["settled"]
    return told


# No bot is opened for it: one face will do.
@pytest.mark.parametrize("demo", ["pixels"], indirect=True)
def test_loading_and_running_again_changes_nothing(demo: DemoRun, tmp_path: Path) -> None:
    again = copy_of(demo, tmp_path)
    loaded = programs.run(programs.COPISTE, *SETTINGS, "load", "--json", *FILES, folder=tmp_path)
    assert loaded.returncode == 1, loaded.stderr  # rows were refused, as before
    told = json.loads(loaded.stdout)
    assert [one["accepted"] for one in told] == [0, 0, 0]
    assert sum(one["known"] for one in told) == len(demo.items)
    assert sum(one["rejected"] for one in told) == len(wrong("intake")) + len(promised()["orphan_rows"])

    assert settled(again) == {}
    assert again.ledger == demo.ledger
    assert {name: (item.state, item.attempt) for name, item in again.items.items()} == {
        name: (item.state, item.attempt) for name, item in demo.items.items()
    }


def test_cases_in_a_queue_that_knows_nothing_of_them_are_found_and_not_keyed(
    demo: DemoRun, tmp_path: Path
) -> None:
    """The queue is lost after the run: the files are loaded into a new one, and nothing is keyed twice."""
    again = copy_of(demo, tmp_path, "queue.db*", "evidence")
    # One of each kind; households of none, two and six dependants; warnings that were confirmed.
    kept = {"EXT-R001", "EXT-A001", "EXT-P012", "EXT-F002", "ALB-E-001", "ALB-E-007", "MGP-0002", "MGP-S01"}
    programs.run(programs.COPISTE, *SETTINGS, "load", *FILES, folder=tmp_path)
    with again.store() as store:
        for reference, item in again.items.items():
            if reference not in kept:
                store.cancel(item.id, who="test", why="not looked at", now=item.changed_at)

    assert settled(again) == {State.DONE: len(kept)}
    assert again.ledger == demo.ledger
