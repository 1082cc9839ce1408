"""The page: self-contained, complete, and without anything that could name a person."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from html.parser import HTMLParser

from copiste.console.held import doubts, step_label
from copiste.console.report.data import DayReadings, QueueAway, ReportData
from copiste.console.report.masking import masked
from copiste.console.report.page import SHOWN, render
from copiste.console.report.reconcile import reconcile
from copiste.queue.item import State, StepState
from tests.unit.console.report_factory import case, committed, night, report, step
from tests.unit.console.test_held import LOOKED, PRESSED, held


def page(data: ReportData) -> str:
    compared = reconcile(data.cases, data.receipts, data.day_journal)
    return render(data, compared, version="0.1.0", file_names=("cases.csv",), evidence_base="../../evidence")


class Balance(HTMLParser):
    """Which elements are open; void ones never are."""

    VOID = frozenset({"meta", "br", "hr", "img", "input", "link", "circle", "line", "path", "rect"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def parsed(html: str) -> Balance:
    balance = Balance()
    balance.feed(html)
    balance.close()
    return balance


def test_page_is_well_formed_and_needs_nothing_from_elsewhere() -> None:
    found = parsed(page(night()))
    assert found.open == []
    assert not found.seen & {"script", "link", "img", "iframe"}
    assert [link for link in found.links if ":" in link or link.startswith("/")] == []
    assert "@import" not in page(night())


def test_when_the_queue_was_away_is_told_with_why() -> None:
    reason = "The queue stayed locked. See which program keeps it open."
    away = QueueAway(7, night().since, timedelta(minutes=6), reason)
    html = page(dataclasses.replace(night(), queue_away=(away,)))
    assert parsed(html).open == []
    assert "The queue was away once, for 6 min" in html
    assert html.count(reason) == 2
    assert "queue-away" not in page(night())


def test_a_held_case_says_who_pressed_what_and_the_two_commands() -> None:
    (doubt, _) = doubts(held(PRESSED, LOOKED))
    in_doubt = dataclasses.replace(case("E-0001", State.HELD, code="COMMIT_IN_DOUBT"), doubts=(doubt,))
    html = page(report(in_doubt))
    assert parsed(html).open == []
    assert "by ROB01@here in run 12, over iban. Different: iban." in html
    assert "--receipt NUMBER</kbd>" in html
    assert "--absent</kbd>" in html
    assert 'href="../../evidence/00000007-02/"' in html


def test_without_a_day_journal_the_page_says_what_the_records_rest_on() -> None:
    one = case("E-1", State.DONE, committed("member", "A-1"), step("address", StepState.COMMITTED))
    html = page(report(one, day_journal=DayReadings(declared=False)))
    assert parsed(html).open == []
    assert "The application declares no day journal" in html
    assert "records keyed, with the receipt that the screen showed" in html
    assert '<div class="big">0</div><div class="soft">records found by a lookup</div>' in html
    assert '<div class="big">1</div><div class="soft">records without a receipt, proved by the' in html
    assert "records in both" not in html
    assert "Not compared" not in html


def test_a_day_journal_that_was_not_read_says_why_and_what_there_is() -> None:
    one = case("E-1", State.DONE, committed("member", "A-1"))
    html = page(report(one, day_journal=DayReadings(unread="It is closed.")))
    assert "The back-end's day journal was not read: It is closed." in html
    assert "records keyed, with the receipt that the screen showed" in html


def test_empty_period_has_a_page_too() -> None:
    assert parsed(page(report())).open == []


def test_every_basket_case_receipt_reject_and_retry_is_on_the_page() -> None:
    data = night()
    html = page(data)
    for one in data.cases:
        assert one.item.reference in html
        for recorded in one.receipts:
            assert str(recorded.receipt) in html
    for reject in data.rejects:
        assert reject.rule in html
    assert "RECORD_LOCKED" in html


def test_back_end_messages_are_shown_as_they_are_and_escaped() -> None:
    html = page(report(case("E-1", State.REJECTED, code="X", message="CTR0003 CONTRAT <INCONNU> & FERME")))
    assert "CTR0003 CONTRAT &lt;INCONNU&gt; &amp; FERME" in html


def test_unknown_step_of_a_held_case_stands_out() -> None:
    held = case("E-1", State.HELD, committed("member", "26323-000001"), step("address", StepState.SUBMITTING))
    assert re.search(r'pressing">address: unknown', page(report(held)))


def test_large_basket_is_cut_and_says_where_the_rest_is() -> None:
    some = tuple(case(f"E-{n:04d}", State.REJECTED, code="X") for n in range(SHOWN + 5))
    html = page(report(*some))
    assert "and 5 more" in html
    assert "copiste items --code X" in html


def test_evidence_is_linked_from_where_the_page_stands() -> None:
    one = case("E-1", State.FAILED, evidence="00000001-02")
    assert 'href="../../evidence/00000001-02/"' in page(report(one))


def test_commands_name_an_unusual_settings_file() -> None:
    data = report(case("E-1", State.REJECTED, code="X"), settings_file="var/demo/copiste.toml")
    assert "copiste --settings var/demo/copiste.toml" in page(data)
    assert "--settings" not in page(report(case("E-1", State.REJECTED, code="X")))


def test_nothing_shaped_like_a_nir_or_an_iban_gets_through() -> None:
    for secret in (
        "285057800608436",
        "2 85 05 78 006 084 36",
        "2850578006084",
        "179032A99002038",
        "FR7630006000011234567890189",
        "FR76 3000 6000 0112 3456 7890 189",
    ):
        assert masked(f"ADHERENT {secret} CONNU") == "ADHERENT **** CONNU", secret
        one = case("E-1", State.REJECTED, code="X", message=f"CONNU {secret}")
        assert secret not in page(report(one))


def test_long_numbers_of_any_country_are_masked() -> None:
    for secret in (
        "4970101234567890",  # a payment card
        "4970 1012 3456 7890",
        "30006 00001 12345678901 89",  # a French account without its country
        "DE89370400440532013000",
        "GB29 NWBK 6016 1331 9268 19",
        "1 79 03 2A 990 020 38",
        "179032A990020",
        "123456789012345678901234",
        "123456789012",
    ):
        assert masked(f"DOSSIER {secret} CONNU") == "DOSSIER **** CONNU", secret


def test_a_number_that_sticks_to_a_word_is_masked_too() -> None:
    assert masked("NIR2850578006084X") == "NIR****X"


def test_receipts_references_and_numbers_are_not_masked() -> None:
    for text in (
        "26324-000123",
        "C000000001",
        "ADHERENT 10000001",
        "2026-11-20 11:57:05",
        "CTR0003",
        "12345678901",
    ):
        assert masked(text) == text


def test_step_label_is_short() -> None:
    assert step_label("dependant:19a9dba99265") == "dependant 9265"
    assert step_label("bank_details") == "bank details"
