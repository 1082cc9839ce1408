"""The declared screens of the health back-end against its mock, through every face."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from copiste.screens.errors import BusinessRefusedError, SessionExpiredError, SignOnError, TryLaterError
from copiste.screens.session.check import Verdict, check_screens
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from tests.support.mock import PASSWORD, Mock, running_mock

#: Seeded members: plain, homonyms, twins' parent, with claims.
PLAIN, HOMONYM, CLAIMS = "10000041", "10000001", "10000011"


@pytest.fixture(scope="module", params=["web", "pixels"])
def face(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory, face: str) -> Iterator[Mock]:
    with running_mock(tmp_path_factory.mktemp(f"mock_{face}")) as running:
        yield running


@pytest.fixture(scope="module")
def opened(mock: Mock, face: str) -> Iterator[ScreenSession]:
    with open_session("backend_sante", face, url=mock.address(face)) as session:
        yield session


@pytest.fixture
def session(opened: ScreenSession) -> ScreenSession:
    if opened.screen_unknown or opened.current == "sign_on":
        sign_on(opened)
    return opened


def sign_on(session: ScreenSession, operator: str = "ROB01", terminal: str = "R001") -> None:
    session.sign_on({"operator": operator, "password": PASSWORD, "terminal": terminal})


def test_every_screen_that_can_be_reached_is_as_declared(session: ScreenSession) -> None:
    checks = {check.screen: check for check in check_screens(session, known={"member_number": PLAIN})}
    assert {name: check.text for name, check in checks.items() if check.verdict is Verdict.DIFFERS} == {}
    assert {name for name, check in checks.items() if check.verdict is Verdict.SAME} == {
        *(
            "menu",
            "member_search",
            "member_file",
            "member_identity",
            "address",
            "bank_details",
            "affiliation",
        ),
        *("member_affiliations", "dependant_list", "dependant_add", "dependant_end", "termination"),
        "operator_journal",
    }
    assert session.current == "menu"


def test_a_member_is_created_in_three_pages_and_affiliated(session: ScreenSession, mock: Mock) -> None:
    session.go_to("member_identity")
    session.fill(
        {
            "last_name": "Lefèvre d’Œuvre",
            "first_name": "Zoé",
            "sex": "F",
            "birth_date": "1984-03-02",
            "nir": nir("2840369996001"),
        }
    )
    session.submit("enter", expect="member_situation")
    session.fill({"regime": "GE", "family_status": "C", "phone": "0612345678"})
    session.submit("enter", expect="member_summary")
    session.verify()
    created = session.submit("validate", expect="member_summary")
    number = created.values["member_number"]
    assert session.read("receipt") == created.values["receipt"]

    session.go_to("affiliation", member_number=number)
    entered = {"contract": "C000000001", "option": "BAS", "population": "ENS", "start": "2026-01-01"}
    session.fill(entered)
    session.submit("check", expect="affiliation")
    assert session.read("company") == "ATELIERS DU LAC BLEU"
    session.verify()
    receipt = session.submit("validate").values["receipt"]

    session.go_to("member_affiliations", member_number=number)
    (row,) = session.rows("affiliations")
    assert row.shows({**entered, "receipt": receipt, "end": None})
    session.go_to("member_file", member_number=number)
    assert session.differences({"last_name": "LEFEVRE D'OEUVRE", "nir": nir("2840369996001")}) == ()
    journal = [row for row in mock.ledger()["journal"] if row["member_number"] == number]
    recorded = [(row["transaction_code"], row["receipt"]) for row in journal]
    assert recorded == [("ADHI", created.values["receipt"]), ("AFFC", receipt)]


def test_homonyms_are_listed_and_one_is_chosen_by_its_line(session: ScreenSession) -> None:
    session.go_to("member_search")
    session.fill({"last_name": "Martin", "first_name": "Marie", "birth_date": "1980-05-12"})
    session.submit("search", expect=("member_list", "member_search"))
    rows = session.rows("members")
    (line,) = [row["line"] for row in rows if row["member_number"] == HOMONYM]
    session.fill({"selection": line})
    assert session.submit("select").screen == "member_file"
    assert session.read("member_number") == HOMONYM


def test_nobody_found_stays_on_the_search(session: ScreenSession) -> None:
    session.go_to("member_search")
    session.fill({"last_name": "Xyzzy"})
    arrival = session.submit("search", expect=("member_list", "member_search"))
    assert arrival.screen == "member_search"
    assert arrival.message is not None
    assert arrival.message.number == "ADH0031"


def test_a_long_list_is_read_to_its_end(session: ScreenSession) -> None:
    session.go_to("member_search")
    session.fill({"last_name": "MA"})
    session.submit("search", expect="member_list")
    rows = session.rows("members")
    assert rows[-1].page > 1
    assert len({row["member_number"] for row in rows}) == len(rows) > 10


def test_a_warning_is_confirmed_in_a_dialog_where_the_face_has_them(session: ScreenSession) -> None:
    session.go_to("termination", member_number=CLAIMS)
    session.fill({"contract": "C000000001", "reason": "059", "last_day": "2026-10-15", "portability": False})
    session.submit("enter", expect="termination_summary")
    assert session.read("effect_date") == "2026-10-31"
    arrival = session.submit("validate", expect="termination_summary")
    assert session.read("receipt") == arrival.values["receipt"]


def test_a_warning_by_key_is_confirmed(session: ScreenSession) -> None:
    child = {
        "last_name": "Leclerc",
        "first_name": "Ugo",
        "sex": "M",
        "birth_date": "1999-05-05",
        "kind": "EN",
        "nir": None,
        "rank": 1,
        "start": "2026-01-01",
    }
    session.go_to("dependant_add", member_number=PLAIN)
    session.fill(child)
    receipt = session.submit("validate", expect="dependant_add").values["receipt"]
    session.go_to("dependant_list", member_number=PLAIN)
    (row,) = session.rows("dependants")
    assert row.shows({"first_name": "Ugo", "birth_date": "1999-05-05", "rank": 1, "receipt": receipt})


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"contract": "C000000999"}, "CONTRACT_UNKNOWN"),
        ({"contract": "C000000003"}, "CONTRACT_CLOSED"),
        ({"option": "PRM"}, "OPTION_NOT_COVERED"),
        ({"population": "CAD"}, "POPULATION_NOT_COVERED"),
        ({"start": "2010-01-01"}, "AFFILIATION_BEFORE_CONTRACT"),
    ],
)
def test_a_refusal_has_its_code_and_leaves_the_session_known(
    session: ScreenSession, values: dict[str, str], code: str
) -> None:
    session.go_to("affiliation", member_number=PLAIN)
    session.fill(
        {"contract": "C000000001", "option": "BAS", "population": "ENS", "start": "2026-01-01", **values}
    )
    with pytest.raises(BusinessRefusedError) as error:
        session.submit("check")
    assert error.value.code == code
    assert session.current == "affiliation"


def test_a_locked_file_is_for_later(session: ScreenSession, mock: Mock, face: str) -> None:
    session.leave()
    with open_session("backend_sante", face, url=mock.address(face)) as other:
        sign_on(other, "AGT01", "T001")
        other.go_to("address", member_number=PLAIN)
        with pytest.raises(TryLaterError) as error:
            session.go_to("bank_details", member_number=PLAIN)
        assert error.value.code == "RECORD_LOCKED"
        assert "AGT01" not in str(error.value)
        other.sign_off()
    session.go_to("bank_details", member_number=PLAIN)


def test_a_broadcast_in_between_is_passed_by(session: ScreenSession, mock: Mock) -> None:
    broadcast(mock, "ARRET A 20H30")
    try:
        assert session.go_to("member_file", member_number=PLAIN).screen == "member_file"
    finally:
        broadcast(mock, "--clear")


def test_the_list_of_codes_is_shown_and_left(session: ScreenSession) -> None:
    session.go_to("affiliation", member_number=PLAIN)
    session.fill({"option": "BAS"})
    session.submit("list", expect="code_list")
    assert "NCA" in [row["code"] for row in session.rows("codes")]
    session.submit("cancel", expect="affiliation")
    assert session.read("option") == "BAS"


def test_a_long_list_of_codes_is_read_whole(session: ScreenSession) -> None:
    session.go_to("termination", member_number=PLAIN)
    session.fill({"contract": "C000000001"})
    session.submit("list", expect="code_list")
    assert len({row["code"] for row in session.rows("codes")}) == 19
    session.submit("cancel", expect="termination")


def test_the_day_s_journal_lists_what_was_recorded(session: ScreenSession) -> None:
    session.go_to("address", member_number="10000042")
    session.fill({"street": "3 rue de l'Église", "complement": "", "postal_code": "69001", "town": "Lyon"})
    receipt = session.submit("validate").values["receipt"]
    session.go_to("operator_journal")
    (row,) = [row for row in session.rows("records") if row["receipt"] == receipt]
    assert row.shows({"transaction": "ADRS", "member_number": "10000042"})


def test_a_picture_shows_the_screen_as_it_is_without_its_sensitive_values(
    session: ScreenSession, tmp_path: Path
) -> None:
    def picture(last_name: str, thirteen: str) -> bytes:
        session.fill({"last_name": last_name, "nir": nir(thirteen)})
        return session.capture(tmp_path / f"{last_name}{thirteen}.png").read_bytes()

    session.go_to("member_identity")
    first = picture("Lefèvre", "2840369996001")
    assert picture("Lefèvre", "1551269996999") == first
    assert picture("Durand", "1551269996999") != first


def test_a_wrong_password_is_not_the_data_s_fault(session: ScreenSession) -> None:
    with pytest.raises(SignOnError) as error:
        session.sign_on({"operator": "ROB01", "password": "FAUX", "terminal": "R001"})
    assert error.value.code == "OPERATOR_REFUSED"
    assert error.value.kind == "application"
    session.sign_on({"operator": "ROB01", "password": PASSWORD, "terminal": "R001"})


def test_a_session_that_was_taken_away_is_told_and_a_new_one_works(
    session: ScreenSession, mock: Mock, face: str
) -> None:
    session.go_to("member_search")
    with open_session("backend_sante", face, url=mock.address(face)) as other:
        sign_on(other)
        with pytest.raises(SessionExpiredError):
            session.submit("search")
        assert session.screen_unknown
        other.sign_off()
    sign_on(session)
    assert session.current == "menu"


def test_a_closed_back_end_is_for_later(tmp_path: Path, face: str) -> None:
    with (
        running_mock(tmp_path, "--hours", "03:00-03:01") as closed,
        open_session("backend_sante", face, url=closed.address(face)) as session,
        pytest.raises(TryLaterError) as error,
    ):
        sign_on(session)
    assert error.value.code == "BACK_END_CLOSED"


def broadcast(mock: Mock, text: str) -> None:
    command = [sys.executable, "-m", "legacy_mock", "broadcast", "--database", str(mock.database), text]
    subprocess.run(command, check=True, capture_output=True)


def nir(thirteen: str) -> str:
    """A NIR with its key."""
    return thirteen + f"{97 - int(thirteen) % 97:02d}"
