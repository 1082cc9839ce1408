"""The demonstration's truth: the mock's ledger against what the spreadsheets ask for, row by row.

Neither side comes from the product: the files are read by `demo_files`, the ledger is the back-end's own.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict

import pytest

from copiste.queue.item import State
from legacy_mock.domain.ledger import Ledger
from legacy_mock.domain.schema import RECORDS
from legacy_mock.domain.seed import fill
from tests.acceptance.demo_files import asked
from tests.acceptance.demo_ledger import expected, month_end
from tests.acceptance.demo_run import DemoRun, promised, wrong
from tests.support.programs import REPOSITORY
from tests.support.records import TRANSACTIONS, recorded

# Whichever comes first waits for the one run that all of them look at.
pytestmark = pytest.mark.timeout(900)

SEATS = {("ROB01", "R001"), ("ROB02", "R002")}


def test_the_demonstration_ends_well(demo: DemoRun) -> None:
    assert demo.code == 0, demo.out + demo.err
    assert "each exactly once" in demo.out
    assert "Traceback" not in demo.out + demo.err


# --- the ledger
def test_each_row_left_what_it_asks_for_once_and_nothing_else_is_there(demo: DemoRun) -> None:
    cases = asked()
    sequence = {row["receipt"]: row["sequence"] for row in demo.ledger["journal"]}
    found = defaultdict(list)
    records = recorded(demo.mock)
    for receipt in sorted(records, key=sequence.__getitem__):
        found[records[receipt].nir].append(records[receipt])
    members = {reference: case.records[0].nir for reference, case in cases.items()}
    assert len(set(members.values())) == len(members), "a member in two cases: rows cannot be told apart"

    wanted = expected(cases)
    different = {
        reference: (list(asked_for), found[members[reference]])
        for reference, asked_for in wanted.items()
        if list(asked_for) != found[members[reference]]
    }
    assert different == {}
    assert set(found) - set(members.values()) == set()
    assert sum(map(len, found.values())) == sum(map(len, wanted.values())) > 300


def test_the_journal_has_one_line_for_each_record_by_the_two_bots(demo: DemoRun) -> None:
    numbers = {row["nir"]: row["number"] for row in demo.mock.rows("members")}
    wanted = {
        receipt: (TRANSACTIONS[record.step], numbers[record.nir])
        for receipt, record in recorded(demo.mock).items()
    }
    lines = demo.ledger["journal"]
    assert {row["receipt"]: (row["transaction_code"], row["member_number"]) for row in lines} == wanted
    assert len(lines) == len(wanted)
    assert {(row["operator"], row["terminal"]) for row in lines} == SEATS


def test_a_termination_ends_the_affiliations_it_is_about_and_no_other(demo: DemoRun) -> None:
    at_month_end = {row["number"]: bool(row["month_end"]) for row in demo.mock.rows("contracts")}
    terminations = {row["receipt"]: row for row in demo.ledger["terminations"]}
    ended = defaultdict(list)
    for line in demo.mock.rows("affiliations"):
        if line["end_receipt"] in terminations:
            ended[line["end_receipt"]].append(line)
    assert set(ended) == set(terminations)
    for receipt, told in terminations.items():
        contract, last_day = told["contract"], told["last_day"]
        effect = month_end(last_day) if at_month_end[contract] else last_day
        assert told["effect_date"] == effect
        for line in ended[receipt]:
            shown = (line["member_number"], line["contract"], line["end_date"])
            assert shown == (told["member_number"], contract, effect)
        assert bool(told["portability_end"]) == bool(told["portability"])
        assert (told["portability_end"] or "9") > last_day


def test_what_nobody_asked_for_is_as_the_seed_left_it(
    demo: DemoRun, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("seed") / "seed.db"
    fill(path)
    seed = Ledger(path)
    touched = {table: {row["receipt"] for row in demo.ledger[table]} for table in RECORDS}
    for table in RECORDS:
        was = {row["receipt"]: row for row in seed.rows(table)}
        now = {row["receipt"]: row for row in demo.mock.rows(table)}
        changed = {receipt for receipt, row in now.items() if was.get(receipt) != row}
        assert changed == touched[table], table
        assert set(was) - set(now) == set(), table


# --- the baskets
def test_every_case_that_entered_is_done_or_in_its_promised_basket(demo: DemoRun) -> None:
    caught = {one["reference"] for one in wrong("intake")}
    wanted = {
        reference: (case.process, State.DONE, "")
        for reference, case in asked().items()
        if reference not in caught
    }
    for one in wrong("back-end"):
        wanted[one["reference"]] = (one["process"], State.REJECTED, one["code"])
    found = {reference: (item.process, item.state, item.code) for reference, item in demo.items.items()}
    assert found == wanted
    for one in wrong("back-end"):
        assert one.get("message", "") in demo.items[one["reference"]].message, one["reference"]
    assert {item.attempt for item in demo.items.values()} == {1}


def test_the_rejects_files_say_where_each_refused_row_is(demo: DemoRun) -> None:
    found = []
    for path in sorted(demo.folder.glob("reports/rejects/*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for line in csv.DictReader(lines, delimiter=";"):
                if line["row"]:
                    assert line["column"]
                    place = (line["file"], line["sheet"], int(line["row"]))
                    found.append((line["reference"], *place, line["rule"]))
    refused = [*wrong("intake"), *promised()["orphan_rows"]]
    wanted = [
        (one.get("reference", ""), one["file"], one["sheet"] or "", one["row"], one["code"])
        for one in refused
    ]
    assert sorted(found) == sorted(wanted)


def test_the_documentation_names_each_wrong_case_with_its_code() -> None:
    page = (REPOSITORY / "docs" / "demo-cases.md").read_text(encoding="utf-8")
    told = Counter(re.findall(r"^\| (?:`([\w-]+)`)? \| [^|]+ \| `(\w+)` \|", page, re.MULTILINE))
    lines = [*wrong("intake"), *wrong("back-end"), *promised()["orphan_rows"]]
    assert told == Counter((one.get("reference", ""), one["code"]) for one in lines)
