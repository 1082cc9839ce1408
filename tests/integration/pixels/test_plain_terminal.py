"""The mock at terminals of 43 rows, without titles and captions, worked from a project of its own."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from copiste import project
from copiste.orchestrator import run as orchestrator
from copiste.queue.item import State
from copiste.queue.store import Store
from copiste.screens.session.check import check_screens
from copiste.screens.session.opening import open_session
from copiste.settings import Seat, Settings
from tests.acceptance.enrolments import states
from tests.applications.plain_terminal.night import PLAIN, Account, accounts_of, case_of
from tests.support.mock import PASSWORD, running_mock
from tests.support.programs import REPOSITORY

PROJECT = REPOSITORY / "tests" / "applications" / "plain_terminal" / "project"
_FAULTS = ("lost_after_commit", "lost_before_commit", "slow_answer", "send_map_error")


@pytest.fixture
def own_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The project, in a folder of its own."""
    folder = tmp_path / "plain"
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("__pycache__", "var"))
    monkeypatch.setenv("COPISTE_PROJECT", str(folder))
    project.choose(folder)
    yield folder
    project.choose(REPOSITORY)


def test_accounts_are_keyed_once_each_also_where_answers_are_lost(own_project: Path, tmp_path: Path) -> None:
    with running_mock(tmp_path, *PLAIN) as mock:
        settings = Settings(
            project=own_project,
            database=f"sqlite:///{tmp_path / 'queue.db'}",
            evidence=tmp_path / "evidence",
            back_end={"url": mock.terminal, "settling": timedelta(seconds=1), "application": "plain"},
            bots={"reopen_after": 0, "spares": 0},
            seats=(Seat(operator="ROB01", terminal="R001"), Seat(operator="ROB02", terminal="R002")),
            policies={"default": {"first_delay": 0.3, "longest_delay": 0.3, "postponement": 0.3}},
            password=PASSWORD,
        )
        accounts = accounts_of(mock, 8, random.Random(1))
        with Store.open(settings.database) as store:
            store.add((case_of(account) for account in accounts), now=datetime.now(UTC))
        for fault in _FAULTS:
            mock.arm(fault, transactions=["RIBS"], first=1)
        orchestrator.run(settings)
        assert set(states(settings.database).values()) == {State.DONE}
        assert {fault["fault"] for fault in mock.struck()} == set(_FAULTS)
        recorded = mock.ledger()["bank_details"]
    told = {Account(row["member_number"], row["iban"], row["holder"]) for row in recorded}
    assert told == set(accounts)
    assert len(recorded) == len(accounts)


def test_the_check_finds_every_place_and_one_that_moved(own_project: Path, tmp_path: Path) -> None:
    with running_mock(tmp_path, *PLAIN) as mock:
        member = accounts_of(mock, 1, random.Random(1))[0].member_number
        with open_session(own_project / "screens" / "plain", "pixels", url=mock.terminal) as session:
            session.sign_on({"operator": "ROB01", "password": PASSWORD, "terminal": "R001"})
            found = {one.screen: one.text for one in check_screens(session, known={"member_number": member})}
            assert found["menu"] == "2 found"
            assert found["account"] == "5 found"
            mock.arm("moved_field", screens=["bank_details"], field="bic")
            (moved,) = check_screens(session, ["account"], {"member_number": member})
            assert "changed bic" in moved.text
            assert "not declared row " in moved.text


def test_a_sensitive_place_is_painted_over(own_project: Path, tmp_path: Path) -> None:
    with (
        running_mock(tmp_path, *PLAIN) as mock,
        open_session(own_project / "screens" / "plain", "pixels", url=mock.terminal) as session,
    ):
        member = accounts_of(mock, 1, random.Random(1))[0].member_number
        session.sign_on({"operator": "ROB01", "password": PASSWORD, "terminal": "R001"})
        session.go_to("account", member_number=member)

        def picture(iban: str, holder: str) -> bytes:
            session.fill({"iban": "", "holder": ""})
            session.fill({"iban": iban, "holder": holder})
            return session.capture(tmp_path / f"{iban}{holder}.png").read_bytes()

        one, other = "FR7630006000011234567890189", "FR7610107001011234567890129"
        assert picture(one, "A") == picture(other, "A")
        assert picture(one, "A") != picture(one, "B")
