"""`copiste run`, `report` and `screens check` against the mock back-end, which is a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from copiste.cases import check
from copiste.console.mock_process import Mock, running_mock
from copiste.queue.item import NewItem
from tests.integration.console.conftest import Desk

#: A seeded member, and one whom the back-end does not know.
KNOWN = {"last_name": "ROBIN", "first_name": "FLORENCE", "birth_date": "1991-12-12", "nir": "291123799002424"}
NOBODY = KNOWN | {"last_name": "NOBODY"}
ADDRESS = {"street": "3 RUE NEUVE", "postal_code": "69001", "town": "LYON"}


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    with running_mock(tmp_path_factory.mktemp("mock") / "mock.db") as running:
        yield running


@pytest.fixture
def office(desk: Desk, mock: Mock, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk whose settings name the mock, with one seat."""
    (desk.folder / "copiste.toml").write_text(
        f'[back_end]\nurl = "{mock.url}"\n\n[[seats]]\noperator = "ROB01"\nterminal = "R001"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("COPISTE_PASSWORD", mock.password)
    return desk


def queue(desk: Desk, **cases: dict[str, str]) -> None:
    now = datetime.now(UTC)
    with desk.store() as store:
        for reference, member in cases.items():
            payload = check("address", {"member": member, "address": ADDRESS}, now.date())
            assert isinstance(payload, dict)
            store.add([NewItem("address", reference, payload)], now=now)


def test_run_keys_reports_and_the_back_end_agrees(office: Desk) -> None:
    queue(office, KNOWN=KNOWN, NOBODY=NOBODY)
    ran = office.copiste("run", "--json")
    assert ran.code == 1, ran.err
    assert ran.json["settled"] == {"DONE": 1, "REJECTED": 1}
    assert "1/2 ROB01 address KNOWN DONE" in ran.err
    assert "MEMBER_NOT_FOUND" in ran.err
    told = office.copiste("report", "--no-ask", "--json").json  # the run has already asked
    assert told["reconciliation"]["in_both"] == 1
    assert told["reconciliation"]["only_queue"] == told["reconciliation"]["only_back_end"] == []
    assert told["headline"] == "1 done, 1 needs a person"
    page = Path(told["page"]).read_text(encoding="utf-8")
    for value in (*KNOWN.values(), ADDRESS["street"]):
        assert value not in page


def test_run_with_nothing_to_do_is_zero(office: Desk) -> None:
    with office.store():
        pass
    assert office.copiste("run", "--no-ask").code == 0


def test_bot_that_cannot_sign_on_gives_up_and_its_items_go_back(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPISTE_PASSWORD", "WRONG")
    queue(office, A=KNOWN)
    ran = office.copiste("run", "--json")
    assert ran.code == 4
    assert next(iter(ran.json["gave_up"].values()))["code"]
    assert office.copiste("items", "--json").json[0]["state"] == "PENDING"


def test_sigterm_ends_a_watching_run_in_order(office: Desk, mock: Mock) -> None:
    queue(office, KNOWN=KNOWN)
    command = [
        sys.executable,
        "-c",
        "from copiste.console.main import run; run()",
        "run",
        "--watch",
        "--no-ask",
    ]
    environment = os.environ | {
        "COPISTE_PASSWORD": mock.password,
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    process = subprocess.Popen(
        command, cwd=office.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stderr is not None
        assert "KNOWN DONE" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "stopped" in out


def test_screens_check_finds_the_declared_screens_on_the_live_back_end(office: Desk) -> None:
    answer = office.copiste("screens", "check", "--with", "member_number=10000024", "--json")
    assert answer.code == 0, answer.out
    results = {line["screen"]: line["verdict"] for line in answer.json}
    for screen in (
        "menu",
        "member_search",
        "member_file",
        "dependant_list",
        "operator_journal",
        "affiliation",
    ):
        assert results[screen] == "same"


@pytest.mark.parametrize("names", [("member_search", "affiliation", "dependant_list")])
def test_screens_check_goes_through_another_face_when_told(
    office: Desk, mock: Mock, names: tuple[str, ...]
) -> None:
    told = ("--face", "pixels", "--url", mock.terminal, "--with", "member_number=10000024", "--json")
    answer = office.copiste("screens", "check", *names, *told)
    assert answer.code == 0, answer.out
    assert [line["verdict"] for line in answer.json] == ["same"] * len(names)


@pytest.mark.parametrize(
    "told", [("--face", "pixel"), ("--url", "tn3270://127.0.0.1:23"), ("--url", "nowhere")]
)
def test_a_face_that_does_not_reach_the_address_is_told_before_anything_is_opened(
    office: Desk, told: tuple[str, ...]
) -> None:
    answer = office.copiste("screens", "check", *told)
    assert answer.code == 6
    assert "--face pixels --url tn3270://" in answer.err


def test_screens_check_says_what_a_screen_needs(office: Desk) -> None:
    answer = office.copiste("screens", "check", "member_file", "--json")
    (line,) = answer.json
    assert line["verdict"] == "not reached"
    assert "member_number" in line["text"]
    assert office.copiste("screens", "check", "nonsense").code == 6


def test_screens_check_with_a_wrong_password_says_so(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPISTE_PASSWORD", "WRONG")
    answer = office.copiste("screens", "check")
    assert answer.code in {4, 6}
    assert "SIG0001" in answer.err


def test_screen_that_changed_is_found(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from copiste.screens.declared import loading
    from copiste.screens.session import opening

    real = loading.load_application("backend_sante")
    changed = real.screen("member_search")
    fields = {
        **changed.fields,
        "nickname": changed.fields["last_name"].model_copy(update={"caption": "SURNOM"}),
    }
    screens = {**real.screens, "member_search": changed.model_copy(update={"fields": fields})}
    monkeypatch.setattr(
        opening, "load_application", lambda _name: real.model_copy(update={"screens": screens})
    )
    answer = office.copiste("screens", "check", "member_search")
    assert answer.code == 1
    assert "nickname" in answer.out


def _seat_findings(office: Desk, *told: str) -> list[tuple[str, str, str]]:
    answer = office.copiste("doctor", "--quick", *told, "--json")
    return [
        (line["subject"], line["health"], line["found"])
        for line in answer.json
        if line["subject"].startswith("seat ")
    ]


def test_doctor_signs_on_at_each_seat_when_asked(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _seat_findings(office) == []
    assert _seat_findings(office, "--sign-on") == [("seat ROB01", "ok", "let in")]
    monkeypatch.setenv("COPISTE_PASSWORD", "WRONG")
    ((_, health, found),) = _seat_findings(office, "--sign-on")
    assert health == "missing"
    assert found.startswith("OPERATOR_REFUSED: SIG0001 ")
    assert "WRONG" not in found
