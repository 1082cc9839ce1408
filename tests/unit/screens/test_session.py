from __future__ import annotations

from pathlib import Path

import pytest

from screens.driver import Driver
from screens.errors import (
    ArrivalTimeoutError,
    BusinessRefusedError,
    DialogError,
    FieldNotFoundError,
    FieldValueError,
    MessageUnknownError,
    ReadBackError,
    ScreenNotRecognisedError,
    SessionExpiredError,
    TechnicalError,
    TryLaterError,
    UndeclaredError,
    UnexpectedScreenError,
)
from screens.session import ScreenSession
from screens.view import View
from tests.unit.screens.factories import small_application, view
from tests.unit.screens.fake_driver import FakeDriver

SCREENS = {
    "member": """
recognise: {title: FICHE}
reach: {code: FICH, needs: [member_number]}
fields:
  member_number: {caption: ADHERENT, type: number, protected: true}
  last_name: {caption: NOM, max: 10}
  birth_date: {caption: NE LE, type: date, parts: [2, 2, 4], sensitive: true}
  receipt: {caption: ENREGISTREMENT, protected: true}
keys: {enter: ENTER, validate: F10, leave: F3}
""",
    "search": "recognise: {title: RECHERCHE}\nreach: {code: CHER}\nkeys: {enter: ENTER, leave: F3}\n",
    "found": """
recognise: {title: TROUVES}
fields: {page: {caption: PAGE, protected: true}}
tables:
  members:
    columns:
      line: {caption: LIGNE, type: number}
      last_name: {caption: NOM, max: 4, cut: true, sensitive: true}
    page: page
    next: next_page
    previous: previous_page
keys: {next_page: F8, previous_page: F7, leave: F3}
""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("application")


def session(folder: Path, driver: Driver) -> ScreenSession:
    return ScreenSession(small_application(folder, SCREENS), driver)


def member(
    message: str = "", *, number: str = "10000001", dialogs: tuple[str, ...] = (), name: str = ""
) -> View:
    drawing = (
        f"ADHERENT | : | {number}\nNOM | : | [{name}]10\nNE LE | : | []2 | []2 | []4\nENREGISTREMENT | : | |"
    )
    return view(drawing, title="FICHE", message=message, token=f"member{message}", dialogs=dialogs)


def menu(token: str = "menu") -> View:
    return view("CHOIX | : | []4\nADHERENT | : | [10000009]8", title="MENU", token=token)


def found(page: int, of: int, *names: str) -> View:
    lines = "".join(f"\n{number} | {name}" for number, name in enumerate(names, 1))
    return view(f"LIGNE | NOM{lines}\nPAGE | : | {page}/{of}", title="TROUVES", token=f"found{page}")


NEWS = view("BONJOUR", title="NOUVELLES", token="news")
UNKNOWN = view("RIEN", title="AUTRE", token="unknown")


def test_fills_a_whole_screen_at_once_and_reads_it_back(folder: Path) -> None:
    driver = FakeDriver(member())
    open_session = session(folder, driver)
    open_session.expect("member")
    open_session.fill({"last_name": "Lefèvre", "birth_date": "1984-03-02"})
    assert driver.done == ["look", "enter 4"]
    assert open_session.read("last_name") == "LEFEVRE"
    assert open_session.read("birth_date") == "1984-03-02"


def test_does_not_type_what_is_there_already(folder: Path) -> None:
    driver = FakeDriver(member(name="LEFEVRE"))
    open_session = session(folder, driver)
    open_session.expect()
    open_session.fill({"last_name": "Lefèvre"})
    assert driver.done == ["look"]


def test_a_field_that_reads_back_otherwise_stops_before_any_key(folder: Path) -> None:
    driver = FakeDriver(member(), member())
    driver.page = lambda text: text[:3]
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(ReadBackError) as error:
        open_session.fill({"last_name": "Lefèvre", "birth_date": "1984-03-02"})
    assert error.value.fields == ("last_name", "birth_date")
    assert "LEF" not in str(error.value)
    assert driver.done == ["look", "enter 4"]


def test_a_value_that_does_not_fit_is_refused_before_anything_is_typed(folder: Path) -> None:
    driver = FakeDriver(member())
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(FieldValueError):
        open_session.fill({"birth_date": "1984-03-02", "last_name": "Abracadabrante"})
    assert driver.done == ["look"]


def test_a_protected_field_cannot_be_filled(folder: Path) -> None:
    open_session = session(folder, FakeDriver(member()))
    open_session.expect()
    with pytest.raises(FieldNotFoundError, match="protected"):
        open_session.fill({"receipt": "1"})


def test_presses_no_key_before_a_screen_is_recognised(folder: Path) -> None:
    driver = FakeDriver(member(), member())
    open_session = session(folder, driver)
    for act in (lambda: open_session.submit("F10"), open_session.leave, lambda: open_session.go_to("search")):
        with pytest.raises(ScreenNotRecognisedError):
            act()
    assert driver.done == []


def test_a_confirmation_gives_its_receipt(folder: Path) -> None:
    driver = FakeDriver(member(), member("OKA0001 FAIT - ENREGISTREMENT 26324-000123"))
    open_session = session(folder, driver)
    open_session.expect()
    arrival = open_session.submit("validate", expect="member")
    assert arrival.screen == "member"
    assert arrival.values["receipt"] == "26324-000123"
    assert "26324" not in repr(arrival)
    assert not open_session.screen_unknown


@pytest.mark.parametrize(
    ("message", "raised", "code"),
    [
        ("BAD0001 CONTRAT C1 INCONNU", BusinessRefusedError, "CONTRACT_UNKNOWN"),
        ("BAD0002 VERROUILLE PAR AGT01", TryLaterError, "RECORD_LOCKED"),
        ("BAD0003 TOUCHE NON AUTORISEE", TechnicalError, "KEY_NOT_ALLOWED"),
        ("ASK0003 TROP AGE", BusinessRefusedError, "TOO_OLD"),
    ],
)
def test_a_message_becomes_what_the_catalogue_says(
    folder: Path, message: str, raised: type[BusinessRefusedError], code: str
) -> None:
    open_session = session(folder, FakeDriver(member(), member(message)))
    open_session.expect()
    with pytest.raises(raised) as error:
        open_session.submit("validate")
    assert error.value.code == code
    assert error.value.number == message[:7]
    assert "C1" not in str(error.value)
    assert "AGT01" not in str(error.value)
    assert open_session.current == "member"


def test_a_message_that_nobody_declared_is_an_application_error(folder: Path) -> None:
    open_session = session(folder, FakeDriver(member(), member("NEW0001 DUPONT")))
    open_session.expect()
    with pytest.raises(MessageUnknownError, match="NEW0001") as error:
        open_session.submit("validate")
    assert "DUPONT" not in str(error.value)


def test_a_warning_is_confirmed_by_the_same_key(folder: Path) -> None:
    driver = FakeDriver(member(), member("ASK0001 F10 POUR CONFIRMER"), member("OKA0001 FAIT 26324-000123"))
    open_session = session(folder, driver)
    open_session.expect()
    assert open_session.submit("validate").values["receipt"] == "26324-000123"
    assert driver.done == ["look", "F10", "F10"]


def test_warnings_that_never_end_are_not_confirmed_for_ever(folder: Path) -> None:
    driver = FakeDriver(member(), *(member("ASK0001 ENCORE") for _ in range(50)))
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(ScreenNotRecognisedError, match="No rest"):
        open_session.submit("validate")


def test_a_warning_in_a_dialog_is_accepted_there_and_waited_for(folder: Path) -> None:
    driver = FakeDriver(member(), member("ASK0002 HOMONYME"))
    driver.later = [member("OKA0001 FAIT 26324-000123")]
    open_session = session(folder, driver)
    open_session.expect()
    assert driver.answers("ASK0002 HOMONYME")
    assert open_session.submit("validate").values["receipt"] == "26324-000123"
    assert driver.done == ["look", "F10", "wait"]


def test_a_face_without_dialogs_presses_the_key_again_instead(folder: Path) -> None:
    driver = FakeDriver(
        member(), member("ASK0002 HOMONYME"), member("OKA0001 FAIT 26324-000123"), has_dialogs=False
    )
    open_session = session(folder, driver)
    open_session.expect()
    open_session.submit("validate")
    assert driver.done == ["look", "F10", "F10"]


@pytest.mark.parametrize("text", ["ASK0003 TROP AGE", "NEW0001 QUOI", "Voulez-vous vraiment ?"])
def test_no_other_dialog_is_accepted(folder: Path, text: str) -> None:
    driver = FakeDriver(member())
    session(folder, driver)
    assert not driver.answers(text)


def test_a_declared_dialog_that_was_declined_is_a_refusal(folder: Path) -> None:
    driver = FakeDriver(member(), member(dialogs=("ASK0003 TROP AGE",)))
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(BusinessRefusedError) as error:
        open_session.submit("validate")
    assert error.value.code == "TOO_OLD"


def test_a_dialog_that_nobody_declared_leaves_the_session_unknown(folder: Path) -> None:
    driver = FakeDriver(member(), member(dialogs=("Effacer DUPONT ?",)))
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(DialogError) as error:
        open_session.submit("validate")
    assert "DUPONT" not in str(error.value)
    assert open_session.screen_unknown


def test_news_in_between_is_passed_by(folder: Path) -> None:
    driver = FakeDriver(member(), NEWS, member("OKA0001 FAIT 26324-000123"))
    open_session = session(folder, driver)
    open_session.expect()
    assert open_session.submit("validate", expect="member").values["receipt"] == "26324-000123"
    assert driver.done == ["look", "F10", "ENTER"]


def test_the_end_of_the_session_is_told_under_its_code(folder: Path) -> None:
    open_session = session(folder, FakeDriver(member(), view("X", title="FINI")))
    open_session.expect()
    with pytest.raises(SessionExpiredError) as error:
        open_session.submit("validate")
    assert error.value.code == "SESSION_EXPIRED"
    assert open_session.screen_unknown


def test_an_unknown_screen_is_an_error_with_a_picture(folder: Path, tmp_path: Path) -> None:
    driver = FakeDriver(member(), UNKNOWN)
    open_session = session(folder, driver)
    open_session.pictures = tmp_path
    open_session.expect()
    with pytest.raises(ScreenNotRecognisedError) as error:
        open_session.submit("validate")
    assert error.value.picture is not None
    assert error.value.picture.parent == tmp_path
    assert open_session.screen_unknown
    assert "RIEN" not in str(error.value)


def test_a_half_built_screen_is_given_time(folder: Path) -> None:
    driver = FakeDriver(member(), UNKNOWN)
    driver.later = [member()]
    open_session = session(folder, driver)
    open_session.expect()
    assert open_session.submit("validate").screen == "member"


def test_silence_leaves_the_session_unknown(folder: Path) -> None:
    open_session = session(folder, FakeDriver(member()))
    open_session.expect()
    with pytest.raises(ArrivalTimeoutError):
        open_session.submit("validate")
    assert open_session.screen_unknown


def test_another_screen_than_expected_is_named(folder: Path) -> None:
    open_session = session(folder, FakeDriver(member(), menu()))
    open_session.expect()
    with pytest.raises(UnexpectedScreenError, match="Expected screen member, found menu"):
        open_session.submit("validate", expect="member")
    assert open_session.current == "menu"


@pytest.mark.parametrize(("key", "expect"), [("valider", ()), ("F9", ()), ("validate", "membre")])
def test_an_undeclared_name_costs_no_key(folder: Path, key: str, expect: str | tuple[str, ...]) -> None:
    driver = FakeDriver(member(), member())
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(UndeclaredError):
        open_session.submit(key, expect=expect)
    assert driver.done == ["look"]


def test_verifies_what_was_filled_by_looking_again(folder: Path) -> None:
    driver = FakeDriver(member())
    open_session = session(folder, driver)
    open_session.expect()
    open_session.fill({"last_name": "Lefèvre"})
    open_session.verify()
    driver.shown = member(name="AUTRE")
    with pytest.raises(ReadBackError) as error:
        open_session.verify()
    assert error.value.fields == ("last_name",)


def test_a_message_is_judged_once_when_it_arrives(folder: Path) -> None:
    driver = FakeDriver(member(), member("BAD0001 CONTRAT C1 INCONNU"))
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(BusinessRefusedError):
        open_session.submit("validate")
    assert open_session.expect("member") == "member"
    open_session.fill({"last_name": "Durand"})
    open_session.verify()


def test_goes_by_the_menu_and_clears_what_others_left_there(folder: Path) -> None:
    driver = FakeDriver(member(), menu(), view("", title="RECHERCHE"))
    open_session = session(folder, driver)
    open_session.expect()
    assert open_session.go_to("search").screen == "search"
    assert driver.done == ["look", "F3", "enter 2", "ENTER"]


def test_takes_the_shortcut_when_the_member_is_already_shown(folder: Path) -> None:
    driver = FakeDriver(member())
    driver.shortcuts = {"FICH": member(name="X")}
    open_session = session(folder, driver)
    open_session.expect()
    open_session.go_to("member", member_number="10000001")
    assert driver.done == ["look", "shortcut FICH"]


def test_takes_no_shortcut_to_another_member(folder: Path) -> None:
    driver = FakeDriver(member(), menu(), member(number="10000002"))
    driver.shortcuts = {"FICH": member()}
    open_session = session(folder, driver)
    open_session.expect()
    open_session.go_to("member", member_number="10000002")
    assert driver.done == ["look", "F3", "enter 2", "ENTER"]


def test_a_shortcut_that_brings_another_member_is_not_believed(folder: Path) -> None:
    driver = FakeDriver(member(), menu(), member())
    driver.shortcuts = {"FICH": member(number="10000007")}
    open_session = session(folder, driver)
    open_session.expect()
    open_session.go_to("member", member_number="10000001")
    assert driver.done == ["look", "shortcut FICH", "F3", "enter 2", "ENTER"]


def test_there_is_no_way_to_a_screen_that_declares_none(folder: Path) -> None:
    open_session = session(folder, FakeDriver(member()))
    open_session.expect()
    with pytest.raises(UndeclaredError, match="found"):
        open_session.go_to("found")


def test_reads_a_list_through_all_its_pages(folder: Path) -> None:
    driver = FakeDriver(found(1, 3, "DUPO", "MART"), found(2, 3, "PETI"), found(3, 3, "DURA"))
    open_session = session(folder, driver)
    open_session.expect("found")
    rows = open_session.rows("members")
    assert [(row["last_name"], row.page) for row in rows] == [
        ("DUPO", 1),
        ("MART", 1),
        ("PETI", 2),
        ("DURA", 3),
    ]
    assert rows[0].shows({"last_name": "Dupont", "line": 1})
    assert rows[0].differences({"last_name": "Durand"}) == ("last_name",)
    assert "DUPO" not in repr(rows)


def test_turns_back_to_the_first_page_before_reading_all(folder: Path) -> None:
    driver = FakeDriver(found(2, 2, "B"), found(1, 2, "A"), found(2, 2, "B"))
    open_session = session(folder, driver)
    open_session.expect("found")
    assert [row["last_name"] for row in open_session.rows("members")] == ["A", "B"]
    assert driver.done == ["look", "F7", "F8"]


def test_a_list_that_does_not_turn_is_an_error(folder: Path) -> None:
    open_session = session(folder, FakeDriver(found(1, 3, "A"), found(1, 3, "A")))
    open_session.expect("found")
    with pytest.raises(FieldNotFoundError, match="page 3"):
        open_session.turn_to("members", 3)


def test_paints_over_sensitive_fields_and_columns(folder: Path, tmp_path: Path) -> None:
    driver = FakeDriver(member(), found(1, 1, "DUPO"))
    open_session = session(folder, driver)
    open_session.expect()
    open_session.capture(tmp_path / "new" / "1.png")
    assert [driver.shown.lines[2][at].place for at in (2, 3, 4)] == sorted(driver.masked)
    open_session.submit("leave")
    open_session.capture(tmp_path / "2.png")
    assert list(driver.masked) == [driver.shown.lines[1][1].place]


def test_paints_over_whatever_may_be_personal_on_an_unknown_screen(folder: Path, tmp_path: Path) -> None:
    driver = FakeDriver(view("NIR | 1 84 03 75 999\nNOM | [X]\nPAGE | 12", title="?"))
    session(folder, driver).capture(tmp_path / "x.jpg")
    assert sorted(driver.masked) == [1, 3]


def test_signs_on_from_the_first_screen_and_off_again(folder: Path) -> None:
    first = view("CODE | : | []8\nMOT DE PASSE | : | [•]8", title="IDENTIFICATION")
    driver = FakeDriver(first, menu(), first)
    open_session = session(folder, driver)
    driver.page = lambda text: "•" * len(text) if text == "secret" else text
    open_session.sign_on({"operator": "ROB01", "password": "secret"})
    assert open_session.current == "menu"
    open_session.sign_off()
    open_session.close()
    assert driver.done == ["home", "enter 2", "ENTER", "F3", "close"]
    assert repr(open_session) == "ScreenSession('small', on no known screen)"
