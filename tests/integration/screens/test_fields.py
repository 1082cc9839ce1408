"""Every kind of field on real pages: what is chosen, what the page sees of it, and what its form sends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from copiste import project
from copiste.screens.drivers.waiting import Patience
from copiste.screens.errors import FieldNotFoundError, FieldValueError, ReadBackError, ValueNotOfferedError
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from tests.integration.screens.fields_pages import Office, running_office

APPLICATION = Path(__file__).with_name("fields_office")


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with running_office() as serving:
        yield serving


@pytest.fixture(scope="module")
def opened(office: Office) -> Iterator[ScreenSession]:
    with open_session(
        APPLICATION, "web", url=office.url, patience=Patience(arrival=5, unknown=0.5)
    ) as session:
        session.sign_on({})
        yield session


@pytest.fixture
def session(opened: ScreenSession) -> ScreenSession:
    opened.leave()
    return opened


def saved(session: ScreenSession, screen: str, **values: object) -> None:
    """Fill `values` on `screen`, and have its form sent."""
    session.go_to(screen)
    session.fill(values)
    session.submit("save", expect="saved")


# --- one of several -----


def test_an_option_is_chosen_by_its_text_and_its_value_is_sent(
    session: ScreenSession, office: Office
) -> None:
    saved(session, "choices", country="FR", city="Lille", title="Mr.", colour="Green")
    assert office.last == {
        "country": "1", "city": "Lille", "title": "m1", "colour": "g", "twice": "", "remark": "",
    }  # fmt: skip


def test_blanks_and_composed_accents_of_an_option_do_not_count(
    session: ScreenSession, office: Office
) -> None:
    saved(session, "choices", country="CI")
    assert office.last["country"] == "4"


def test_what_is_chosen_is_read_in_the_case_s_form(session: ScreenSession) -> None:
    session.go_to("choices")
    assert session.read("country") == ""
    session.fill({"country": "DE", "title": "Mr.", "colour": "Red"})
    assert [session.read(name) for name in ("country", "title", "colour", "city")] == [
        "DE",
        "Mr.",
        "Red",
        "Lyon",
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "BE"),
        ("city", "Paris"),
        ("city", "lyon"),
        ("city", "Lyo"),
        ("title", "Dr."),
        ("title", "m1"),
        ("colour", "Blue"),
    ],
)
def test_what_is_not_offered_is_refused_before_anything_is_typed(
    session: ScreenSession, field: str, value: str
) -> None:
    session.go_to("choices")
    with pytest.raises(ValueNotOfferedError) as refused:
        session.fill({"remark": "before", field: value})
    assert refused.value.code == "VALUE_NOT_OFFERED"
    assert refused.value.kind == "business"
    assert f'field "{field}"' in str(refused.value)
    assert value not in str(refused.value)
    assert session.read("remark") == ""
    assert session.current == "choices"


def test_two_options_of_one_text_are_no_guess(session: ScreenSession) -> None:
    session.go_to("choices")
    with pytest.raises(FieldNotFoundError, match="2 times"):
        session.fill({"twice": "Same"})


def test_only_what_changes_says_so(session: ScreenSession, office: Office) -> None:
    saved(session, "choices", country="FR", city="Lyon", title="Mr.")
    assert office.events == [
        "input country", "change country", "click title=m1", "input title=m1", "change title=m1",
    ]  # fmt: skip


def test_an_empty_value_chooses_the_option_that_stands_for_none(
    session: ScreenSession, office: Office
) -> None:
    session.go_to("choices")
    session.fill({"twice": ""})
    session.fill({"country": "FR"})
    session.fill({"country": None})
    assert session.read("country") == ""
    session.go_to("choices")
    with pytest.raises(ValueNotOfferedError):
        session.fill({"city": ""})


# --- boxes -----


def test_boxes_and_toggles_are_set_as_the_case_says(session: ScreenSession, office: Office) -> None:
    saved(session, "boxes", exempt=True, blocked=False, loud=True, dark=False)
    assert office.last == {"exempt": "on", "loud": "true", "dark": "false", "remark": ""}


def test_a_box_that_is_right_already_is_left_alone(session: ScreenSession, office: Office) -> None:
    saved(session, "boxes", exempt=False, blocked=True, loud=False, dark=True)
    assert office.last == {"blocked": "on", "loud": "false", "dark": "true", "remark": ""}
    assert office.events == [""]


def test_boxes_are_read_as_true_and_false(session: ScreenSession) -> None:
    session.go_to("boxes")
    assert [session.read(name) for name in ("exempt", "blocked", "loud", "dark")] == [
        False,
        True,
        False,
        True,
    ]


def test_a_box_that_is_neither_is_an_error(session: ScreenSession) -> None:
    session.go_to("boxes")
    with pytest.raises(FieldNotFoundError, match="neither ticked nor not ticked"):
        session.fill({"remark": "x", "maybe": True})
    assert session.read("remark") == ""


# --- dates, times, numbers -----


def test_the_browser_s_own_inputs_take_values_in_its_own_form(session: ScreenSession, office: Office) -> None:
    saved(
        session,
        "moments",
        born="1984-03-02",
        since="2001-12-24",
        opens="08:30",
        meets="2026-05-03T14:00",
        period="2026-05",
        amount=1234.5,
        count=12,
        share=0.75,
        tint="#00ff00",
    )
    assert office.last == {
        "born": "1984-03-02", "since": "2001-12-24", "opens": "08:30", "meets": "2026-05-03T14:00",
        "period": "2026-05", "amount": "1234.5", "count": "12", "share": "0.75", "tint": "#00ff00",
    }  # fmt: skip
    assert office.events.count("change born") == 1
    assert office.events.count("change amount") == 1


def test_they_are_read_in_the_case_s_form_and_emptied(session: ScreenSession) -> None:
    session.go_to("moments")
    session.fill({"born": "1984-03-02", "opens": "08:30", "amount": -0.5})
    assert [session.read(name) for name in ("born", "opens", "amount")] == ["1984-03-02", "08:30", "-0.5"]
    session.fill({"born": None, "opens": "", "amount": None})
    assert [session.read(name) for name in ("born", "opens", "amount")] == ["", "", ""]


def test_what_such_an_input_cannot_hold_is_found_by_reading_back(session: ScreenSession) -> None:
    session.go_to("moments")
    with pytest.raises(ReadBackError):
        session.fill({"share": 0.8})


# --- texts -----


def test_several_lines_are_typed_and_read_whatever_ends_them(session: ScreenSession, office: Office) -> None:
    saved(session, "texts", notes="one\r\ntwo\n\nthree")
    assert office.last["notes"] == "one\r\ntwo\r\n\r\nthree"
    session.go_to("texts")
    session.fill({"notes": "one\r\ntwo"})
    assert session.read("notes") == "one\ntwo"


def test_a_line_that_is_missing_is_found(session: ScreenSession) -> None:
    session.go_to("texts")
    session.fill({"notes": "one\ntwo"})
    assert session.differences({"notes": "one two"}) == ("notes",)
    assert session.differences({"notes": "one\ntwo\n"}) == ()


@pytest.mark.parametrize("text", ["12345\n7890", "12345678\U0001f600"])
def test_a_length_counts_as_the_browser_counts(session: ScreenSession, office: Office, text: str) -> None:
    saved(session, "texts", short=text)
    assert office.last["short"] == text.replace("\n", "\r\n")
    session.go_to("texts")
    with pytest.raises(FieldValueError, match="11 characters, the screen takes 10"):
        session.fill({"short": f"{text}x"})


def test_what_the_page_writes_anew_is_compared_by_what_it_is_worth(
    session: ScreenSession, office: Office
) -> None:
    values = {"phone": "0611223344", "masked": "0611223344", "price": 1234.5, "family": "Lefèvre"}
    saved(session, "texts", **values)
    sent = {name: " ".join(office.last[name].split()) for name in values}
    assert sent == {
        "phone": "06 11 22 33 44", "masked": "06 11 22 33 44", "price": "1 234,50", "family": "LEFÈVRE",
    }  # fmt: skip
    assert session.differences is not None


def test_what_is_shown_anew_is_read_as_the_case_has_it_and_not_typed_again(
    session: ScreenSession, office: Office
) -> None:
    session.go_to("texts")
    session.fill({"phone": "0611223344", "price": 1234.5})
    assert [session.read(name) for name in ("phone", "price")] == ["0611223344", "1234.50"]
    session.fill({"phone": "0611223344", "price": 1234.5})
    session.submit("save", expect="saved")
    assert office.events.count("change phone") == 1
    assert office.events.count("change price") == 1


def test_a_page_that_shortens_what_it_writes_anew_is_found(session: ScreenSession) -> None:
    session.go_to("texts")
    with pytest.raises(ReadBackError) as error:
        session.fill({"cut": "0611223344"})
    assert error.value.fields == ("cut",)


def test_a_page_that_refuses_a_character_beforehand_is_found(session: ScreenSession) -> None:
    session.go_to("texts")
    session.fill({"guarded": "ABC"})
    with pytest.raises(ReadBackError):
        session.fill({"guarded": "ABc"})


def test_a_library_that_keeps_the_state_itself_learns_of_what_is_typed(
    session: ScreenSession, office: Office
) -> None:
    saved(session, "texts", framework="Zoé")
    assert office.last["framework"] == "Zoé"


def test_a_rich_text_takes_several_lines(session: ScreenSession, office: Office) -> None:
    saved(session, "texts", letter="Dear\nSir")
    assert office.last["letter"].split() == ["Dear", "Sir"]


def test_each_line_of_a_text_goes_into_its_own_input(session: ScreenSession, office: Office) -> None:
    saved(session, "texts", address="3 rue Basse\nBât. B")
    assert (office.last["line1"], office.last["line2"]) == ("3 rue Basse", "Bât. B")
    session.go_to("texts")
    with pytest.raises(FieldValueError, match="3 lines, the screen takes 2"):
        session.fill({"address": "a\nb\nc"})
    with pytest.raises(FieldValueError, match="line 2 has 21 characters"):
        session.fill({"address": "a\n" + 21 * "b"})


# --- several of many -----


def test_exactly_the_entries_of_a_list_are_chosen(session: ScreenSession, office: Office) -> None:
    saved(session, "lists", languages=["nl", "de"], days=["Tuesday", "Wednesday"])
    assert sorted(office.all("languages")) == ["2", "3"]
    assert sorted(office.all("days")) == ["2", "3"]
    session.go_to("lists")
    assert session.read("languages") == ["fr"]
    session.fill({"languages": [], "days": None})
    session.submit("save", expect="saved")
    assert office.all("languages") == office.all("days") == []


@pytest.mark.parametrize(("field", "value"), [("languages", ["fr", "en"]), ("days", ["Monday", "Sunday"])])
def test_an_entry_that_is_not_offered_is_refused(
    session: ScreenSession, field: str, value: list[str]
) -> None:
    session.go_to("lists")
    with pytest.raises(ValueNotOfferedError):
        session.fill({"remark": "before", field: value})
    assert session.read("remark") == ""


def test_a_list_into_which_entries_are_moved_reads_as_all_that_it_holds(
    session: ScreenSession, office: Office
) -> None:
    session.go_to("lists")
    assert session.read("covers") == ()
    with pytest.raises(FieldNotFoundError, match="the action that moves them"):
        session.fill({"covers": ["D"]})
    session.fill({"available": ["Dental", "Travel"]})
    session.submit("choose", expect="lists")
    assert session.read("covers") == ["D", "T"]
    session.fill({"available": None, "covers": ["T", "D"]})
    assert session.differences({"covers": ["L", "D"]}) == ("covers",)
    session.submit("save", expect="saved")
    assert office.all("covers") == ["Dental", "Travel"]


def test_what_is_moved_away_again_is_found_before_the_commit(session: ScreenSession) -> None:
    session.go_to("lists")
    session.fill({"available": ["Life"]})
    session.submit("choose", expect="lists")
    session.fill({"available": None, "covers": ["L"]})
    session.verify()
    session.submit("put_back", expect="lists")
    with pytest.raises(ReadBackError, match="covers"):
        session.verify()


# --- combined boxes -----


def test_an_entry_that_appears_is_picked(session: ScreenSession, office: Office) -> None:
    saved(session, "picks", town="Lyon", fruit="Pear", branch="South")
    assert office.last == {"town": "Lyon", "town_code": "69", "fruit": "Pear", "branch": "South"}


@pytest.mark.parametrize(
    ("field", "value"),
    # What the list says where it has no entry is none of its entries.
    [("town", "Ly"), ("fruit", "Plum"), ("branch", "West"), ("town", "Nothing"), ("town", "Nothing!")],
)
def test_an_entry_that_does_not_appear_is_refused(session: ScreenSession, field: str, value: str) -> None:
    session.go_to("picks")
    with pytest.raises(ValueNotOfferedError) as refused:
        session.fill({field: value})
    assert f'field "{field}"' in str(refused.value)
    assert session.current == "picks"
    assert ("none of the 0 " in str(refused.value)) is value.startswith("Nothing")


def test_two_entries_of_one_text_are_no_guess(session: ScreenSession) -> None:
    session.go_to("picks")
    with pytest.raises(FieldNotFoundError, match="2 times"):
        session.fill({"town": "Same"})


# --- files -----


def test_a_file_of_the_project_is_attached(session: ScreenSession, office: Office, attachments: Path) -> None:
    (attachments / "proof.txt").write_text("it is so", encoding="utf-8")
    saved(session, "files", proof="proof.txt", remark="r")
    assert office.last == {"proof": "proof.txt: it is so", "remark": "r"}


@pytest.mark.parametrize(("path", "why"), [("../secret.txt", "outside"), ("none.txt", "not in")])
def test_no_other_file_is(session: ScreenSession, attachments: Path, path: str, why: str) -> None:
    (attachments.parent / "secret.txt").write_text("s", encoding="utf-8")
    session.go_to("files")
    with pytest.raises(FieldValueError, match=why) as refused:
        session.fill({"remark": "r", "proof": path})
    assert path not in str(refused.value)
    assert session.read("remark") == ""


@pytest.fixture
def attachments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(project, "_chosen", project.Project(tmp_path))
    folder = tmp_path / "attachments"
    folder.mkdir()
    return folder


# --- pages that come anew -----


def test_filling_goes_on_when_a_field_has_the_page_come_anew(session: ScreenSession, office: Office) -> None:
    session.go_to("reloading")
    session.fill(
        {"office": "Roubaix", "company": "Lefèvre SA", "region": "North", "kind": "Firm", "name": "Zoé"}
    )
    session.submit("save", expect="saved")
    assert office.last == {
        "name": "Zoé", "kind": "Firm", "company": "Lefèvre SA", "region": "North", "office": "Roubaix",
    }  # fmt: skip


def test_what_a_field_offers_after_the_reload_is_what_counts(session: ScreenSession) -> None:
    session.go_to("reloading")
    with pytest.raises(ValueNotOfferedError):
        session.fill({"region": "South", "office": "Lille"})
    session.fill({"region": "North", "office": "Lille"})
    assert session.read("office") == "Lille"
